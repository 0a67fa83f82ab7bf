// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The map: a canvas that is drawn whole for every frame, its lines gathered by colour; a grid over the
// segments finds what lies under the pointer.

function createMap(box, hooks) {
  const canvas = el('canvas', { tabindex: 0, role: 'application', 'aria-label': 'Map of the network. Arrow keys move it, plus and minus zoom, 0 shows all; the search field and the tables reach every element.' });
  const hint = el('div', { class: 'map-hint', role: 'status' });
  const scaleBar = el('div', { class: 'map-scale', 'aria-hidden': 'true' });
  const icon = (d) => svg('svg', { viewBox: '0 0 18 18', 'aria-hidden': 'true' }, svg('path', { d }));
  const tools = el('div', { class: 'map-tools' },
    el('button', { type: 'button', 'aria-label': 'Zoom in', title: 'Zoom in', onclick: () => zoomBy(1.6) }, icon('M9 3v12M3 9h12')),
    el('button', { type: 'button', 'aria-label': 'Zoom out', title: 'Zoom out', onclick: () => zoomBy(1 / 1.6) }, icon('M3 9h12')),
    el('button', { type: 'button', 'aria-label': 'Show the whole network', title: 'Show the whole network', onclick: () => { fit(); draw(); } }, icon('M3 7V3h4M11 3h4v4M15 11v4h-4M7 15H3v-4')),
    el('button', { type: 'button', 'aria-label': 'Fill the window', title: 'Fill the window', 'aria-pressed': 'false', onclick: toggleFull }, icon('M10.5 7.5L16 2M12 2h4v4M7.5 10.5L2 16M2 12v4h4')));
  box.append(canvas, tools, scaleBar, hint);
  const tip = tooltip(box);
  const context = canvas.getContext('2d');
  const t = doc.trenches;

  // Trench courses in map metres, y up, relative to the network's own origin.
  const courses = net.trenchEnds.map(([a, b], k) => {
    const route = at.schematic ? null : t.route[k];
    const xy = [at.px[a], at.py[a]];
    if (route) for (let i = 0; i < route.length; ++i) xy.push(route[i]);
    xy.push(at.px[b], at.py[b]);
    return Float64Array.from(xy);
  });
  const widest = Math.max(1, ...t.diameter.filter((v) => v !== null));
  const bounds = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  const include = (x, y) => { bounds.x0 = Math.min(bounds.x0, x); bounds.x1 = Math.max(bounds.x1, x); bounds.y0 = Math.min(bounds.y0, y); bounds.y1 = Math.max(bounds.y1, y); };
  for (let i = 0; i < at.px.length; ++i) include(at.px[i], at.py[i]);
  for (const c of courses) for (let i = 0; i < c.length; i += 2) include(c[i], c[i + 1]);
  for (const c of doc.connections) { if (c.x !== null && !at.schematic) include(c.x, c.y); }
  if (!(bounds.x1 > bounds.x0)) { bounds.x0 -= 50; bounds.x1 += 50; }
  if (!(bounds.y1 > bounds.y0)) { bounds.y0 -= 50; bounds.y1 += 50; }

  const cell = Math.max(5, Math.sqrt(((bounds.x1 - bounds.x0) * (bounds.y1 - bounds.y0)) / Math.max(64, courses.length)));
  const grid = new Map();
  courses.forEach((c, k) => {
    for (let i = 0; i + 3 < c.length; i += 2) {
      const gx0 = Math.floor(Math.min(c[i], c[i + 2]) / cell), gx1 = Math.floor(Math.max(c[i], c[i + 2]) / cell);
      const gy0 = Math.floor(Math.min(c[i + 1], c[i + 3]) / cell), gy1 = Math.floor(Math.max(c[i + 1], c[i + 3]) / cell);
      for (let gx = gx0; gx <= gx1; ++gx) for (let gy = gy0; gy <= gy1; ++gy) {
        const key = gx * 1e6 + gy;
        if (!grid.has(key)) grid.set(key, []);
        grid.get(key).push(k, i);
      }
    }
  });

  let width = 0, height = 0, ratio = 1, scale = 1, cx = 0, cy = 0, fitted = 1;
  let point = null, shown = null, way = null, selected = null, hovered = null, queued = false;
  const sx = (x) => (x - cx) * scale + width / 2;
  const sy = (y) => height / 2 - (y - cy) * scale;

  function fit() {
    const pad = Math.min(70, width * 0.1);
    fitted = Math.min((width - 2 * pad) / (bounds.x1 - bounds.x0), (height - 2 * pad) / (bounds.y1 - bounds.y0));
    scale = fitted;
    cx = (bounds.x0 + bounds.x1) / 2; cy = (bounds.y0 + bounds.y1) / 2;
  }
  function resize() {
    const first = width === 0, kept = scale / fitted;
    width = box.clientWidth; height = box.clientHeight;
    if (width === 0) return;
    ratio = Math.min(3, window.devicePixelRatio || 1);
    canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
    if (first) fit();
    else { const [x, y] = [cx, cy]; fit(); scale = fitted * kept; if (kept !== 1) { cx = x; cy = y; } }
    paint();
  }
  function draw() { if (!queued) { queued = true; requestAnimationFrame(() => { queued = false; paint(); }); } }
  function zoomBy(factor, x = width / 2, y = height / 2) {
    const mx = (x - width / 2) / scale + cx, my = (height / 2 - y) / scale + cy;
    scale = Math.max(fitted * 0.4, Math.min(fitted * 400, Math.max(scale * factor, 1e-4), 40));
    cx = mx - (x - width / 2) / scale; cy = my - (height / 2 - y) / scale;
    draw();
  }
  function toggleFull() {
    const on = box.classList.toggle('full');
    tools.lastChild.setAttribute('aria-pressed', String(on));
    document.body.style.overflow = on ? 'hidden' : '';
    resize();
  }

  const lineWidth = (k) => Math.max(0.9, (0.9 + 4.2 * Math.sqrt((t.diameter[k] ?? 0) / widest)) * Math.min(2.2, 0.75 + 0.28 * Math.log2(1 + scale / fitted)) * (courses.length > 3000 && scale < 2 * fitted ? 0.62 : 1));
  function trace(course) {
    context.moveTo(sx(course[0]), sy(course[1]));
    for (let i = 2; i < course.length; i += 2) context.lineTo(sx(course[i]), sy(course[i + 1]));
  }
  const visible = (c) => {
    for (let i = 0; i + 3 < c.length; i += 2) {
      const x0 = sx(c[i]), x1 = sx(c[i + 2]), y0 = sy(c[i + 1]), y1 = sy(c[i + 3]);
      if (Math.max(x0, x1) > -8 && Math.min(x0, x1) < width + 8 && Math.max(y0, y1) > -8 && Math.min(y0, y1) < height + 8) return true;
    }
    return false;
  };
  const trenchClosed = (k) => !t.open[k] || ofLines(point, 's', k, (a, b) => a ?? b) === 'shut';

  function paint() {
    if (width === 0) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = css('panel'); context.fillRect(0, 0, width, height);
    context.lineCap = 'round'; context.lineJoin = 'round';
    if (doc.streets.length > 0 && !at.schematic) {
      context.strokeStyle = css('street'); context.lineWidth = Math.max(0.8, Math.min(5, scale * 3)); context.beginPath();
      for (const s of doc.streets) if (visible(s)) trace(s);
      context.stroke();
    }
    if (!shown) return;
    const inView = []; courses.forEach((c, k) => { if (visible(c)) inView.push(k); });
    if (way) {
      context.strokeStyle = css('accent'); context.globalAlpha = 0.28; context.beginPath();
      for (const k of way.trenches) trace(courses[k]);
      context.lineWidth = 15; context.stroke(); context.globalAlpha = 1;
    }
    const colours = rampColours(shown.measure.ramp);
    const bands = new Map();
    for (const k of inView) {
      const key = shown.bin[k] * 64 + Math.round(lineWidth(k) * 2);
      if (!bands.has(key)) bands.set(key, []);
      bands.get(key).push(k);
    }
    for (const key of [...bands.keys()].sort((a, b) => a - b)) {
      const members = bands.get(key), bin = Math.floor(key / 64), w = (key - bin * 64) / 2;
      if (bin === BINS) { context.strokeStyle = css('bad'); context.lineWidth = w + 5; context.globalAlpha = 0.3; context.beginPath(); for (const k of members) trace(courses[k]); context.stroke(); context.globalAlpha = 1; }
      context.strokeStyle = bin < 0 ? css('rule-2') : bin === BINS ? css('bad') : colours[bin];
      context.lineWidth = bin < 0 ? 1.2 : w; context.setLineDash(bin < 0 ? [4, 4] : []);
      context.beginPath(); for (const k of members) trace(courses[k]); context.stroke();
    }
    context.setLineDash([]);
    arrows(inView, colours);
    for (const k of inView) if (trenchClosed(k)) cross(...middle(courses[k]));
    connections();
    nodes();
    emphasis();
    labels();
    drawScale();
  }
  function middle(c) {
    let whole = 0;
    for (let i = 0; i + 3 < c.length; i += 2) whole += Math.hypot(c[i + 2] - c[i], c[i + 3] - c[i + 1]);
    let left = whole / 2;
    for (let i = 0; i + 3 < c.length; i += 2) {
      const l = Math.hypot(c[i + 2] - c[i], c[i + 3] - c[i + 1]);
      if (l >= left && l > 0) { const s = left / l; return [sx(c[i] + s * (c[i + 2] - c[i])), sy(c[i + 1] + s * (c[i + 3] - c[i + 1])), Math.atan2(-(c[i + 3] - c[i + 1]), c[i + 2] - c[i]), whole * scale]; }
      left -= l;
    }
    return [sx(c[0]), sy(c[1]), 0, 0];
  }
  function arrows(inView, colours) {
    if (inView.length > 1200) return;
    context.strokeStyle = css('panel'); context.lineWidth = 1.6;
    for (const k of inView) {
      const line = t.supply[k] >= 0 ? t.supply[k] : t.return[k];
      const m = point.link.m[line];
      if (m === null || Math.abs(m) < 1e-6 || lineWidth(k) < 1.2) continue;
      const [x, y, angle, long] = middle(courses[k]);
      if (long < 52) continue;
      // A pair's course runs as its supply line; a single return line is drawn from its end to its start.
      const forward = (t.supply[k] >= 0 ? m : -m) > 0;
      const a = angle + (forward ? 0 : Math.PI), r = 2.8 + lineWidth(k) * 0.9;
      context.fillStyle = shown.bin[k] < 0 ? css('rule-2') : shown.bin[k] === BINS ? css('bad') : colours[shown.bin[k]];
      context.beginPath();
      context.moveTo(x + r * Math.cos(a), y + r * Math.sin(a)); context.lineTo(x + r * Math.cos(a + 2.35), y + r * Math.sin(a + 2.35)); context.lineTo(x + r * Math.cos(a - 2.35), y + r * Math.sin(a - 2.35)); context.closePath();
      context.stroke(); context.fill();
    }
  }
  function cross(x, y) {
    context.strokeStyle = css('panel'); context.lineWidth = 5; shape(); context.strokeStyle = css('ink'); context.lineWidth = 2; shape();
    function shape() { context.beginPath(); context.moveTo(x - 4, y - 4); context.lineTo(x + 4, y + 4); context.moveTo(x + 4, y - 4); context.lineTo(x - 4, y + 4); context.stroke(); }
  }
  const biggest = Math.max(1, ...doc.substations.peak.map((v) => v ?? 0));
  // Between neighbouring substations on the screen, were they spread evenly.
  const spacing = () => scale * Math.sqrt(((bounds.x1 - bounds.x0) * (bounds.y1 - bounds.y0)) / Math.max(1, doc.substations.link.length));
  const small = () => doc.substations.link.length > 400 && scale < 3 * fitted;
  function substationRadius(row) { return small() ? 1.5 : (2.6 + 4.4 * Math.sqrt((doc.substations.peak[row] ?? 0) / biggest)) * Math.max(0.5, Math.min(1, spacing() / 44)) * Math.min(1.5, 0.8 + 0.2 * Math.log2(1 + scale / fitted)); }
  const substationPlace = (row) => net.placeOfLink(doc.substations.link[row]);
  const troubled = (row) => STATUS_TONE[point.link.s[doc.substations.link[row]]] === 'bad';
  function nodes() {
    const ink = css('ink'), panel = css('panel'), bad = css('bad');
    context.fillStyle = panel; context.strokeStyle = ink; context.lineWidth = small() ? 0.8 : 1.4;
    context.beginPath();
    const late = [];
    // Where they would stand shoulder to shoulder, only those in trouble are drawn.
    const crowded = spacing() < 9;
    doc.substations.link.forEach((link, row) => {
      const p = substationPlace(row), x = sx(at.px[p]), y = sy(at.py[p]);
      if (x < -20 || x > width + 20 || y < -20 || y > height + 20) return;
      if (troubled(row)) { late.push([row, x, y]); return; }
      if (crowded) return;
      const r = substationRadius(row);
      context.moveTo(x + r, y); context.arc(x, y, r, 0, 2 * Math.PI);
    });
    context.fill(); context.stroke();
    for (const [row, x, y] of late) {
      if (late.length > 150 && scale < 6 * fitted) { context.fillStyle = bad; context.beginPath(); context.arc(x, y, 2.6, 0, 2 * Math.PI); context.fill(); continue; }
      const r = Math.max(5, substationRadius(row) + 1.5);
      context.fillStyle = bad; context.strokeStyle = panel; context.lineWidth = 1.6;
      context.beginPath(); context.moveTo(x, y - 1.25 * r); context.lineTo(x + 1.15 * r, y + 0.8 * r); context.lineTo(x - 1.15 * r, y + 0.8 * r); context.closePath(); context.fill(); context.stroke();
    }
    doc.links.kind.forEach((kind, i) => {
      if (kind !== KIND.valve && kind !== KIND.pump) return;
      const p = net.placeOfLink(net.lines + i), x = sx(at.px[p]), y = sy(at.py[p]);
      context.fillStyle = panel; context.strokeStyle = ink; context.lineWidth = 1.3; context.beginPath();
      if (kind === KIND.pump) { context.arc(x, y, 6, 0, 2 * Math.PI); context.fill(); context.stroke(); context.beginPath(); context.moveTo(x - 2.6, y - 4); context.lineTo(x + 4.6, y); context.lineTo(x - 2.6, y + 4); context.stroke(); }
      else { context.moveTo(x - 5, y - 3.6); context.lineTo(x + 5, y + 3.6); context.lineTo(x + 5, y - 3.6); context.lineTo(x - 5, y + 3.6); context.closePath(); context.fill(); context.stroke(); }
    });
    // Many withdrawals are drawn small enough to leave the pipes between them to be seen; what feeds them is not.
    const apart = scale * Math.sqrt(((bounds.x1 - bounds.x0) * (bounds.y1 - bounds.y0)) / Math.max(1, doc.boundaries.node.length));
    doc.boundaries.node.forEach((node, row) => {
      const p = doc.nodes.place[node], x = sx(at.px[p]), y = sy(at.py[p]);
      const feeds = doc.boundaries.kind[row] === 'reservoir' || doc.boundaries.kind[row] === 'tank', half = feeds ? 4.5 : Math.max(1, 4.5 * Math.min(1, apart / 50));
      context.fillStyle = css('return'); context.strokeStyle = panel; context.lineWidth = half < 3 ? 0.6 : 1.6; context.beginPath(); context.rect(x - half, y - half, 2 * half, 2 * half); context.fill(); context.stroke();
    });
    doc.plants.link.forEach((link) => {
      const p = doc.nodes.place[net.to[link]], x = sx(at.px[p]), y = sy(at.py[p]);
      const off = point.link.s[link] === 'shut';
      context.fillStyle = off ? panel : ink; context.strokeStyle = off ? ink : panel; context.lineWidth = 2;
      context.beginPath(); context.rect(x - 7.5, y - 7.5, 15, 15); context.fill(); context.stroke();
      context.fillStyle = off ? ink : panel; context.beginPath(); context.arc(x, y, 2.6, 0, 2 * Math.PI); context.fill();
    });
  }
  const verdictColour = (c) => css(c.tone);
  function connections() {
    if (at.schematic) return;
    for (const c of doc.connections) {
      if (c.route && c.route.length >= 4) { context.strokeStyle = verdictColour(c); context.lineWidth = 2.2; context.setLineDash([6, 4]); context.beginPath(); trace(c.route); context.stroke(); context.setLineDash([]); }
      if (c.x === null) continue;
      const x = sx(c.x), y = sy(c.y);
      context.fillStyle = verdictColour(c); context.strokeStyle = css('panel'); context.lineWidth = 1.8;
      context.beginPath(); context.moveTo(x, y - 8); context.lineTo(x + 8, y); context.lineTo(x, y + 8); context.lineTo(x - 8, y); context.closePath(); context.fill(); context.stroke();
    }
  }
  function placeOf(item) {
    if (item.kind === 'substation') return substationPlace(item.row);
    if (item.kind === 'plant') return doc.nodes.place[net.to[doc.plants.link[item.row]]];
    if (item.kind === 'place') return item.row;
    if (item.kind === 'link') return net.placeOfLink(item.row);
    return -1;
  }
  function emphasis() {
    const ring = (item, colour, r) => {
      if (item.kind === 'trench') { 
        const k = item.row, own = shown.bin[k] < 0 ? css('rule-2') : shown.bin[k] === BINS ? css('bad') : rampColours(shown.measure.ramp)[shown.bin[k]];
        for (const [stroke, more] of [[colour, 9], [css('panel'), 5], [own, 0.5]]) { context.strokeStyle = stroke; context.lineWidth = lineWidth(k) + more; context.beginPath(); trace(courses[k]); context.stroke(); }
        return; }
      const c = item.kind === 'connection' ? doc.connections[item.row] : null;
      if (c && (c.x === null || at.schematic)) return;
      const p = placeOf(item), x = c ? sx(c.x) : sx(at.px[p]), y = c ? sy(c.y) : sy(at.py[p]);
      context.strokeStyle = css('panel'); context.lineWidth = 4.5; context.beginPath(); context.arc(x, y, r, 0, 2 * Math.PI); context.stroke();
      context.strokeStyle = colour; context.lineWidth = 2.2; context.beginPath(); context.arc(x, y, r, 0, 2 * Math.PI); context.stroke();
    };
    if (point.totals.index >= 0) ring({ kind: 'substation', row: point.totals.index }, css('accent'), 11);
    if (hovered && !same(hovered, selected)) ring(hovered, css('ink-2'), 12);
    if (selected) ring(selected, css('ink'), 13);
  }
  function labels() {
    const taken = [], circles = [];
    // How many points along a label lie on a pipe.
    const crossings = (r) => {
      let hits = 0;
      for (let i = 0; i < 5; ++i) if (find((r[0] + 4) + (i / 4) * (r[2] - r[0] - 8), (r[1] + r[3]) / 2, 7, true)) ++hits;
      return hits;
    };
    context.font = `600 12.5px ${getComputedStyle(document.body).fontFamily}`; context.textBaseline = 'middle';
    const say = (text, x, y, colour, must) => {
      const w = context.measureText(text).width;
      let best = null, least = must ? Infinity : 3;
      for (const [dx, dy] of [[14, 0], [-14 - w, 0], [-w / 2, -19], [-w / 2, 19]]) {
        const r = [x + dx - 3, y + dy - 8, x + dx + w + 3, y + dy + 8];
        if (r[0] < 2 || r[2] > width - 2 || r[1] < 2 || r[3] > height - 2) continue;
        const meets = (o) => r[0] < o[2] && r[2] > o[0] && r[1] < o[3] && r[3] > o[1];
        if (taken.some(meets)) continue;
        const on = circles.filter(meets).length;
        if (on > 0 && !must) continue;
        const cost = 2 * on + crossings(r);
        if (cost < least) { least = cost; best = [r, x + dx, y + dy]; }
        if (cost === 0) break;
      }
      if (!best) return;
      taken.push(best[0]);
      context.lineWidth = 4; context.strokeStyle = css('panel'); context.strokeText(text, best[1], best[2]);
      context.fillStyle = colour; context.fillText(text, best[1], best[2]);
    };
    taken.push([width - 50, 0, width, 175], [0, height - 46, 190, height]);
    const near = [];
    doc.substations.link.forEach((_, row) => { const p = substationPlace(row), x = sx(at.px[p]), y = sy(at.py[p]); if (x > 0 && x < width && y > 0 && y < height) near.push([row, x, y]); });
    if (near.length <= 300) for (const [row, x, y] of near) { const r = substationRadius(row); circles.push([x - r, y - r, x + r, y + r]); }
    doc.connections.forEach((c) => { if (c.x !== null && !at.schematic) taken.push([sx(c.x) - 8, sy(c.y) - 8, sx(c.x) + 8, sy(c.y) + 8]); });
    const plantAt = (link) => { const p = doc.nodes.place[net.to[link]]; return [sx(at.px[p]), sy(at.py[p])]; };
    for (const link of doc.plants.link) { const [x, y] = plantAt(link); taken.push([x - 9, y - 9, x + 9, y + 9]); }
    doc.plants.link.forEach((link, row) => { const [x, y] = plantAt(link); if (x > 0 && x < width && y > 0 && y < height) say(doc.plants.id[row], x, y, css('ink'), true); });
    context.font = context.font.replace('600', '500');
    if (point.totals.index >= 0) { const p = substationPlace(point.totals.index); say(`${doc.substations.id[point.totals.index]} (index)`, sx(at.px[p]), sy(at.py[p]), css('accent'), true); }
    let said = 0;
    doc.substations.link.forEach((_, row) => { if (said < 12 && troubled(row)) { const p = substationPlace(row), x = sx(at.px[p]), y = sy(at.py[p]); if (x > 0 && x < width && y > 0 && y < height) { say(doc.substations.id[row], x, y, css('bad')); ++said; } } });
    if (!at.schematic) for (const c of doc.connections) if (c.x !== null) say(c.name || c.id, sx(c.x), sy(c.y), verdictColour(c), true);
    context.font = context.font.replace('500', '400');
    if (near.length <= 70) { near.sort((a, b) => (doc.substations.peak[b[0]] ?? 0) - (doc.substations.peak[a[0]] ?? 0)); for (const [row, x, y] of near) if (row !== point.totals.index && !troubled(row)) say(doc.substations.id[row], x, y, css('ink-2')); }
  }
  function drawScale() {
    if (at.schematic) { clear(scaleBar, el('div', { class: 'lab' }, 'Schematic: the project gives no coordinates')); return; }
    const wanted = 110 / scale, base = 10 ** Math.floor(Math.log10(wanted));
    const length = [5, 2, 1].map((f) => f * base).find((v) => v <= wanted);
    clear(scaleBar,
      el('div', {}, el('div', { class: 'lab' }, length >= 1 ? distance(length) : `${length} m`), el('div', { class: 'len', style: `width:${length * scale}px` })),
      svg('svg', { viewBox: '0 0 20 32' }, svg('path', { d: 'M10 1l5 14-5-3-5 3z', fill: css('ink-2') }), svg('text', { x: 10, y: 29, 'text-anchor': 'middle', 'font-size': 12, fill: css('ink-2'), stroke: css('panel'), 'stroke-width': 3, 'paint-order': 'stroke' }, 'N')));
  }

  function find(x, y, reach = 10, pipesOnly = false) {
    let best = null, least = reach;
    if (!pipesOnly) {
      const offer = (item, px, py, extra) => { const d = Math.hypot(px - x, py - y) - extra; if (d < least) { least = d; best = item; } };
      doc.plants.link.forEach((link, row) => { const p = doc.nodes.place[net.to[link]]; offer({ kind: 'plant', row }, sx(at.px[p]), sy(at.py[p]), 6); });
      doc.substations.link.forEach((_, row) => { const p = substationPlace(row); offer({ kind: 'substation', row }, sx(at.px[p]), sy(at.py[p]), substationRadius(row) + (small() ? 0 : 3)); });
      if (!at.schematic) doc.connections.forEach((c, row) => { if (c.x !== null) offer({ kind: 'connection', row }, sx(c.x), sy(c.y), 6); });
      doc.links.kind.forEach((kind, i) => { if (kind === KIND.valve || kind === KIND.pump) { const p = net.placeOfLink(net.lines + i); offer({ kind: 'link', row: net.lines + i }, sx(at.px[p]), sy(at.py[p]), 4); } });
      if (best) return best;
    }
    const mx = (x - width / 2) / scale + cx, my = (height / 2 - y) / scale + cy, r = reach / scale;
    const span = Math.min(40, Math.ceil(r / cell));
    for (let gx = Math.floor(mx / cell) - span; gx <= Math.floor(mx / cell) + span; ++gx) for (let gy = Math.floor(my / cell) - span; gy <= Math.floor(my / cell) + span; ++gy) {
      const list = grid.get(gx * 1e6 + gy);
      if (!list) continue;
      for (let q = 0; q < list.length; q += 2) {
        const c = courses[list[q]], i = list[q + 1];
        const dx = c[i + 2] - c[i], dy = c[i + 3] - c[i + 1];
        const s = Math.max(0, Math.min(1, ((mx - c[i]) * dx + (my - c[i + 1]) * dy) / (dx * dx + dy * dy || 1)));
        const d = Math.hypot(mx - c[i] - s * dx, my - c[i + 1] - s * dy) * scale - lineWidth(list[q]) / 2;
        if (d < least) { least = d; best = { kind: 'trench', row: list[q] }; }
      }
    }
    return best;
  }
  const same = (a, b) => a && b && a.kind === b.kind && a.row === b.row;

  const pointers = new Map();
  let moved = 0, pinch = 0;
  canvas.addEventListener('pointerdown', (e) => {
    pointers.set(e.pointerId, [e.offsetX, e.offsetY]); moved = 0; pinch = 0;
    if (e.pointerType === 'mouse') canvas.setPointerCapture(e.pointerId);
  });
  canvas.addEventListener('pointermove', (e) => {
    const old = pointers.get(e.pointerId);
    if (!old) {
      const item = find(e.offsetX, e.offsetY);
      canvas.classList.toggle('hit', item !== null);
      if (!same(item, hovered)) { hovered = item; draw(); }
      if (item) tip.show(e.offsetX, e.offsetY, ...hooks.describe(item)); else tip.hide();
      return;
    }
    tip.hide();
    const dx = e.offsetX - old[0], dy = e.offsetY - old[1];
    pointers.set(e.pointerId, [e.offsetX, e.offsetY]);
    if (pointers.size === 2) {
      const [a, b] = [...pointers.values()], apart = Math.hypot(a[0] - b[0], a[1] - b[1]);
      cx -= dx / 2 / scale; cy += dy / 2 / scale;
      if (pinch > 0) zoomBy(apart / pinch, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
      pinch = apart; moved = 99; draw();
      return;
    }
    moved += Math.abs(dx) + Math.abs(dy);
    if (moved > 4) { canvas.classList.add('drag'); cx -= dx / scale; cy += dy / scale; draw(); }
  });
  const release = (e) => {
    const was = pointers.delete(e.pointerId);
    canvas.classList.remove('drag');
    if (e.type === 'pointerup' && was && moved <= 4) {
      selected = find(e.offsetX, e.offsetY, e.pointerType === 'touch' ? 18 : 10);
      canvas.focus({ preventScroll: true });
      hooks.pick(selected); draw();
    }
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('pointerleave', () => { tip.hide(); if (hovered) { hovered = null; draw(); } });
  canvas.addEventListener('touchstart', (e) => { if (e.touches.length > 1) e.preventDefault(); }, { passive: false });
  let hintTimer = 0;
  canvas.addEventListener('wheel', (e) => {
    // The page keeps its wheel until the map is asked for: by a click into it, Ctrl, or filling the window.
    if (!(e.ctrlKey || e.metaKey || document.activeElement === canvas || box.classList.contains('full'))) {
      hint.textContent = 'Click the map, or hold Ctrl, to zoom with the wheel'; hint.classList.add('on');
      clearTimeout(hintTimer); hintTimer = setTimeout(() => hint.classList.remove('on'), 1400);
      return;
    }
    e.preventDefault(); tip.hide();
    zoomBy(Math.exp(-Math.max(-120, Math.min(120, e.deltaY * (e.deltaMode === 1 ? 30 : 1))) * 0.0032), e.offsetX, e.offsetY);
  }, { passive: false });
  canvas.addEventListener('dblclick', (e) => zoomBy(2, e.offsetX, e.offsetY));
  canvas.addEventListener('keydown', (e) => {
    const step = 60 / scale;
    const acts = { ArrowLeft: () => { cx -= step; }, ArrowRight: () => { cx += step; }, ArrowUp: () => { cy += step; }, ArrowDown: () => { cy -= step; }, '+': () => zoomBy(1.4), '=': () => zoomBy(1.4), '-': () => zoomBy(1 / 1.4), 0: fit, Escape: () => { if (box.classList.contains('full')) toggleFull(); else { selected = null; hooks.pick(null); canvas.blur(); } } };
    if (acts[e.key] && !e.ctrlKey && !e.metaKey) { e.preventDefault(); acts[e.key](); draw(); }
  });
  new ResizeObserver(resize).observe(box);

  return {
    set(newPoint, newShown, newWay) { point = newPoint; shown = newShown; way = newWay; draw(); },
    redraw: draw,
    paintNow: paint,
    select(item, centre) {
      selected = item;
      if (item && centre) {
        let x, y, near = scale;
        if (item.kind === 'trench') { const c = courses[item.row], long = Math.max(20, Math.hypot(c[0] - c[c.length - 2], c[1] - c[c.length - 1])); x = (c[0] + c[c.length - 2]) / 2; y = (c[1] + c[c.length - 1]) / 2; near = Math.max(scale, Math.min(0.3 * width / long, 3 * fitted + 0.5)); }
        else if (item.kind === 'connection') { x = doc.connections[item.row].x; y = doc.connections[item.row].y; }
        else { const p = placeOf(item); x = at.px[p]; y = at.py[p]; }
        if (x !== null && (Math.abs(sx(x) - width / 2) > width * 0.4 || Math.abs(sy(y) - height / 2) > height * 0.4 || near > scale)) { scale = near; cx = x; cy = y; }
      }
      draw();
    }
  };
}
