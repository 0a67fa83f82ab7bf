// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The energy balance: what goes in (plants, pump work) and where it goes.

function flowsOf(point) {
  const q = point.plant.q, total = point.totals;
  const give = doc.plants.id.map((name, row) => ({ name, kw: q[row] ?? 0, colour: 'supply', kind: 'plant', row })).filter((f) => f.kw > 1e-6).sort((a, b) => b.kw - a.kw);
  const sources = give.length > 7 ? [...give.slice(0, 6), { name: `${give.length - 6} other plants`, kw: give.slice(6).reduce((s, f) => s + f.kw, 0), colour: 'supply' }] : give;
  if (total.dissipation_kw > 1e-6) sources.push({ name: 'Pump work', kw: total.dissipation_kw, colour: 'ink-3' });
  const uses = [
    { name: 'Consumers', kw: total.served_kw, colour: 'good' },
    { name: net.sided ? 'Lost from supply pipes' : 'Lost from pipes', kw: total.loss_supply_kw, colour: 'supply' },
    { name: 'Lost from return pipes', kw: total.loss_return_kw, colour: 'return' },
    { name: 'Carried off with water', kw: total.water_kw, colour: 'ink-3' }
  ].filter((f) => f.kw !== null && f.kw > 1e-6);
  const into = sources.reduce((s, f) => s + f.kw, 0), out = uses.reduce((s, f) => s + f.kw, 0);
  if (out - into > 1e-4 * out) sources.push({ name: 'Balance not closed', kw: out - into, colour: 'bad' });
  if (into - out > 1e-4 * into) uses.push({ name: 'Balance not closed', kw: into - out, colour: 'bad' });
  return { sources, uses, total: Math.max(into, out) };
}

const missing = (point) => (point.totals.unmet_kw > 0.05 ? el('p', { class: 'note', style: 'margin-top:10px' }, chip('bad', `${powerText(point.totals.unmet_kw)} more was asked for and not delivered`)) : null);

function drawSankey(box, point) {
  const { sources, uses, total } = flowsOf(point);
  if (!(total > 0)) { clear(box, el('p', { class: 'empty' }, 'No heat is turned over at this operating point.')); return; }
  const width = box.clientWidth;
  if (width < 520) {
    // Too narrow for ribbons: the same flows as bars, in above out.
    const list = (title, flows) => [el('h3', {}, title), flows.map((f) => el('div', { class: 'share' }, el('div', { class: 'name' }, el('b', {}, f.name), el('span', {}, `${powerText(f.kw)} · ${fixed((100 * f.kw) / total, f.kw / total < 0.1 ? 1 : 0)} %`)), el('div', { class: 'track' }, el('div', { class: 'fill', style: `width:${(100 * f.kw) / total}%;background:${css(f.colour)}` }))))];
    clear(box, list('In', sources), list('Out', uses), missing(point));
    return;
  }
  const barW = 12, gap = 26, tall = 220;
  const label = 186;
  const x0 = label, x1 = width - label - 20;
  const rows = Math.max(sources.length, uses.length);
  const height = Math.max(tall + gap * Math.max(0, rows - 1), 44 * rows) + 30;
  const scale = tall / total;
  // Thin flows keep room for their two lines of text.
  const stack = (items) => {
    let y = 12;
    for (const f of items) { f.h = Math.max(0.75, f.kw * scale); f.slot = Math.max(f.h, 32); f.y = y + (f.slot - f.h) / 2; y += f.slot + 8; }
    return y - 8;
  };
  const used = Math.max(stack(sources), stack(uses)) + 12;
  const picture = svg('svg', { class: 'chart', viewBox: `0 0 ${width} ${used}`, width, height: used, role: 'img', 'aria-label': `Heat in: ${sources.map((f) => `${f.name} ${powerText(f.kw)}`).join(', ')}. Heat out: ${uses.map((f) => `${f.name} ${powerText(f.kw)}`).join(', ')}.` });
  const trunkTop = (used - total * scale) / 2, mid = (x0 + x1) / 2;
  const ribbon = (xa, ya, xb, yb, h, colour) => {
    const c = (xa + xb) / 2;
    picture.append(svg('path', { d: `M${xa} ${ya}C${c} ${ya} ${c} ${yb} ${xb} ${yb}V${yb + h}C${c} ${yb + h} ${c} ${ya + h} ${xa} ${ya + h}Z`, fill: css(colour), 'fill-opacity': isDark() ? 0.42 : 0.3 }));
  };
  let y = trunkTop;
  for (const f of sources) { ribbon(x0, f.y, mid - barW / 2, y, f.kw * scale, f.colour); y += f.kw * scale; }
  y = trunkTop;
  for (const f of uses) { ribbon(mid + barW / 2, y, x1, f.y, f.kw * scale, f.colour); y += f.kw * scale; }
  picture.append(svg('rect', { x: mid - barW / 2, y: trunkTop, width: barW, height: total * scale, fill: css('ink') }));
  const text = (f, x, anchor, side) => {
    picture.append(svg('rect', { x: side, y: f.y, width: barW, height: f.h, fill: css(f.colour) }));
    const middle = f.y + f.h / 2;
    const words = f.name.length > 23 ? `${f.name.slice(0, 22)}…` : f.name;
    picture.append(svg('text', { x, y: middle - 3, 'text-anchor': anchor, class: 'strong' }, words, svg('title', {}, f.name)), svg('text', { x, y: middle + 12, 'text-anchor': anchor }, `${powerText(f.kw)} · ${fixed((100 * f.kw) / total, f.kw / total < 0.1 ? 1 : 0)} %`));
  };
  for (const f of sources) text(f, x0 - barW - 10, 'end', x0 - barW);
  for (const f of uses) text(f, x1 + barW + 10, 'start', x1);
  clear(box, picture, missing(point));
}

function drawShares(box, point) {
  const q = point.plant.q, whole = q.reduce((s, v) => s + Math.max(0, v ?? 0), 0);
  const order = doc.plants.id.map((_, row) => row).sort((a, b) => (q[b] ?? 0) - (q[a] ?? 0));
  const reach = Math.max(...doc.plants.id.map((_, row) => Math.max(doc.plants.capacity[row] ?? 0, q[row] ?? 0)), 1e-9);
  clear(box, el('h3', {}, 'Sources: share of the heat, and of each one’s capacity'), order.slice(0, 12).map((row) => {
    const capacity = doc.plants.capacity[row], status = point.link.s[doc.plants.link[row]];
    const track = el('div', { class: 'track', style: capacity ? `width:${Math.max(4, (100 * capacity) / reach)}%` : null }, el('div', { class: 'fill', style: `width:${Math.min(100, (100 * Math.max(0, q[row] ?? 0)) / (capacity ?? reach))}%` }));
    return el('div', { class: 'share' },
      el('div', { class: 'name' }, el('b', {}, doc.plants.id[row]), el('span', {}, whole > 0 ? `${fixed((100 * (q[row] ?? 0)) / whole, 0)} %` : NONE)), track,
      el('div', { class: 'sub' }, [doc.plants.technology[row], capacity ? `${powerText(q[row])} of ${powerText(capacity)}` : powerText(q[row]), status !== 'normal' ? STATUS_WORD[status] : null].filter(Boolean).join(' · ')));
  }), order.length > 12 ? el('p', { class: 'note' }, `and ${order.length - 12} more in the tables`) : null);
}
