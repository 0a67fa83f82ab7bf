// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// A map of layers, for studies that are about more than the network that is reported. A layer is
//   { key, lines | points: [course, ...], style(i), describe(i)?, name(i)?, extent?: [course, ...] }
// with courses as x, y, x, y ... in metres; style(i) gives null (not drawn) or, of a line, { colour, width,
// dash?, under? }, of a point { shape, fill, line, r }; describe(i) what a tooltip says (without it nothing is
// found there); name(i) null or { text, colour, weight, must }; extent: of them what the whole map shows at
// first. Layers are drawn in their order.

function createLayerMap(box, layers, hooks) {
  const bounds = emptyBounds();
  for (const layer of layers) for (const c of layer.extent ?? layer.lines ?? layer.points) includeCourse(bounds, c);
  let current = layers;
  const view = createMapView(box, bounds, {
    label: hooks.label, reach: 'the tables reach every element.', paint, find, pick: hooks.pick ?? (() => {}),
    describe: (item) => layerOf(item.kind).describe(item.row)
  });
  const { context, sx, sy } = view;
  const layerOf = (key) => current.find((l) => l.key === key);

  function paint() {
    view.streets();
    for (const layer of current) if (layer.lines) drawLines(layer);
    for (const layer of current) if (layer.points) drawPoints(layer);
    emphasis();
    names();
  }
  // Lines of one look together.
  function drawLines(layer) {
    const looks = new Map();
    layer.lines.forEach((course, i) => {
      const style = course.length >= 4 && view.visible(course) ? layer.style(i) : null;
      if (!style) return;
      const key = `${style.colour} ${style.width} ${style.dash ?? ''} ${style.under ?? ''}`;
      if (!looks.has(key)) looks.set(key, [style, []]);
      looks.get(key)[1].push(course);
    });
    const zoom = Math.min(2, 0.85 + 0.25 * Math.log2(1 + view.scale / view.fitted));
    for (const [style, courses] of looks.values()) {
      const stroke = (colour, width, dash, alpha) => {
        context.strokeStyle = colour; context.lineWidth = width; context.setLineDash(dash); context.globalAlpha = alpha;
        context.beginPath(); for (const c of courses) view.trace(c); context.stroke();
      };
      if (style.under) stroke(style.under, style.width * zoom + 6, [], 0.35);
      stroke(style.colour, style.width * zoom, style.dash ?? [], 1);
    }
    context.setLineDash([]); context.globalAlpha = 1;
  }
  const growth = () => Math.min(1.7, 0.8 + 0.2 * Math.log2(1 + view.scale / view.fitted));
  function drawPoints(layer) {
    const grown = growth();
    layer.points.forEach((c, i) => {
      const style = c.length >= 2 ? layer.style(i) : null;
      if (!style) return;
      const x = sx(c[0]), y = sy(c[1]);
      if (!view.inside(x, y, 20)) return;
      pointSign(style.shape, x, y, style.r * grown, style.fill, style.line);
    });
  }
  function pointSign(shape, x, y, r, fill, line) {
    if (shape === 'plant') { view.plantSign(x, y, fill, line); return; }
    context.fillStyle = fill; context.strokeStyle = line; context.lineWidth = Math.min(1.4, r / 2.5);
    context.beginPath();
    if (shape === 'cross') { context.strokeStyle = fill; context.lineWidth = 2; context.moveTo(x - r, y - r); context.lineTo(x + r, y + r); context.moveTo(x + r, y - r); context.lineTo(x - r, y + r); context.stroke(); return; }
    if (shape === 'triangle') { context.moveTo(x, y - 1.25 * r); context.lineTo(x + 1.15 * r, y + 0.8 * r); context.lineTo(x - 1.15 * r, y + 0.8 * r); context.closePath(); }
    else context.arc(x, y, r, 0, 2 * Math.PI);
    context.fill(); context.stroke();
  }
  const courseOf = (item) => { const layer = layerOf(item.kind); return layer ? (layer.lines ?? layer.points)[item.row] : null; };
  function emphasis() {
    for (const [item, colour] of [[view.hovered, css('ink-2')], [view.selected, css('ink')]]) {
      const course = item ? courseOf(item) : null;
      const style = course ? layerOf(item.kind).style(item.row) : null;
      if (!style || course.length < 2) continue;
      if (course.length === 2) { view.ring(sx(course[0]), sy(course[1]), colour, 13); continue; }
      for (const [stroke, more] of [[colour, 9], [css('panel'), 5], [style.colour, 0.5]]) { context.strokeStyle = stroke; context.lineWidth = style.width + more; context.setLineDash(more < 1 ? style.dash ?? [] : []); context.beginPath(); view.trace(course); context.stroke(); }
      context.setLineDash([]);
    }
  }
  function names() {
    const wanted = [], avoid = [];
    for (const layer of current) if (layer.name) (layer.lines ?? layer.points).forEach((c, i) => {
      const name = c.length >= 2 && layer.style(i) ? layer.name(i) : null;
      if (!name) return;
      const [x, y] = c.length === 2 ? [sx(c[0]), sy(c[1])] : view.middle(c);
      if (view.inside(x, y)) { wanted.push([name, x, y]); avoid.push([x - 8, y - 8, x + 8, y + 8]); }
    });
    const solid = current.filter((l) => l.lines);
    const crossings = (r) => {
      let hits = 0;
      for (const layer of solid) layer.lines.forEach((c, i) => { if (hits < 5 && c.length >= 4 && layer.style(i) && [0.1, 0.5, 0.9].some((s) => view.distanceTo(c, r[0] + s * (r[2] - r[0]), (r[1] + r[3]) / 2) < 7)) ++hits; });
      return hits;
    };
    const say = view.namer(avoid, [], wanted.length <= 40 ? crossings : () => 0);
    wanted.sort((a, b) => (b[0].must ?? false) - (a[0].must ?? false) || (b[0].rank ?? 0) - (a[0].rank ?? 0));
    for (const [name, x, y] of wanted.slice(0, 40)) say(name.text, x, y, name.colour, name.weight ?? 400, name.must);
  }
  function find(x, y, reach) {
    let best = null, least = reach;
    for (const points of [true, false]) {
      for (let q = current.length - 1; q >= 0; --q) {
        const layer = current[q];
        if (!layer.describe || Boolean(layer.points) !== points) continue;
        (layer.points ?? layer.lines).forEach((c, row) => {
          if (c.length < (points ? 2 : 4)) return;
          const style = layer.style(row);
          if (!style) return;
          const d = points ? Math.hypot(sx(c[0]) - x, sy(c[1]) - y) - style.r * growth() : view.distanceTo(c, x, y) - style.width / 2;
          if (d < least) { least = d; best = { kind: layer.key, row }; }
        });
      }
      if (best) return best;
    }
    return best;
  }

  return {
    set(newLayers) { current = newLayers; view.draw(); },
    paintNow: view.paint,
    select(item) {
      view.selected = item;
      const c = item ? courseOf(item) : null;
      if (c && c.length >= 2) { const m = 2 * Math.floor(c.length / 4); view.show(c[m], c[m + 1], Math.max(view.scale, 2.5 * view.fitted)); }
      view.draw();
    }
  };
}

// Legends: signs with their words, and classes of a value.
const lineSign = (colour, width, text, dash) => el('span', {}, svg('svg', { viewBox: '0 0 18 18', 'aria-hidden': 'true' }, svg('path', { d: 'M1 9H17', stroke: colour, 'stroke-width': width, 'stroke-dasharray': dash ?? null })), text);
const dotSign = (shape, fill, line, text) => el('span', {}, svg('svg', { viewBox: '0 0 18 18', 'aria-hidden': 'true' }, {
  plant: () => [svg('rect', { x: 3, y: 3, width: 12, height: 12, fill, stroke: line, 'stroke-width': 1.5 }), svg('circle', { cx: 9, cy: 9, r: 2.2, fill: line })],
  cross: () => svg('path', { d: 'M5 5l8 8M13 5l-8 8', stroke: fill, 'stroke-width': 2 }),
  triangle: () => svg('path', { d: 'M9 2l7 13H2z', fill }),
  circle: () => svg('circle', { cx: 9, cy: 9, r: 4.5, fill, stroke: line, 'stroke-width': 1.4 })
}[shape]()), text);
const legendOf = (title, signs, note, wide) => el('div', { class: 'block legend' }, el('h3', {}, title), el('div', { class: wide ? 'marks one' : 'marks' }, signs), note ? el('p', { class: 'note', style: 'font-size:12px;margin-top:6px' }, note) : null);

// At most eight classes between the values' ends at 1, 2, 5, 10 ...: [{ from, to, colour }], the last open.
function classesOf(values, ramp) {
  const known = values.filter((v) => v > 0).sort((a, b) => a - b);
  if (known.length === 0) return [];
  const low = known[Math.floor(0.03 * known.length)], high = known[Math.ceil(0.97 * known.length) - 1];
  let steps = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); ++e) for (const f of [1, 2, 5]) { const s = f * 10 ** e; if (s > low && s < high) steps.push(s); }
  while (steps.length > 7) steps = steps.filter((_, i) => i % 2 === 0);
  const colours = rampColours(ramp), edges = [0, ...steps];
  return edges.map((from, i) => ({ from, to: edges[i + 1] ?? Infinity, colour: colours[edges.length > 1 ? Math.round((i / (edges.length - 1)) * (BINS - 1)) : BINS - 1] }));
}
const classAt = (classes, value) => (value === null || value === undefined ? null : classes.find((c) => value < c.to) ?? null);
const classEdge = (v) => String(Number(v.toPrecision(3)));
const classText = (c, last, text) => (c.from === 0 && last ? 'all' : c.from === 0 ? `below ${text(c.to)}` : last ? `${text(c.from)} and more` : `${text(c.from)} to ${text(c.to)}`);

// Rows of a study's tables that are shown at a time.
const STUDY_PAGE = 12;

// What every study says first: that it is of another state of the project, if it is.
function stateBanner(what, differs) {
  if (differs.length === 0) return null;
  return el('div', { class: 'banner warn', style: 'margin-bottom:14px' }, el('div', { class: 'word' }, mark('warn'), 'Another state of the project'), el('p', {}, `${what} was made from a project that differs from the one reported here (its own value first):`), el('ul', {}, differs.slice(0, 8).map((d) => el('li', {}, d))), differs.length > 8 ? el('p', { class: 'note' }, `and ${fixed(differs.length - 8, 0)} more.`) : null);
}
const keyFigure = (name, [number, unit], sub) => el('div', {}, el('dt', {}, name), el('dd', {}, number, ' ', el('small', {}, unit)), sub ? el('dd', { class: 'sub' }, sub) : null);
// A small table; columns: [name, is text, wraps]; a bar where a cell is { share, text }.
function plainTable(columns, rows, tones) {
  const cell = (value, [, text, wrap]) => el('td', { class: [text ? 'text' : '', wrap ? 'wrap' : ''].join(' ').trim() || null }, value && value.share !== undefined ? el('div', { class: 'cell-bar' }, el('div', { class: 'fill', style: `width:${Math.max(0, Math.min(100, 100 * value.share)).toFixed(1)}%` }), el('span', {}, value.text)) : value);
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': columns.map((c) => c[0]).join(', ') }, el('table', { class: 'data plain' }, el('thead', {}, el('tr', {}, columns.map(([name, text]) => el('th', { scope: 'col', class: text ? 'text' : null }, name)))), el('tbody', {}, rows.map((row, i) => el('tr', { class: tones?.[i] ?? null }, row.map((value, k) => cell(value, columns[k])))))));
}
