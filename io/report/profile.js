// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Pressure and temperature over the trench, from a plant to one consumer: the picture every engineer draws.

// Everything along a way, station by station; each pipe has a station at both ends.
function stationsOf(way, point) {
  const rho = point.density, g = doc.limits.gravity;
  const { p, t: temperature } = point.node;
  const stations = [];
  const pipes = [];
  let x = 0;
  const returnNodeAt = (node, last) => (last ? net.to[doc.substations.link[way.substation]] : net.sided ? net.placeNodes[doc.nodes.place[node]][SIDE.ret] : -1);
  const first = way.plant === undefined ? -1 : net.from[doc.plants.link[way.plant]];
  const station = (i, supplyT, returnT, rating) => {
    const node = way.nodes[i];
    const back = i === 0 && first >= 0 ? first : returnNodeAt(node, i === way.nodes.length - 1);
    const place = doc.nodes.place[node];
    const z = doc.places.z[place];
    const vapour = vapourBar(temperature[node]);
    stations.push({
      x, node, place, z, supply: p[node], back: back >= 0 ? p[back] : null, supplyT: supplyT ?? temperature[node], backT: returnT ?? (back >= 0 ? temperature[back] : null), rating,
      vapour: vapour === null ? null : vapour - doc.limits.atmospheric + doc.limits.vapour_margin, link: i < way.links.length ? way.links[i] : -1
    });
  };
  const returnEnds = (link) => {
    const k = net.trenchOf[link], line = doc.trenches.return[k];
    if (line < 0 || line === link) return null;
    const m = point.link.m[line], inlet = point.line.ti[line], outlet = point.line.to[line];
    const start = doc.nodes.place[(m ?? 0) >= 0 ? net.from[line] : net.to[line]];
    return (place) => (place === start ? inlet : outlet);
  };
  if (way.links.length === 0) station(0, null, null, null);
  way.links.forEach((link, i) => {
    if (net.kindOf(link) !== KIND.pipe) {
      station(i, null, null, stations.length > 0 ? stations[stations.length - 1].rating : null);
      station(i + 1, null, null, stations[stations.length - 1].rating);
      stations[stations.length - 1].link = link;
      return;
    }
    const k = net.trenchOf[link], ends = returnEnds(link), rating = doc.trenches.rating[k];
    const forward = net.from[link] === way.nodes[i];
    const runs = ((point.link.m[link] ?? 0) >= 0) === forward;
    const warm = way.still ? null : runs ? [point.line.ti[link], point.line.to[link]] : [point.line.to[link], point.line.ti[link]];
    station(i, warm?.[0], ends?.(doc.nodes.place[way.nodes[i]]), rating);
    stations[stations.length - 1].link = link;
    const x0 = x;
    x += doc.trenches.length[k];
    station(i + 1, warm?.[1], ends?.(doc.nodes.place[way.nodes[i + 1]]), rating);
    stations[stations.length - 1].link = link;
    pipes.push({ k, link, x0, x1: x });
  });
  const holder = doc.plants.held.findIndex((v) => v !== null);
  if (holder >= 0) {
    const holdNode = doc.plants.point[holder] === 'supply_side' ? net.to[doc.plants.link[holder]] : net.from[doc.plants.link[holder]];
    const z0 = doc.places.z[doc.nodes.place[holdNode]];
    for (const s of stations) s.rest = doc.plants.held[holder] + (rho * g * (z0 - s.z)) / 1e5;
  }
  return { stations, pipes, length: x, toHead: (bar, z) => (bar === null || bar === undefined ? null : z + (bar * 1e5) / (rho * g)) };
}

function drawProfile(box, point, way, mode) {
  const data = stationsOf(way, point);
  const { stations, pipes } = data;
  const head = mode === 'head';
  const width = Math.max(300, box.clientWidth), narrow = width < 620;
  const left = narrow ? 40 : 54, right = narrow ? 12 : 166;
  const inner = width - left - right;
  const xOf = (x) => left + (data.length > 0 ? (x / data.length) * inner : inner / 2);
  const relief = Math.max(...stations.map((s) => s.z)) - Math.min(...stations.map((s) => s.z));
  const value = (s, key) => (s[key] === null || s[key] === undefined ? null : head ? data.toHead(s[key], s.z) : s[key]);
  const has = (key) => stations.some((s) => s[key] !== null && s[key] !== undefined);

  let series = [
    { key: 'supply', name: net.sided ? 'Supply' : 'Pressure', colour: css('supply'), width: 2.6 },
    { key: 'back', name: 'Return', colour: css('return'), width: 2.6 },
    { key: 'rest', name: 'Standstill', colour: css('ink-3'), width: 1.4, dash: '2 4' },
    { key: 'vapour', name: `Boiling + ${figures(doc.limits.vapour_margin, 2)} bar`, colour: css('warn'), width: 1.4, dash: '7 4' },
    { key: 'rating', name: `PN ${[...new Set(pipes.map((q) => doc.trenches.rating[q.k]))].filter((v) => v !== null).map((v) => figures(v, 2)).join('/')}`, colour: css('bad'), width: 1.4, dash: '7 4' }
  ].filter((s) => has(s.key));
  const all = (keys) => stations.flatMap((s) => keys.map((k) => value(s, k))).filter((v) => v !== null);
  const main = all(['supply', 'back', 'rest']);
  let low = Math.min(...main), high = Math.max(...main);
  const rating = all(['rating']);
  const far = rating.length > 0 && Math.min(...rating) > high + 1.2 * (high - low);
  if (far) series = series.filter((s) => s.key !== 'rating'); else { high = Math.max(high, ...rating); }
  low = Math.min(low, ...all(['vapour']));
  if (head) low = Math.min(low, ...stations.map((s) => s.z));
  if (high - low < 0.5) { high += 0.25; low -= 0.25; }
  high += 0.06 * (high - low);
  low = low >= 0 && low < 0.12 * high ? 0 : low - 0.04 * (high - low);
  const axisAll = ticks(low, high, narrow ? 4 : 6);

  const top = 30, tall = narrow ? 260 : 330;
  const yOf = (v) => top + tall - ((v - low) / (high - low)) * tall;
  const strip = { y: top + tall + 12, h: 20 };
  const ground = !head && relief > 0.5 ? { y: strip.y + strip.h + 30, h: 56 } : null;
  const heat = { y: (ground ? ground.y + ground.h : strip.y + strip.h) + 50, h: narrow ? 130 : 150 };
  const bottom = heat.y + heat.h + 34;
  const chart = svg('svg', { class: 'chart', viewBox: `0 0 ${width} ${bottom}`, width, height: bottom, tabindex: 0, role: 'img', 'aria-label': describeProfile() });

  // A line through the stations; consecutive stations at one distance give the vertical step of a pump or valve.
  const path = (key, of, y) => {
    let d = '', pen = false;
    for (const s of stations) {
      const v = of(s, key);
      if (v === null || v === undefined) { pen = false; continue; }
      d += `${pen ? 'L' : 'M'}${xOf(s.x).toFixed(1)} ${y(v).toFixed(1)}`; pen = true;
    }
    return d;
  };
  const frame = (y, h, ticksAt, yScale, digits, unit) => {
    for (const v of ticksAt) {
      chart.append(svg('path', { class: 'axis', d: `M${left} ${yScale(v)}H${left + inner}` }));
      chart.append(svg('text', { x: left - 8, y: yScale(v) + 4, 'text-anchor': 'end' }, fixed(v, digits)));
    }
    chart.append(svg('text', { x: 0, y: y - 15, class: 'strong' }, unit));
  };

  frame(top, tall, axisAll.at, yOf, axisAll.digits, head ? 'Head, m above datum' : 'Pressure, bar gauge');
  if (head) {
    const floor = stations.map((s) => `${xOf(s.x).toFixed(1)} ${yOf(s.z).toFixed(1)}`).join('L');
    chart.append(svg('path', { d: `M${left} ${top + tall}L${floor}L${left + inner} ${top + tall}Z`, fill: css('ground') }));
    chart.append(svg('path', { d: `M${floor}`, fill: 'none', stroke: css('ink-3'), 'stroke-width': 1.2 }));
  }
  const between = stations.filter((s) => value(s, 'supply') !== null && value(s, 'back') !== null);
  if (between.length > 1) {
    const d = between.map((s) => `${xOf(s.x).toFixed(1)} ${yOf(value(s, 'supply')).toFixed(1)}`).join('L') + 'L' + between.slice().reverse().map((s) => `${xOf(s.x).toFixed(1)} ${yOf(value(s, 'back')).toFixed(1)}`).join('L');
    chart.append(svg('path', { d: `M${d}Z`, fill: css('ink'), 'fill-opacity': 0.045 }));
  }
  for (const s of series.slice().reverse()) chart.append(svg('path', { d: path(s.key, value, yOf), fill: 'none', stroke: s.colour, 'stroke-width': s.width, 'stroke-dasharray': s.dash, 'stroke-linejoin': 'round' }));

  // Where a line is drawn at a horizontal position.
  const yAlong = (key, px) => {
    const x = ((px - left) / inner) * data.length, i = Math.max(1, stations.findIndex((s) => s.x >= x));
    const a = stations[i - 1], b = stations[i] ?? a, va = value(a, key), vb = value(b, key);
    if (va === null || vb === null) return NaN;
    return yOf(b.x > a.x ? va + ((x - a.x) / (b.x - a.x)) * (vb - va) : vb);
  };
  // What the plant lifts, and what is left at the consumer.
  const span = (s, side, text, strong) => {
    const a = value(s, 'supply'), b = value(s, 'back');
    if (a === null || b === null) return;
    const x = xOf(s.x) + (side === 'left' ? 0 : 0), y0 = yOf(a), y1 = yOf(b);
    chart.append(svg('path', { d: `M${x} ${y0}V${y1}`, stroke: css('ink'), 'stroke-width': 2 }), svg('path', { d: `M${x - 4} ${y0}h8M${x - 4} ${y1}h8`, stroke: css('ink'), 'stroke-width': 2 }));
    const lines = text.filter(Boolean);
    const middle = (y0 + y1) / 2 - (lines.length - 1) * 7.5 + 4, inside = side === 'left';
    // Words stand between the lines where there is room for them all along.
    const alongText = (key) => [0.1, 0.4, 0.7, 1].map((part) => yAlong(key, inside ? left + 130 * part : left + inner - 130 * part));
    const room = Math.min(...alongText('back')) - Math.max(...alongText('supply'));
    const tight = Math.min(Math.abs(y1 - y0), room) < lines.length * 15 + 6;
    lines.forEach((line, i) => chart.append(svg('text', { x: x + (inside ? 10 : -10), y: tight ? clearance(inside) - (lines.length - 1 - i) * 15 : middle + i * 15, 'text-anchor': inside ? 'start' : 'end', class: i === 0 && strong ? 'strong halo' : 'halo' }, line)));
  };
  // Above the supply line where the words would stand.
  const clearance = (atStart) => Math.min(...[0, 0.25, 0.5, 0.75, 1].map((part) => yAlong('supply', atStart ? left + 130 * part : left + inner - 130 * part)).filter(Number.isFinite)) - 10;
  const plantDp = stations[0].supply !== null && stations[0].back !== null ? stations[0].supply - stations[0].back : null;
  const end = stations[stations.length - 1];
  const sub = way.substation;
  const needed = doc.substations.minimum_dp[sub];
  const endDp = end.supply !== null && end.back !== null ? end.supply - end.back : null;
  if (plantDp !== null && way.plant !== undefined && data.length > 0) span(stations[0], 'left', [`${show.bar(plantDp)} bar${head ? ` · ${fixed(data.toHead(plantDp, 0), 1)} m` : ''}`, narrow ? null : `lift at ${doc.plants.id[way.plant]}`], true);
  if (endDp !== null) span(end, 'right', narrow ? [`${show.bar(endDp)} bar`] : [], true);
  way.links.forEach((link) => {
    if (net.kindOf(link) !== KIND.pump && net.kindOf(link) !== KIND.valve) return;
    const s = stations.find((q) => q.link === link);
    if (!s || value(s, 'supply') === null) return;
    chart.append(svg('text', { x: xOf(s.x), y: yOf(value(s, 'supply')) - 12, 'text-anchor': 'middle', class: 'halo' }, net.linkId(link)));
  });

  // Direct labels at the right, kept apart; on a narrow page a list above the chart.
  const legend = [];
  if (!narrow) {
    const wanted = series.map((s) => { const v = [...stations].reverse().map((q) => value(q, s.key)).find((q) => q !== null && q !== undefined); return { s, y: yOf(v) + 4 }; });
    if (endDp !== null) wanted.push({ s: { name: `${show.bar(endDp)} bar${needed !== null ? `, needs ${show.bar(needed)}` : ''}`, colour: css('ink'), width: 3 }, y: (yOf(value(end, 'supply')) + yOf(value(end, 'back'))) / 2 + 4 });
    if (head) wanted.push({ s: { name: 'Ground', colour: css('ink-2') }, y: yOf(end.z) + 4 });
    wanted.sort((a, b) => a.y - b.y);
    for (let i = 1; i < wanted.length; ++i) wanted[i].y = Math.max(wanted[i].y, wanted[i - 1].y + 16);
    const excess = Math.max(0, wanted[wanted.length - 1].y - (top + tall + 6));
    for (let i = wanted.length - 1; i >= 0; --i) { wanted[i].y -= i === wanted.length - 1 ? excess : 0; if (i < wanted.length - 1) wanted[i].y = Math.min(wanted[i].y, wanted[i + 1].y - 16); }
    for (const { s, y } of wanted) { const label = svg('text', { x: left + inner + 12, y, class: s.width > 2 ? 'strong' : '' }, s.name); label.style.fill = s.colour; chart.append(label); }
  } else for (const s of series) legend.push(el('span', { class: 'chip' }, svg('svg', { viewBox: '0 0 22 8', style: 'width:22px;height:8px' }, svg('path', { d: 'M0 4H22', stroke: s.colour, 'stroke-width': s.width, 'stroke-dasharray': s.dash })), s.name));
  if (far) chart.append(svg('text', { x: left + inner, y: top - 8, 'text-anchor': 'end' }, `PN ${figures(Math.min(...stations.map((s) => s.rating ?? Infinity)), 2)} lies above this picture`));

  // Pipe sizes along the way, neighbours of one size joined.
  const runs = [];
  for (const q of pipes) { const name = sizeOf(q.k), last = runs[runs.length - 1]; if (last && last.name === name && last.x1 === q.x0) last.x1 = q.x1; else runs.push({ name, x0: q.x0, x1: q.x1 }); }
  for (const r of runs) {
    const x0 = xOf(r.x0), x1 = xOf(r.x1);
    chart.append(svg('rect', { x: x0, y: strip.y, width: Math.max(0.5, x1 - x0 - 1), height: strip.h, fill: css('rule') }, svg('title', {}, r.name)));
    if (x1 - x0 > r.name.length * 6.6 + 8) chart.append(svg('text', { x: (x0 + x1) / 2, y: strip.y + 14, 'text-anchor': 'middle' }, r.name));
  }
  if (ground) {
    const lowZ = Math.min(...stations.map((s) => s.z)), highZ = lowZ + Math.max(relief, 4);
    const yz = (z) => ground.y + ground.h - 4 - ((z - lowZ) / (highZ - lowZ)) * (ground.h - 10);
    const line = stations.map((s) => `${xOf(s.x).toFixed(1)} ${yz(s.z).toFixed(1)}`).join('L');
    chart.append(svg('path', { d: `M${left} ${ground.y + ground.h}L${line}L${left + inner} ${ground.y + ground.h}Z`, fill: css('ground') }), svg('path', { d: `M${line}`, fill: 'none', stroke: css('ink-3'), 'stroke-width': 1.2 }));
    chart.append(svg('text', { x: 0, y: ground.y - 8, class: 'strong' }, 'Ground, m'));
    for (const z of [lowZ, Math.max(...stations.map((s) => s.z))]) chart.append(svg('text', { x: left - 8, y: yz(z) + 4, 'text-anchor': 'end' }, fixed(z, 0)));
  }

  // Temperature.
  const warm = stations.flatMap((s) => [s.supplyT, s.backT]).filter((v) => v !== null && v !== undefined);
  const needT = doc.substations.minimum_temperature[sub];
  if (warm.length > 0) {
    let lowT = Math.min(...warm), highT = Math.max(...warm);
    if (needT !== null) { lowT = Math.min(lowT, needT); }
    const tAxis = ticks(lowT, Math.max(highT, lowT + 4), 4);
    lowT = Math.floor(lowT / tAxis.step) * tAxis.step; highT = Math.max(lowT + tAxis.step, Math.ceil(highT / tAxis.step) * tAxis.step);
    const yt = (v) => heat.y + heat.h - ((v - lowT) / (highT - lowT)) * heat.h;
    const tTicks = ticks(lowT, highT, 4);
    frame(heat.y, heat.h, tTicks.at, yt, tTicks.digits, 'Temperature, °C');
    if (needT !== null && end.supplyT !== null) {
      chart.append(svg('path', { d: `M${left} ${yt(needT)}H${left + inner}`, stroke: css('warn'), 'stroke-width': 1.4, 'stroke-dasharray': '7 4' }));
      chart.append(svg('text', { x: narrow ? left + inner : left + inner + 12, y: yt(needT) + (narrow ? -6 : 4), 'text-anchor': narrow ? 'end' : 'start', class: narrow ? 'halo' : '' }, `needs ${show.celsius(needT)} °C`));
    }
    for (const [key, colour, name] of [['backT', css('return'), 'Return'], ['supplyT', css('supply'), net.sided ? 'Supply' : 'Water']]) {
      chart.append(svg('path', { d: path(key, (s) => s[key], yt), fill: 'none', stroke: colour, 'stroke-width': 2.4, 'stroke-linejoin': 'round' }));
      const last = end[key];
      if (last !== null && last !== undefined && !narrow) { const label = svg('text', { x: left + inner + 12, y: yt(last) + (key === 'supplyT' && needT !== null && Math.abs(yt(last) - yt(needT)) < 15 ? -9 : 4), class: 'strong' }, `${name} ${show.celsius(last)}`); label.style.fill = colour; chart.append(label); }
    }
  }
  // Distance.
  const km = data.length > 3000, dAxis = ticks(0, km ? data.length / 1000 : data.length, narrow ? 4 : 8);
  for (const v of dAxis.at) { const x = xOf(km ? v * 1000 : v); chart.append(svg('path', { class: 'axis0', d: `M${x} ${heat.y + heat.h}v5` }), svg('text', { x, y: heat.y + heat.h + 19, 'text-anchor': v === 0 ? 'start' : 'middle' }, `${fixed(v, dAxis.digits)}${v === dAxis.at[dAxis.at.length - 1] ? (km ? ' km' : ' m') : ''}`)); }
  chart.append(svg('path', { class: 'axis0', d: `M${left} ${heat.y + heat.h}H${left + inner}` }));
  for (const s of stations) chart.append(svg('path', { d: `M${xOf(s.x)} ${top + tall}v4`, stroke: css('ink-3') }));

  const cursor = svg('path', { d: '', stroke: css('ink'), 'stroke-width': 1, 'stroke-dasharray': '3 3', 'pointer-events': 'none' });
  chart.append(cursor);
  const plot = el('div', { class: 'plot' }, chart);
  const tip = tooltip(plot);
  clear(box, legend.length > 0 ? el('p', { class: 'controls', style: 'margin:10px 0 8px' }, legend) : null, plot);

  let cursorStation = -1;
  function showAt(x, pixelY) {
    let i = stations.findIndex((s) => s.x >= x - 1e-9);
    if (i < 0) i = stations.length - 1;
    const b = stations[i], a = stations[Math.max(0, i - 1)];
    const share = b.x > a.x ? (x - a.x) / (b.x - a.x) : 1;
    const mix = (key) => (a[key] === null || b[key] === null || a[key] === undefined || b[key] === undefined ? b[key] ?? null : a[key] + share * (b[key] - a[key]));
    const q = pipes.find((r) => x >= r.x0 - 1e-9 && x <= r.x1 + 1e-9);
    const supply = mix('supply'), back = mix('back');
    const px = xOf(x);
    cursor.setAttribute('d', `M${px} ${top}V${heat.y + heat.h}`);
    const near = share > 0.5 ? b : a;
    tip.show(px * (box.clientWidth / width), pixelY, `${distance(x)} · ${doc.places.id[near.place]}`, [
      [net.sided ? 'Supply' : 'Pressure', `${show.bar(supply)} bar · ${show.celsius(mix('supplyT'))} °C`],
      ...(back !== null ? [['Return', `${show.bar(back)} bar · ${show.celsius(mix('backT'))} °C`], ['Difference', `${show.bar(supply === null ? null : supply - back)} bar`]] : []),
      ['Ground', `${show.metre(mix('z'))} m`],
      ...(q ? [[doc.trenches.id[q.k], sizeOf(q.k)], ['Velocity', `${show.speed(point.line.v[q.link])} m/s`], ['Gradient', `${show.gradient(point.line.g[q.link])} Pa/m`]] : [])
    ]);
  }
  const hide = () => { tip.hide(); cursor.setAttribute('d', ''); };
  chart.addEventListener('pointermove', (e) => {
    const r = chart.getBoundingClientRect(), px = ((e.clientX - r.left) / r.width) * width;
    if (px < left - 6 || px > left + inner + 6) { hide(); return; }
    showAt(Math.max(0, Math.min(data.length, ((px - left) / inner) * data.length)), e.clientY - r.top);
  });
  chart.addEventListener('pointerleave', hide);
  chart.addEventListener('blur', hide);
  chart.addEventListener('keydown', (e) => {
    if (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight') return;
    e.preventDefault();
    const old = cursorStation;
    do cursorStation = Math.max(0, Math.min(stations.length - 1, cursorStation + (e.key === 'ArrowRight' ? 1 : -1)));
    while (cursorStation !== old && cursorStation > 0 && cursorStation < stations.length - 1 && old >= 0 && stations[cursorStation].x === stations[old].x);
    showAt(stations[cursorStation].x, 60);
  });
  return data;

  function describeProfile() {
    const a = stations[0], b = stations[stations.length - 1];
    return `Pressure from ${doc.places.id[a.place]} to ${doc.places.id[b.place]} over ${distance(data.length)}: supply ${show.bar(a.supply)} to ${show.bar(b.supply)} bar, return ${show.bar(b.back)} to ${show.bar(a.back)} bar; supply temperature ${show.celsius(a.supplyT)} to ${show.celsius(b.supplyT)} °C. Left and right keys read it station by station.`;
  }
}
function sizeOf(k) {
  const entry = doc.trenches.entry[k];
  const name = entry >= 0 ? doc.entries[entry].split('/').pop() : '';
  return name || (doc.trenches.diameter[k] !== null ? `⌀ ${fixed(doc.trenches.diameter[k], 0)} mm` : NONE);
}
