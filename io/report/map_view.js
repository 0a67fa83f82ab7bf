// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What every map of the page has: a canvas that is drawn whole for every frame, moved and zoomed by pointer,
// wheel and keys, with a scale, a tooltip and names that keep out of each other's way. Coordinates are metres,
// y up. What is drawn and found on it is the caller's: `paint(view)`, `find(x, y, reach)`, `describe(item)`,
// `pick(item)`; items are compared by kind and row.

const emptyBounds = () => ({ x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity });
function include(bounds, x, y) { bounds.x0 = Math.min(bounds.x0, x); bounds.x1 = Math.max(bounds.x1, x); bounds.y0 = Math.min(bounds.y0, y); bounds.y1 = Math.max(bounds.y1, y); }
function includeCourse(bounds, course) { for (let i = 0; i + 1 < course.length; i += 2) include(bounds, course[i], course[i + 1]); }
const sameItem = (a, b) => a && b && a.kind === b.kind && a.row === b.row;

function createMapView(box, bounds, hooks) {
  if (!(bounds.x1 > bounds.x0)) { bounds.x0 = Number.isFinite(bounds.x0) ? bounds.x0 - 50 : -50; bounds.x1 = bounds.x0 + 100; }
  if (!(bounds.y1 > bounds.y0)) { bounds.y0 = Number.isFinite(bounds.y0) ? bounds.y0 - 50 : -50; bounds.y1 = bounds.y0 + 100; }
  const canvas = el('canvas', { tabindex: 0, role: 'application', 'aria-label': `${hooks.label}. Arrow keys move it, plus and minus zoom, 0 shows all; ${hooks.reach}` });
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
  let cx = 0, cy = 0, queued = false;
  const sx = (x) => (x - cx) * view.scale + view.width / 2;
  const sy = (y) => view.height / 2 - (y - cy) * view.scale;
  const toMap = (x, y) => [(x - view.width / 2) / view.scale + cx, (view.height / 2 - y) / view.scale + cy];
  const inside = (x, y, by = 0) => x > -by && x < view.width + by && y > -by && y < view.height + by;

  function fit() {
    const pad = Math.min(70, view.width * 0.1);
    view.fitted = Math.min((view.width - 2 * pad) / (bounds.x1 - bounds.x0), (view.height - 2 * pad) / (bounds.y1 - bounds.y0));
    view.scale = view.fitted;
    cx = (bounds.x0 + bounds.x1) / 2; cy = (bounds.y0 + bounds.y1) / 2;
  }
  function resize() {
    const first = view.width === 0, kept = view.scale / view.fitted;
    view.width = box.clientWidth; view.height = box.clientHeight;
    if (view.width === 0) return;
    view.ratio = Math.min(3, window.devicePixelRatio || 1);
    canvas.width = Math.round(view.width * view.ratio); canvas.height = Math.round(view.height * view.ratio);
    if (first) fit();
    else { const [x, y] = [cx, cy]; fit(); view.scale = view.fitted * kept; if (kept !== 1) { cx = x; cy = y; } }
    paint();
  }
  function draw() { if (!queued) { queued = true; requestAnimationFrame(() => { queued = false; paint(); }); } }
  function paint() {
    if (view.width === 0) return;
    context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    context.fillStyle = css('panel'); context.fillRect(0, 0, view.width, view.height);
    context.lineCap = 'round'; context.lineJoin = 'round';
    if (hooks.paint() !== false) drawScale();
  }
  function zoomBy(factor, x = view.width / 2, y = view.height / 2) {
    const [mx, my] = toMap(x, y);
    view.scale = Math.max(view.fitted * 0.4, Math.min(view.fitted * 400, Math.max(view.scale * factor, 1e-4), 40));
    cx = mx - (x - view.width / 2) / view.scale; cy = my - (view.height / 2 - y) / view.scale;
    draw();
  }
  function toggleFull() {
    const on = box.classList.toggle('full');
    tools.lastChild.setAttribute('aria-pressed', String(on));
    document.body.style.overflow = on ? 'hidden' : '';
    resize();
  }
  // Moves a place into sight where it is not, or nearer.
  function show(x, y, near = view.scale) {
    if (Math.abs(sx(x) - view.width / 2) > view.width * 0.4 || Math.abs(sy(y) - view.height / 2) > view.height * 0.4 || near > view.scale) { view.scale = near; cx = x; cy = y; }
  }

  function trace(course) {
    context.moveTo(sx(course[0]), sy(course[1]));
    for (let i = 2; i < course.length; i += 2) context.lineTo(sx(course[i]), sy(course[i + 1]));
  }
  const visible = (c) => {
    for (let i = 0; i + 3 < c.length; i += 2) {
      const x0 = sx(c[i]), x1 = sx(c[i + 2]), y0 = sy(c[i + 1]), y1 = sy(c[i + 3]);
      if (Math.max(x0, x1) > -8 && Math.min(x0, x1) < view.width + 8 && Math.max(y0, y1) > -8 && Math.min(y0, y1) < view.height + 8) return true;
    }
    return false;
  };
  // On the screen: x, y, direction, and how long the whole course is.
  function middle(c) {
    let whole = 0;
    for (let i = 0; i + 3 < c.length; i += 2) whole += Math.hypot(c[i + 2] - c[i], c[i + 3] - c[i + 1]);
    let left = whole / 2;
    for (let i = 0; i + 3 < c.length; i += 2) {
      const l = Math.hypot(c[i + 2] - c[i], c[i + 3] - c[i + 1]);
      if (l >= left && l > 0) { const s = left / l; return [sx(c[i] + s * (c[i + 2] - c[i])), sy(c[i + 1] + s * (c[i + 3] - c[i + 1])), Math.atan2(-(c[i + 3] - c[i + 1]), c[i + 2] - c[i]), whole * view.scale]; }
      left -= l;
    }
    return [sx(c[0]), sy(c[1]), 0, 0];
  }
  // How far, in pixels, a point of the screen is from a course.
  function distanceTo(c, x, y) {
    const [mx, my] = toMap(x, y);
    let least = Infinity;
    for (let i = 0; i + 3 < c.length; i += 2) least = Math.min(least, distanceToPiece(c, i, mx, my));
    return least;
  }
  function distanceToPiece(c, i, mx, my) {
    const dx = c[i + 2] - c[i], dy = c[i + 3] - c[i + 1];
    const s = Math.max(0, Math.min(1, ((mx - c[i]) * dx + (my - c[i + 1]) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(mx - c[i] - s * dx, my - c[i + 1] - s * dy) * view.scale;
  }
  function ring(x, y, colour, r) {
    for (const [stroke, w] of [[css('panel'), 4.5], [colour, 2.2]]) { context.strokeStyle = stroke; context.lineWidth = w; context.beginPath(); context.arc(x, y, r, 0, 2 * Math.PI); context.stroke(); }
  }
  function streets() {
    if (doc.streets.length === 0 || at.schematic) return;
    context.strokeStyle = css('street'); context.lineWidth = Math.max(0.8, Math.min(5, view.scale * 3)); context.beginPath();
    for (const s of doc.streets) if (visible(s)) trace(s);
    context.stroke();
  }
  function plantSign(x, y, fill, line) {
    context.fillStyle = fill; context.strokeStyle = line; context.lineWidth = 2;
    context.beginPath(); context.rect(x - 7.5, y - 7.5, 15, 15); context.fill(); context.stroke();
    context.fillStyle = line; context.beginPath(); context.arc(x, y, 2.6, 0, 2 * Math.PI); context.fill();
  }
  // Places names beside points, none over another; `avoid` are rectangles to keep free, `soft` ones to keep free
  // if possible, crossings(r) says how many lines a name there would cover.
  function namer(avoid, soft, crossings) {
    const taken = [[view.width - 50, 0, view.width, 175], [0, view.height - 46, 190, view.height], ...avoid];
    const family = getComputedStyle(document.body).fontFamily;
    context.textBaseline = 'middle';
    return (text, x, y, colour, weight, must) => {
      context.font = `${weight} 12.5px ${family}`;
      const w = context.measureText(text).width;
      let best = null, least = must ? Infinity : 3;
      for (const [dx, dy] of [[14, 0], [-14 - w, 0], [-w / 2, -19], [-w / 2, 19]]) {
        const r = [x + dx - 3, y + dy - 8, x + dx + w + 3, y + dy + 8];
        if (r[0] < 2 || r[2] > view.width - 2 || r[1] < 2 || r[3] > view.height - 2) continue;
        const meets = (o) => r[0] < o[2] && r[2] > o[0] && r[1] < o[3] && r[3] > o[1];
        if (taken.some(meets)) continue;
        const on = soft.filter(meets).length;
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
  }
  function drawScale() {
    if (at.schematic) { clear(scaleBar, el('div', { class: 'lab' }, 'Schematic: the project gives no coordinates')); return; }
    const wanted = 110 / view.scale, base = 10 ** Math.floor(Math.log10(wanted));
    const length = [5, 2, 1].map((f) => f * base).find((v) => v <= wanted);
    clear(scaleBar,
      el('div', {}, el('div', { class: 'lab' }, length >= 1 ? distance(length) : `${length} m`), el('div', { class: 'len', style: `width:${length * view.scale}px` })),
      svg('svg', { viewBox: '0 0 20 32' }, svg('path', { d: 'M10 1l5 14-5-3-5 3z', fill: css('ink-2') }), svg('text', { x: 10, y: 29, 'text-anchor': 'middle', 'font-size': 12, fill: css('ink-2'), stroke: css('panel'), 'stroke-width': 3, 'paint-order': 'stroke' }, 'N')));
  }

  const pointers = new Map();
  let moved = 0, pinch = 0;
  canvas.addEventListener('pointerdown', (e) => {
    pointers.set(e.pointerId, [e.offsetX, e.offsetY]); moved = 0; pinch = 0;
    if (e.pointerType === 'mouse') canvas.setPointerCapture(e.pointerId);
  });
  canvas.addEventListener('pointermove', (e) => {
    const old = pointers.get(e.pointerId);
    if (!old) {
      const item = hooks.find(e.offsetX, e.offsetY, 10);
      canvas.classList.toggle('hit', item !== null);
      if (!sameItem(item, view.hovered)) { view.hovered = item; draw(); }
      if (item) tip.show(e.offsetX, e.offsetY, ...hooks.describe(item)); else tip.hide();
      return;
    }
    tip.hide();
    const dx = e.offsetX - old[0], dy = e.offsetY - old[1];
    pointers.set(e.pointerId, [e.offsetX, e.offsetY]);
    if (pointers.size === 2) {
      const [a, b] = [...pointers.values()], apart = Math.hypot(a[0] - b[0], a[1] - b[1]);
      cx -= dx / 2 / view.scale; cy += dy / 2 / view.scale;
      if (pinch > 0) zoomBy(apart / pinch, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
      pinch = apart; moved = 99; draw();
      return;
    }
    moved += Math.abs(dx) + Math.abs(dy);
    if (moved > 4) { canvas.classList.add('drag'); cx -= dx / view.scale; cy += dy / view.scale; draw(); }
  });
  const release = (e) => {
    const was = pointers.delete(e.pointerId);
    canvas.classList.remove('drag');
    if (e.type === 'pointerup' && was && moved <= 4) {
      view.selected = hooks.find(e.offsetX, e.offsetY, e.pointerType === 'touch' ? 18 : 10);
      canvas.focus({ preventScroll: true });
      hooks.pick(view.selected); draw();
    }
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('pointerleave', () => { tip.hide(); if (view.hovered) { view.hovered = null; draw(); } });
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
    const step = 60 / view.scale;
    const acts = { ArrowLeft: () => { cx -= step; }, ArrowRight: () => { cx += step; }, ArrowUp: () => { cy += step; }, ArrowDown: () => { cy -= step; }, '+': () => zoomBy(1.4), '=': () => zoomBy(1.4), '-': () => zoomBy(1 / 1.4), 0: fit, Escape: () => { if (box.classList.contains('full')) toggleFull(); else { view.selected = null; hooks.pick(null); canvas.blur(); } } };
    if (acts[e.key] && !e.ctrlKey && !e.metaKey) { e.preventDefault(); acts[e.key](); draw(); }
  });

  const view = { context, width: 0, height: 0, ratio: 1, scale: 1, fitted: 1, selected: null, hovered: null, sx, sy, toMap, inside, draw, paint, show, trace, visible, middle, distanceTo, distanceToPiece, ring, streets, plantSign, namer };
  new ResizeObserver(resize).observe(box);
  return view;
}
