// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The map of the network that is reported: its lines gathered by colour; a grid over the segments finds what
// lies under the pointer.

function createMap(box, hooks) {
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
  const bounds = emptyBounds();
  for (let i = 0; i < at.px.length; ++i) include(bounds, at.px[i], at.py[i]);
  for (const c of courses) includeCourse(bounds, c);
  for (const c of doc.connections) { if (c.x !== null && !at.schematic) include(bounds, c.x, c.y); }

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

  let point = null, shown = null, way = null;
  const view = createMapView(box, bounds, { label: 'Map of the network', reach: 'the search field and the tables reach every element.', paint, find, describe: hooks.describe, pick: hooks.pick });
  const { context, sx, sy, trace, visible, middle, draw } = view;

  const lineWidth = (k) => Math.max(0.9, (0.9 + 4.2 * Math.sqrt((t.diameter[k] ?? 0) / widest)) * Math.min(2.2, 0.75 + 0.28 * Math.log2(1 + view.scale / view.fitted)) * (courses.length > 3000 && view.scale < 2 * view.fitted ? 0.62 : 1));
  const trenchClosed = (k) => !t.open[k] || ofLines(point, 's', k, (a, b) => a ?? b) === 'shut';

  function paint() {
    view.streets();
    if (!shown) return false;
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
    return true;
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
  const spacing = () => view.scale * Math.sqrt(((bounds.x1 - bounds.x0) * (bounds.y1 - bounds.y0)) / Math.max(1, doc.substations.link.length));
  const small = () => doc.substations.link.length > 400 && view.scale < 3 * view.fitted;
  function substationRadius(row) { return small() ? 1.5 : (2.6 + 4.4 * Math.sqrt((doc.substations.peak[row] ?? 0) / biggest)) * Math.max(0.5, Math.min(1, spacing() / 44)) * Math.min(1.5, 0.8 + 0.2 * Math.log2(1 + view.scale / view.fitted)); }
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
      if (x < -20 || x > view.width + 20 || y < -20 || y > view.height + 20) return;
      if (troubled(row)) { late.push([row, x, y]); return; }
      if (crowded) return;
      const r = substationRadius(row);
      context.moveTo(x + r, y); context.arc(x, y, r, 0, 2 * Math.PI);
    });
    context.fill(); context.stroke();
    for (const [row, x, y] of late) {
      if (late.length > 150 && view.scale < 6 * view.fitted) { context.fillStyle = bad; context.beginPath(); context.arc(x, y, 2.6, 0, 2 * Math.PI); context.fill(); continue; }
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
    const apart = view.scale * Math.sqrt(((bounds.x1 - bounds.x0) * (bounds.y1 - bounds.y0)) / Math.max(1, doc.boundaries.node.length));
    doc.boundaries.node.forEach((node, row) => {
      const p = doc.nodes.place[node], x = sx(at.px[p]), y = sy(at.py[p]);
      const feeds = doc.boundaries.kind[row] === 'reservoir' || doc.boundaries.kind[row] === 'tank', half = feeds ? 4.5 : Math.max(1, 4.5 * Math.min(1, apart / 50));
      context.fillStyle = css('return'); context.strokeStyle = panel; context.lineWidth = half < 3 ? 0.6 : 1.6; context.beginPath(); context.rect(x - half, y - half, 2 * half, 2 * half); context.fill(); context.stroke();
    });
    doc.plants.link.forEach((link) => {
      const p = doc.nodes.place[net.to[link]], x = sx(at.px[p]), y = sy(at.py[p]);
      const off = point.link.s[link] === 'shut';
      view.plantSign(x, y, off ? panel : ink, off ? ink : panel);
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
      view.ring(x, y, colour, r);
    };
    if (point.totals.index >= 0) ring({ kind: 'substation', row: point.totals.index }, css('accent'), 11);
    if (view.hovered && !sameItem(view.hovered, view.selected)) ring(view.hovered, css('ink-2'), 12);
    if (view.selected) ring(view.selected, css('ink'), 13);
  }
  function labels() {
    const avoid = [], circles = [];
    // How many points along a label lie on a pipe.
    const crossings = (r) => {
      let hits = 0;
      for (let i = 0; i < 5; ++i) if (find((r[0] + 4) + (i / 4) * (r[2] - r[0] - 8), (r[1] + r[3]) / 2, 7, true)) ++hits;
      return hits;
    };
    const near = [];
    doc.substations.link.forEach((_, row) => { const p = substationPlace(row), x = sx(at.px[p]), y = sy(at.py[p]); if (view.inside(x, y)) near.push([row, x, y]); });
    if (near.length <= 300) for (const [row, x, y] of near) { const r = substationRadius(row); circles.push([x - r, y - r, x + r, y + r]); }
    doc.connections.forEach((c) => { if (c.x !== null && !at.schematic) avoid.push([sx(c.x) - 8, sy(c.y) - 8, sx(c.x) + 8, sy(c.y) + 8]); });
    const plantAt = (link) => { const p = doc.nodes.place[net.to[link]]; return [sx(at.px[p]), sy(at.py[p])]; };
    for (const link of doc.plants.link) { const [x, y] = plantAt(link); avoid.push([x - 9, y - 9, x + 9, y + 9]); }
    const say = view.namer(avoid, circles, crossings);
    doc.plants.link.forEach((link, row) => { const [x, y] = plantAt(link); if (view.inside(x, y)) say(doc.plants.id[row], x, y, css('ink'), 600, true); });
    if (point.totals.index >= 0) { const p = substationPlace(point.totals.index); say(`${doc.substations.id[point.totals.index]} (index)`, sx(at.px[p]), sy(at.py[p]), css('accent'), 500, true); }
    let said = 0;
    doc.substations.link.forEach((_, row) => { if (said < 12 && troubled(row)) { const p = substationPlace(row), x = sx(at.px[p]), y = sy(at.py[p]); if (view.inside(x, y)) { say(doc.substations.id[row], x, y, css('bad'), 500); ++said; } } });
    if (!at.schematic) for (const c of doc.connections) if (c.x !== null) say(c.name || c.id, sx(c.x), sy(c.y), verdictColour(c), 500, true);
    if (near.length <= 70) { near.sort((a, b) => (doc.substations.peak[b[0]] ?? 0) - (doc.substations.peak[a[0]] ?? 0)); for (const [row, x, y] of near) if (row !== point.totals.index && !troubled(row)) say(doc.substations.id[row], x, y, css('ink-2'), 400); }
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
    const [mx, my] = view.toMap(x, y), r = reach / view.scale;
    const span = Math.min(40, Math.ceil(r / cell));
    for (let gx = Math.floor(mx / cell) - span; gx <= Math.floor(mx / cell) + span; ++gx) for (let gy = Math.floor(my / cell) - span; gy <= Math.floor(my / cell) + span; ++gy) {
      const list = grid.get(gx * 1e6 + gy);
      if (!list) continue;
      for (let q = 0; q < list.length; q += 2) {
        const d = view.distanceToPiece(courses[list[q]], list[q + 1], mx, my) - lineWidth(list[q]) / 2;
        if (d < least) { least = d; best = { kind: 'trench', row: list[q] }; }
      }
    }
    return best;
  }
  return {
    set(newPoint, newShown, newWay) { point = newPoint; shown = newShown; way = newWay; draw(); },
    redraw: draw,
    paintNow: view.paint,
    select(item, centre) {
      view.selected = item;
      if (item && centre) {
        let x, y, near = view.scale;
        if (item.kind === 'trench') { const c = courses[item.row], long = Math.max(20, Math.hypot(c[0] - c[c.length - 2], c[1] - c[c.length - 1])); x = (c[0] + c[c.length - 2]) / 2; y = (c[1] + c[c.length - 1]) / 2; near = Math.max(view.scale, Math.min(0.3 * view.width / long, 3 * view.fitted + 0.5)); }
        else if (item.kind === 'connection') { x = doc.connections[item.row].x; y = doc.connections[item.row].y; }
        else { const p = placeOf(item); x = at.px[p]; y = at.py[p]; }
        if (x !== null) view.show(x, y, near);
      }
      draw();
    }
  };
}
