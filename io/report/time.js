// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// A simulation: load and where it came from, by duration, month, day and hour; temperatures; the worst week;
// what the network is judged by, and who was short of heat. Times are UTC.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY = 86400;
const secondsOf = (text) => Date.parse(text) / 1000;
const dateText = (s) => { const d = new Date(s * 1000); return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}`; };
const clockText = (s) => new Date(s * 1000).toISOString().slice(11, 16);
const energyText = (mwh) => (mwh === null || mwh === undefined ? NONE : Math.abs(mwh) >= 1000 ? `${figures(mwh / 1000, 3)} GWh` : Math.abs(mwh) >= 0.1 || mwh === 0 ? `${figures(mwh, 3)} MWh` : `${figures(1000 * mwh, 2)} kWh`);

// Sources that give most have colours of their own, from the seventh on one for all.
const OWN_COLOURS = 6;
function sourceColours(count) {
  const hue = [38, 250, 150, 85, 320, 200], light = [0.58, 0.5, 0.64, 0.76, 0.52, 0.7];
  return Array.from({ length: count }, (_, i) => (i < OWN_COLOURS ? oklch(light[i] + (isDark() ? 0.12 : 0), 0.12, hue[i]) : css('ink-3')));
}
const storeColour = () => oklch(isDark() ? 0.86 : 0.8, 0.09, 290);
// Those of the data that gave heat, the one that gives most first; beyond the sixth all in one. What stores give comes last.
function groupedSources(time) {
  const energy = time.sources.map((_, i) => time.periods.heat[i].reduce((s, v) => s + (v ?? 0), 0));
  const stores = time.from_stores ?? -1, any = energy.some((mwh) => mwh > 0);
  const order = time.sources.map((_, i) => i).filter((i) => i !== stores && (energy[i] > 0 || !any)).sort((a, b) => energy[b] - energy[a]);
  const own = order.length > OWN_COLOURS + 1 ? order.slice(0, OWN_COLOURS) : order;
  const groups = own.map((i) => ({ name: time.sources[i], rows: [i], mwh: energy[i] }));
  if (own.length < order.length) { const rest = order.slice(own.length); groups.push({ name: `${rest.length} others`, rows: rest, mwh: rest.reduce((s, i) => s + energy[i], 0) }); }
  sourceColours(groups.length).forEach((c, i) => { groups[i].colour = c; });
  if (energy[stores] > 0) groups.push({ name: time.sources[stores], rows: [stores], mwh: energy[stores], colour: storeColour() });
  return groups;
}
const groupSum = (columns, rows) => columns[rows[0]].map((_, i) => rows.reduce((s, r) => s + (columns[r][i] ?? 0), 0));

// Ticks of a time axis, few enough for its width: months, days, or hours.
function timeTicks(begin, end, width) {
  const at = [], room = Math.max(2, Math.floor(width / 62));
  const days = (end - begin) / DAY;
  if (days > 62) {
    const every = Math.ceil(days / 30.4 / room);
    const d = new Date(begin * 1000);
    for (let month = d.getUTCMonth() + (d.getUTCDate() > 1 ? 1 : 0), year = d.getUTCFullYear(); ; ++month) {
      const s = Date.UTC(year, month, 1) / 1000;
      if (s >= end) break;
      const m = ((month % 12) + 12) % 12;
      if (m % every === 0 || every > 12) at.push({ s, text: m === 0 ? `${MONTHS[0]} ${new Date(s * 1000).getUTCFullYear()}` : MONTHS[m] });
    }
  } else if (days > 2) {
    const every = Math.ceil(days / room);
    for (let s = Math.ceil(begin / DAY) * DAY, k = 0; s < end; s += DAY, ++k) if (k % every === 0) { const d = new Date(s * 1000); at.push({ s, text: `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}` }); }
  } else {
    const hours = [1, 2, 3, 6, 12, 24].find((h) => (days * 24) / h <= room) ?? 24;
    for (let s = Math.ceil(begin / 3600 / hours) * 3600 * hours; s < end; s += 3600 * hours) at.push({ s, text: clockText(s) });
  }
  return at;
}

// An empty chart with a value axis at the left; `high` and `low` in the axis' unit.
function chartFrame(box, { height, low = 0, high, unit, label, left = 46, right = 12, ticksWanted = 5 }) {
  const width = Math.max(260, box.clientWidth), inner = width - left - right, top = 26, bottom = 24;
  const axis = ticks(low, high, ticksWanted);
  const yOf = (v) => top + (height - top - bottom) * (1 - (v - low) / (high - low || 1));
  const chart = svg('svg', { class: 'chart', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label });
  for (const v of axis.at) chart.append(svg('path', { class: 'axis', d: `M${left} ${yOf(v)}H${left + inner}` }), svg('text', { x: left - 7, y: yOf(v) + 4, 'text-anchor': 'end' }, fixed(v, axis.digits)));
  chart.append(svg('text', { x: 0, y: 12, class: 'strong' }, unit));
  return { chart, width, inner, left, top, height, yOf, base: height - bottom };
}
function putTimeAxis(frame, begin, end) {
  const xOf = (s) => frame.left + ((s - begin) / (end - begin)) * frame.inner;
  for (const { s, text } of timeTicks(begin, end, frame.inner)) {
    const x = xOf(s), near = frame.left + frame.inner - x < 26;
    frame.chart.append(svg('path', { class: 'axis0', d: `M${x} ${frame.base}v5` }), svg('text', { x, y: frame.base + 18, 'text-anchor': near ? 'end' : x - frame.left < 16 ? 'start' : 'middle' }, text));
  }
  return xOf;
}
// Stacked areas; xs has one more entry than values for steps, as many for lines.
function putStack(frame, groups, columns, xs) {
  let under = columns[0].map(() => 0);
  groups.forEach((group, g) => {
    const over = columns[g].map((v, i) => under[i] + Math.max(0, v ?? 0));
    const up = over.map((v, i) => `${i === 0 ? 'M' : 'L'}${xs[i].toFixed(1)} ${frame.yOf(v).toFixed(1)}H${xs[i + 1].toFixed(1)}`).join('');
    const down = under.map((v, i) => `L${xs[i + 1].toFixed(1)} ${frame.yOf(v).toFixed(1)}H${xs[i].toFixed(1)}`).reverse().join('');
    frame.chart.append(svg('path', { d: `${up}${down}Z`, fill: group.colour }, svg('title', {}, group.name)));
    under = over;
  });
}
function putLine(frame, values, xOf, colour, dash, width = 1.8) {
  let d = '', pen = false;
  values.forEach((v, i) => { if (v === null) { pen = false; return; } d += `${pen ? 'L' : 'M'}${xOf(i).toFixed(1)} ${frame.yOf(v).toFixed(1)}`; pen = true; });
  frame.chart.append(svg('path', { d, fill: 'none', stroke: colour, 'stroke-width': width, 'stroke-dasharray': dash, 'stroke-linejoin': 'round' }));
}
const keyOf = (items) => el('div', { class: 'key' }, items.filter(Boolean).map(([text, colour, dash]) => el('span', {}, svg('svg', { viewBox: '0 0 16 10', 'aria-hidden': 'true' }, dash === undefined ? svg('rect', { x: 1, y: 0, width: 14, height: 10, rx: 1.5, fill: colour }) : svg('path', { d: 'M0 5H16', stroke: colour, 'stroke-width': 2.4, 'stroke-dasharray': dash || null })), text)));
const linearEdges = (frame, count) => Array.from({ length: count + 1 }, (_, i) => frame.left + (i / count) * frame.inner);
const tallest = (columns) => Math.max(1e-9, ...(columns[0] ?? []).map((_, i) => columns.reduce((s, c) => s + Math.max(0, c[i] ?? 0), 0)));
const inUnit = (kw) => (kw >= 2000 ? [1000, 'MW'] : [1, 'kW']);
const scaled = (columns, by) => columns.map((c) => c.map((v) => (v === null ? null : v / by)));

function drawDuration(box, time, groups) {
  if (!time.duration.length || !time.duration[0].length) return;
  const raw = groups.map((g) => groupSum(time.duration, g.rows)), [by, unit] = inUnit(tallest(raw)), columns = scaled(raw, by);
  const hours = (time.steps * time.step_s) / 3600;
  const frame = chartFrame(box, { height: 270, high: tallest(columns) * 1.05, unit: `Load, ${unit}`, label: `Load in descending order, ${fixed(hours, 0)} hours, largest ${powerText(tallest(raw))}` });
  putStack(frame, groups, columns, linearEdges(frame, columns[0].length));
  const axis = ticks(0, hours, frame.inner > 420 ? 6 : 4);
  for (const h of axis.at) { const x = frame.left + (h / hours) * frame.inner; frame.chart.append(svg('path', { class: 'axis0', d: `M${x} ${frame.base}v5` }), svg('text', { x, y: frame.base + 18, 'text-anchor': h === 0 ? 'start' : h > 0.94 * hours ? 'end' : 'middle' }, h === axis.at[axis.at.length - 1] ? `${fixed(h, 0)} h` : fixed(h, 0))); }
  box.append(frame.chart);
}

function periodLabel(label) { const [y, m, d] = label.split('-'); return d ? `${Number(d)} ${MONTHS[m - 1]}` : MONTHS[m - 1] + (m === '01' ? ` ${y}` : ''); }
function drawPeriods(box, time, groups) {
  const p = time.periods, columns = groups.map((g) => groupSum(p.heat, g.rows));
  const high = Math.max(tallest(columns), ...p.delivered.map((v, i) => v + (p.unmet[i] ?? 0)));
  const frame = chartFrame(box, { height: 270, high: high * 1.05, unit: 'Heat, MWh', label: `Heat of each ${p.unit}: ${p.labels.map((l, i) => `${periodLabel(l)} ${energyText(columns.reduce((s, c) => s + c[i], 0))}`).join(', ')}` });
  const slot = frame.inner / p.labels.length, bar = Math.max(1.5, slot * 0.62);
  p.labels.forEach((label, i) => {
    const x = frame.left + i * slot + (slot - bar) / 2;
    let y = 0;
    groups.forEach((g, k) => { const v = Math.max(0, columns[k][i]); frame.chart.append(svg('rect', { x, width: bar, y: frame.yOf(y + v), height: Math.max(0, frame.yOf(y) - frame.yOf(y + v)), fill: g.colour }, svg('title', {}, `${g.name}, ${periodLabel(label)}: ${energyText(v)}`))); y += v; });
    // What arrived at consumers, as a mark across the bar; above it is lost on the way.
    frame.chart.append(svg('path', { d: `M${x - 2} ${frame.yOf(p.delivered[i])}h${bar + 4}`, stroke: css('ink'), 'stroke-width': 2 }, svg('title', {}, `delivered, ${periodLabel(label)}: ${energyText(p.delivered[i])}; lost ${energyText(p.lost[i])}`)));
    if (p.unmet[i] > 0.001 * high) frame.chart.append(svg('rect', { x: x + bar * 0.25, width: bar * 0.5, y: frame.yOf(p.delivered[i] + p.unmet[i]), height: Math.max(1.5, frame.yOf(p.delivered[i]) - frame.yOf(p.delivered[i] + p.unmet[i])), fill: css('bad') }, svg('title', {}, `not served, ${periodLabel(label)}: ${energyText(p.unmet[i])}`)));
    const every = Math.ceil(44 / slot);
    if (i % every === 0) frame.chart.append(svg('text', { x: x + bar / 2, y: frame.base + 18, 'text-anchor': 'middle' }, slot < 44 && !label.slice(7) ? MONTHS[Number(label.slice(5, 7)) - 1] : periodLabel(label)));
  });
  box.append(frame.chart);
}

function drawCarpet(box, time) {
  const cells = time.carpet.kw, days = cells.length / 24, first = secondsOf(`${time.carpet.first}T00:00:00Z`);
  const known = cells.filter((v) => v !== null), low = Math.min(...known), high = Math.max(...known);
  const canvas = el('canvas', { width: days, height: 24 }), pen = canvas.getContext('2d'), colours = rampColours('heat');
  cells.forEach((v, i) => {
    pen.fillStyle = v === null ? css('rule') : colours[Math.min(BINS - 1, Math.floor(((v - low) / (high - low || 1)) * BINS))];
    pen.fillRect(Math.floor(i / 24), i % 24, 1, 1);
  });
  const frame = chartFrame(box, { height: 240, low: 24, high: 0, unit: 'Hour of the day, UTC', label: `Load of every hour, from ${powerText(low)} to ${powerText(high)}`, ticksWanted: 4 });
  frame.chart.replaceChildren();
  for (const h of [0, 6, 12, 18, 24]) frame.chart.append(svg('text', { x: frame.left - 7, y: frame.yOf(h) + 4, 'text-anchor': 'end' }, fixed(h, 0)));
  frame.chart.append(svg('text', { x: 0, y: 12, class: 'strong' }, 'Hour of the day, UTC'));
  frame.chart.append(svg('image', { href: canvas.toDataURL(), x: frame.left, y: frame.top, width: frame.inner, height: frame.base - frame.top, preserveAspectRatio: 'none', style: 'image-rendering:pixelated' }));
  putTimeAxis(frame, first, first + days * DAY);
  const plot = el('div', { class: 'plot', style: 'margin-top:0' }, frame.chart), tip = tooltip(plot);
  plot.addEventListener('pointermove', (event) => {
    const at = frame.chart.getBoundingClientRect(), x = event.clientX - at.left, y = event.clientY - at.top;
    const day = Math.floor(((x - frame.left) / frame.inner) * days), hour = Math.floor(((y - frame.top) / (frame.base - frame.top)) * 24);
    if (day < 0 || day >= days || hour < 0 || hour > 23 || cells[day * 24 + hour] === null) { tip.hide(); return; }
    tip.show(x, y, `${dateText(first + day * DAY)}, ${String(hour).padStart(2, '0')}:00`, [['Load', powerText(cells[day * 24 + hour])]]);
  });
  plot.addEventListener('pointerleave', () => tip.hide());
  const ramp = el('span', { class: 'ramp', style: `background:linear-gradient(90deg,${colours.join(',')})` });
  box.append(plot, el('div', { class: 'key' }, el('span', {}, powerText(low), ramp, powerText(high))));
}

function drawTemperatures(box, time) {
  const t = time.temperatures, begin = secondsOf(time.begin), end = begin + time.steps * time.step_s;
  const shown = t.plants.map((_, i) => i).slice(0, 3), lines = [];
  const dashes = ['', '6 3', '2 3'];
  shown.forEach((i, k) => {
    const name = t.plants.length > 1 ? ` at ${t.plants[i]}` : ' at the plant';
    lines.push([`Supply${name}`, t.supply[i], 'supply', dashes[k]], [`Return${name}`, t.return[i], 'return', dashes[k]]);
  });
  if (t.index_supply.length > 0) lines.push([`Arriving at ${t.index}, the index consumer`, t.index_supply, 'good', '']);
  if (t.outdoor.some((v) => v !== null)) lines.push(['Outdoors', t.outdoor, 'ink-3', '']);
  const known = lines.filter(([, values]) => values && values.some((v) => v !== null));
  if (known.length === 0) return;
  const all = known.flatMap(([, values]) => values).filter((v) => v !== null);
  const low = Math.min(0, ...all), high = Math.max(...all);
  const frame = chartFrame(box, { height: 280, low: low < 0 ? low - 2 : 0, high: high + 4, unit: 'Temperature, °C', label: known.map(([name, values]) => { const v = values.filter((x) => x !== null); return `${name} from ${fixed(Math.min(...v), 0)} to ${fixed(Math.max(...v), 0)} °C`; }).join(', ') });
  putTimeAxis(frame, begin, end);
  for (const [, values, colour, dash] of known.slice().reverse()) putLine(frame, values, (i) => frame.left + ((i + 0.5) / values.length) * frame.inner, css(colour), dash);
  box.append(frame.chart, keyOf(known.map(([name, , colour, dash]) => [name, css(colour), dash])));
  if (t.plants.length > 3) box.append(el('p', { class: 'note' }, `${t.plants.length - 3} more plants are in simulation.nc.`));
}

function drawWeek(box, time, groups) {
  const w = time.week, begin = secondsOf(w.begin), end = begin + w.hours * 3600;
  if (!w.heat.length || !w.heat[0].length) return;
  const raw = groups.map((g) => groupSum(w.heat, g.rows)), peak = Math.max(tallest(raw), ...w.demand), [by, unit] = inUnit(peak), columns = scaled(raw, by);
  const frame = chartFrame(box, { height: 260, high: (peak / by) * 1.05, unit: `Heat, ${unit}`, label: `Heat of each source from ${dateText(begin)} on, peak ${powerText(peak)}` });
  putStack(frame, groups, columns, linearEdges(frame, columns[0].length));
  const demand = w.demand.map((v) => (v === null ? null : v / by));
  putTimeAxis(frame, begin, end);
  const middle = (i) => frame.left + ((i + 0.5) / demand.length) * frame.inner, slot = frame.inner / demand.length;
  // What was not served, hanging from the line of what was asked for.
  w.unmet_kw.forEach((kw, i) => { if (kw > 0.002 * peak) frame.chart.append(svg('rect', { x: middle(i) - slot / 2, width: slot, y: frame.yOf(demand[i]), height: Math.max(1, frame.yOf(demand[i] - kw / by) - frame.yOf(demand[i])), fill: css('bad') }, svg('title', {}, `not served: ${powerText(kw)}`))); });
  putLine(frame, demand, middle, css('paper'), '', 4);
  putLine(frame, demand, middle, css('ink'), '', 1.8);
  box.append(frame.chart, keyOf([...groups.map((g) => [g.name, g.colour]), ['asked for by consumers', css('ink'), ''], w.unmet ? ['not served', css('bad')] : null]));
  const cold = [['Coldest water that arrives at a consumer', w.coldest, 'good'], ['Outdoors', w.outdoor, 'ink-3']].filter(([, values]) => values.some((v) => v !== null));
  if (cold.length === 0) return;
  const all = cold.flatMap(([, values]) => values).filter((v) => v !== null);
  const under = el('div', { class: 'plot' });
  box.append(under);
  const below = chartFrame(under, { height: 170, low: Math.min(0, ...all) < 0 ? Math.min(...all) - 2 : 0, high: Math.max(...all) + 4, unit: 'Temperature, °C', label: 'Temperatures of that week', ticksWanted: 4 });
  putTimeAxis(below, begin, end);
  for (const [, values, colour] of cold) putLine(below, values, (i) => below.left + ((i + 0.5) / values.length) * below.inner, css(colour), '');
  under.append(below.chart, keyOf(cold.map(([name, , colour]) => [name, css(colour), ''])));
}

const smallTable = (heads, rows) => el('div', { class: 'scroll' }, el('table', { class: 'data plain' }, el('thead', {}, el('tr', {}, heads.map(([name, text]) => el('th', { scope: 'col', class: text ? 'text' : null }, name)))), el('tbody', {}, rows)));
const ofElement = (id) => { const row = doc.substations.id.indexOf(id); return row >= 0 ? el('button', { type: 'button', class: 'link', onclick: () => app.pick({ kind: 'substation', row }) }, id) : id; };

// What bursts take is lost whatever the pressure: below that of boiling there is none to tell.
const waterBoils = (time) => time.totals.indicators.limits.some((l) => l.limit === 'vapour_margin' && l.nearest && l.nearest.worst < 0);
const limitText = (l, v, boils) => (l.limit === 'vapour_margin' && v < 0 ? 'boils' : l.limit === 'substation_differential_pressure' && v < -1 && boils ? 'none' : `${figures(v, 3)} ${l.unit}`);
function limitRows(time) {
  const title = { pipe_velocity: 'Pipe velocity', pipe_gradient: 'Pipe gradient', substation_differential_pressure: 'Substation differential pressure', substation_supply_temperature: 'Substation supply temperature', pipe_pressure: 'Pipe pressure', pipe_temperature: 'Pipe temperature', vapour_margin: 'Pressure above boiling', plant_heat: 'Plant at its capacity', plant_flow: 'Plant at its largest flow', plant_electricity: 'Plant at its electricity headroom', plant_differential_pressure: 'Plant at its largest differential pressure' };
  const boils = waterBoils(time);
  const past = { plant_heat: 'Plant beyond its capacity', plant_flow: 'Plant beyond its largest flow', plant_electricity: 'Plant beyond its electricity headroom', plant_differential_pressure: 'Plant beyond its largest differential pressure' };
  const row = (l, name, found, kind) => {
    const worst = found.slice().sort((a, b) => b.hours - a.hours)[0], shown = worst ?? l.nearest;
    return el('tr', { class: worst ? kind : null },
      el('td', { class: 'text wrap' }, name ?? l.limit), el('td', {}, worst ? `${fixed(worst.hours, worst.hours < 10 ? 1 : 0)} h` : 'never'),
      el('td', { class: 'text' }, ofElement(shown.id), found.length > 1 ? ` and ${fixed(found.length - 1, 0)} more` : ''),
      el('td', {}, limitText(l, shown.worst, boils)), el('td', {}, `${figures(shown.limit, 3)} ${l.unit}`), el('td', {}, `${dateText(secondsOf(shown.time))}, ${clockText(secondsOf(shown.time))}`));
  };
  return time.totals.indicators.limits.filter((l) => l.checked > 0).flatMap((l) => {
    // Plants are run to theirs; runs of before this was told apart have them all in `beyond`.
    if (l.at_limit === undefined) return [row(l, title[l.limit], l.beyond, l.limit.startsWith('plant') ? 'warn' : 'bad')];
    const held = l.at_limit.filter((one) => !l.beyond.some((other) => other.id === one.id));
    return [l.beyond.length > 0 ? row(l, past[l.limit], l.beyond, 'bad') : null, l.beyond.length === 0 || held.length > 0 ? row(l, title[l.limit], held, 'warn') : null].filter((one) => one !== null);
  });
}

function drawJudged(time) {
  const spoilers = time.totals.indicators.return_spoilers.filter((s) => Math.max(s.by_design_k, s.by_absence_k) >= 0.05).slice(0, 8);
  return [
    el('h3', {}, 'Limits in every step'), smallTable([['Limit', 1], ['Longest beyond', 0], ['Element', 1], ['Worst', 0], ['Allowed', 0], ['When', 0]], limitRows(time)),
    waterBoils(time) ? el('p', { class: 'note under' }, 'Water boils where the pressure falls below that of boiling: pressures there are unknown. A burst loses its water whatever the pressure, which may be more than the network can feed.') : null,
    spoilers.length > 0 ? [el('h3', {}, 'Who warms the return'), smallTable([['Element', 1], ['Returns', 0], ['Designed for', 0], ['Falls as designed', 0], ['Falls without it', 0]], spoilers.map((s) => el('tr', {}, el('td', { class: 'text' }, s.kind === 'bypass' ? `bypass ${s.id}` : ofElement(s.id)), el('td', {}, `${show.celsius(s.return_temperature_c)} °C`), el('td', {}, s.design_return_temperature_c === null ? NONE : `${show.celsius(s.design_return_temperature_c)} °C`), el('td', {}, s.by_design_k > 0.005 ? `${fixed(s.by_design_k, 2)} K` : NONE), el('td', {}, s.by_absence_k > 0.005 ? `${fixed(s.by_absence_k, 2)} K` : NONE)))), el('p', { class: 'note', style: 'margin-top:6px' }, 'By how much all water together would have come back colder, had this one returned its design temperature with the same heat, and without it.')] : null
  ];
}

function drawUnmet(time) {
  const short = time.totals.substations.filter((s) => s.unmet_mwh > 0).sort((a, b) => b.unmet_mwh - a.unmet_mwh);
  if (short.length === 0) return null;
  const why = { pressure: 'short of pressure', temperature: 'water too cold', capacity: 'a plant at capacity or tripped', 'cut off': 'cut off', 'beyond peak': 'asks for more than its peak' };
  const shown = short.slice(0, 15);
  return [el('h3', {}, `Short of heat${short.length > shown.length ? `: the worst ${shown.length} of ${fixed(short.length, 0)}` : ''}`), smallTable([['Consumer', 1], ['Because', 1], ['Lacked', 0], ['Of its demand', 0], ['For', 0]], shown.map((s) => el('tr', { class: 'bad' }, el('td', { class: 'text' }, ofElement(s.id)), el('td', { class: 'text wrap' }, Object.entries(s.unmet_by_cause_mwh).sort((a, b) => b[1] - a[1]).map(([cause, mwh]) => `${why[cause] ?? cause} ${energyText(mwh)}`).join(', ')), el('td', {}, energyText(s.unmet_mwh)), el('td', {}, `${fixed((100 * s.unmet_mwh) / s.demand_mwh, 1)} %`), el('td', {}, `${fixed(s.unmet_hours, s.unmet_hours < 10 ? 1 : 0)} h`))))];
}

// Plants that gave less than the heat or flow that is set.
function drawShortfalls(time) {
  const heat = (p) => p.shortfall_mwh !== undefined, amount = (p) => p.shortfall_mwh ?? p.shortfall_t ?? 0;
  const short = time.totals.plants.filter((p) => amount(p) > 0).sort((a, b) => b.shortfall_hours - a.shortfall_hours);
  if (short.length === 0) return null;
  const why = { 'not taken': 'nobody takes more', 'return temperature': 'water comes back too hot', 'flow limit': 'its pumps give no more', pressure: 'a valve lets no more through', capacity: 'tripped or at capacity', 'store empty': 'its store was empty', 'cut off': 'cut off' };
  const text = (p, value) => (heat(p) ? energyText(value) : `${figures(value, 3)} t`), causes = (p) => p.shortfall_by_cause_mwh ?? p.shortfall_by_cause_t;
  return [el('h3', {}, 'Set and not given'), smallTable([['Plant', 1], ['Because', 1], ['Set', 0], ['Not given', 0], ['Of what is set', 0], ['For', 0]], short.map((p) => el('tr', {}, el('td', { class: 'text' }, p.id), el('td', { class: 'text wrap' }, Object.entries(causes(p)).sort((a, b) => b[1] - a[1]).map(([cause, value]) => `${why[cause] ?? cause} ${text(p, value)}`).join(', ')), el('td', {}, text(p, p.set_heat_mwh ?? p.set_flow_t)), el('td', {}, text(p, amount(p))), el('td', {}, `${fixed((100 * amount(p)) / (p.set_heat_mwh ?? p.set_flow_t), 1)} %`), el('td', {}, `${fixed(p.shortfall_hours, p.shortfall_hours < 10 ? 1 : 0)} h`))))];
}

// Level of the first stores, with what they take (upwards) and give.
const STORES_SHOWN = 3;
function drawStore(box, time, store) {
  const begin = secondsOf(time.begin), end = begin + time.steps * time.step_s, count = store.level.length;
  const of = time.totals.stores.find((s) => s.id === store.id), percent = (v) => 100 * v;
  const ranged = store.lowest !== undefined;
  const low = Math.min(0, percent(of.lowest_level)), high = Math.max(100, percent(of.highest_level));
  const frame = chartFrame(box, { height: 190, low, high, unit: 'Level, %', label: `Level of ${store.id}, from ${fixed(percent(of.lowest_level), 0)} to ${fixed(percent(of.highest_level), 0)} %, ${fixed(percent(of.level_at_end), 0)} % at the end`, ticksWanted: 4 });
  putTimeAxis(frame, begin, end);
  const xOf = (i) => frame.left + ((i + 1) / count) * frame.inner;
  if (ranged) {
    const up = store.highest.map((v, i) => `${i === 0 ? 'M' : 'L'}${xOf(i).toFixed(1)} ${frame.yOf(percent(v)).toFixed(1)}`).join('');
    const down = store.lowest.map((v, i) => `L${xOf(i).toFixed(1)} ${frame.yOf(percent(v)).toFixed(1)}`).reverse().join('');
    frame.chart.append(svg('path', { d: `${up}${down}Z`, fill: storeColour(), 'fill-opacity': 0.55 }));
  }
  putLine(frame, store.level.map(percent), xOf, css('ink'), '', ranged ? 1.2 : 1.8);
  box.append(frame.chart);
  const most = Math.max(1e-9, ...store.charge), least = Math.max(1e-9, ...store.discharge), [by, unit] = inUnit(Math.max(most, least));
  const under = el('div', { class: 'plot' });
  box.append(under);
  const flows = chartFrame(under, { height: 150, low: (-1.05 * least) / by, high: (1.05 * most) / by, unit: `Heat into the store, ${unit}`, label: `${store.id} takes up to ${powerText(most)} and gives up to ${powerText(least)}`, ticksWanted: 4 });
  const edges = linearEdges(flows, count);
  const area = (values, sign, colour, name) => {
    const steps = values.map((v, i) => `H${edges[i].toFixed(1)}V${flows.yOf((sign * v) / by).toFixed(1)}H${edges[i + 1].toFixed(1)}`).join('');
    flows.chart.append(svg('path', { d: `M${edges[0].toFixed(1)} ${flows.yOf(0).toFixed(1)}${steps}V${flows.yOf(0).toFixed(1)}Z`, fill: colour }, svg('title', {}, name)));
  };
  area(store.charge, 1, css('supply'), 'charged');
  area(store.discharge, -1, css('return'), 'given');
  flows.chart.append(svg('path', { class: 'axis0', d: `M${flows.left} ${flows.yOf(0)}h${flows.inner}` }));
  putTimeAxis(flows, begin, end);
  under.append(flows.chart, keyOf([[ranged ? 'level, with its range' : 'level', css('ink'), ''], [`charged ${energyText(of.charged_mwh)}`, css('supply')], [`given ${energyText(of.discharged_mwh)}`, css('return')]]));
}
function storeTable(time) {
  const percent = (v) => el('td', {}, `${fixed(100 * v, 0)} %`);
  return [el('h3', {}, 'Stores'), smallTable([['Store', 1], ['Plant', 1], ['Charged', 0], ['Given', 0], ['Lost', 0], ['Lowest', 0], ['Highest', 0], ['At the end', 0]], time.totals.stores.map((s) => el('tr', {}, el('td', { class: 'text' }, s.id), el('td', { class: 'text' }, s.plant), el('td', {}, energyText(s.charged_mwh)), el('td', {}, energyText(s.discharged_mwh)), el('td', {}, energyText(s.lost_mwh)), percent(s.lowest_level), percent(s.highest_level), percent(s.level_at_end)))),
    el('p', { class: 'note under' }, 'Levels count from the temperature that a store is cold at to what the plant is set to send out: colder and hotter water lies beyond 0 and 100 %.')];
}

// Amounts of one table with the same digits, so that they add up.
const currencySign = () => (CURRENCY[doc.project.currency] ?? doc.project.currency).trim();
function amountsText(values) {
  const digits = Math.max(0, ...values.map((v) => Math.abs(v ?? 0))) >= 1000 ? 0 : 2;
  return (v) => (v === null || v === undefined ? NONE : fixed(v, digits));
}
const SOURCE_COLUMNS = [['Fuel', 'fuel_mwh'], ['El. drawn', 'electricity_mwh'], ['El. made', 'generated_mwh'], ['El. forgone', 'forgone_mwh']];
function sourceTable(time) {
  const sources = time.totals.sources;
  if (!sources || sources.length === 0) return null;
  const taken = SOURCE_COLUMNS.filter(([, key]) => sources.some((s) => s[key] !== 0)), cost = amountsText(sources.map((s) => s.cost));
  const hours = (h) => (h === null || h === undefined ? NONE : `${fixed(h, h < 10 ? 1 : 0)} h`);
  const charged = time.totals.stores.reduce((s, store) => s + store.charged_mwh, 0);
  return [el('h3', {}, 'Sources'),
    smallTable([['Source', 1], ['Plant', 1], ['Heat', 0], ['At full load', 0], ['Running', 0], ['Starts', 0], ...taken.map(([name]) => [name, 0]), ['CO₂', 0], [`Cost, ${currencySign()}`, 0]], sources.map((s) => el('tr', {}, el('td', { class: 'text' }, s.id), el('td', { class: 'text' }, s.plant), el('td', {}, energyText(s.heat_mwh)), el('td', {}, hours(s.full_load_hours)), el('td', {}, hours(s.hours)), el('td', {}, fixed(s.starts, 0)), taken.map(([, key]) => el('td', {}, s[key] === 0 ? NONE : energyText(s[key]))), el('td', {}, s.co2_t === null ? NONE : `${fixed(s.co2_t, Math.abs(s.co2_t) < 100 ? 2 : 0)} t`), el('td', {}, cost(s.cost))))),
    charged > 0 ? el('p', { class: 'note under' }, `Of this heat ${energyText(charged)} went into stores; the pictures above show what was sent into the network.`) : null];
}
const BILL_ITEMS = { gas: 'Gas', electricity_bought: 'Electricity bought', electricity_sold: 'Electricity sold', electricity_forgone: 'Electricity not made for heat', carbon: 'Price of CO₂' };
function billTable(time) {
  const bill = time.totals.bill, items = bill?.items ?? [];
  if (items.length === 0) return null;
  const cost = amountsText([bill.cost, ...items.map((i) => i.cost)]), per = (i) => (i.cost === null || i.amount === 0 ? NONE : `${figures(Math.abs(i.cost / i.amount), 4)} ${currencySign()}/${i.unit}`);
  const amount = (i) => (i.unit === 'MWh' ? energyText(i.amount) : `${figures(i.amount, 3)} ${i.unit}`);
  const name = (id) => BILL_ITEMS[id] ?? id.replace(/^heat of /, 'Heat of ');
  const unknown = items.filter((i) => i.cost === null).map((i) => name(i.id).toLowerCase());
  const why = bill.cost !== null ? null : unknown.length > 0 ? `The sum is not known: the project gives no price of ${unknown.join(', ')}.` : time.totals.sources.length === 0 ? 'The sum is not known: what heat costs is known of plants with sources.' : 'The sum is not known: the project does not give all prices that its sources need.';
  return [el('h3', {}, 'The bill'),
    smallTable([['Item', 1], ['Amount', 0], ['Price, mean', 0], [`Cost, ${currencySign()}`, 0], ['Price from', 1]], [
      ...items.map((i) => el('tr', {}, el('td', { class: 'text' }, name(i.id)), el('td', {}, amount(i)), el('td', {}, per(i)), el('td', {}, cost(i.cost)), el('td', { class: 'text wrap' }, i.price === '' ? 'not given' : i.price))),
      el('tr', {}, el('td', { class: 'text' }, el('b', {}, 'All of it')), el('td', {}, bill.co2_t === null ? '' : `${figures(bill.co2_t, 3)} t CO₂`), el('td', {}, ''), el('td', {}, el('b', {}, cost(bill.cost))), el('td', { class: 'text wrap' }, ''))]),
    el('p', { class: 'note under' }, [why, bill.source ? `Prices: ${bill.source}.` : 'The project does not say where its prices are from.'].filter(Boolean).join(' '))];
}

function timeKeys(time) {
  const e = time.totals.energy_mwh, i = time.totals.indicators, hours = (time.steps * time.step_s) / 3600;
  const most = time.totals.extremes.largest_plant_heat, back = time.totals.plants.filter((p) => p.return_temperature_c !== null);
  const main = back.slice().sort((a, b) => b.heat_mwh - a.heat_mwh)[0];
  const fact = (name, value, sub) => el('div', {}, el('dt', {}, name), el('dd', {}, value), sub ? el('dd', { class: 'sub' }, sub) : null);
  return el('dl', { class: 'keys' },
    fact('Heat produced', energyText(e.plants), `${powerText((1000 * e.plants) / hours)} in the mean`),
    fact('Heat delivered', energyText(e.delivered), e.unmet > 0 ? `${energyText(e.unmet)} not served` : 'every demand served'),
    fact('Lost on the way', `${fixed(100 * (i.loss_share ?? 0), 1)} %`, [i.loss_w_per_trench_m !== null ? `${Math.abs(i.loss_w_per_trench_m) < 1e-6 ? '0' : figures(i.loss_w_per_trench_m, 3)} W per metre of trench` : null, i.loss_kwh_per_dwelling !== null ? `${fixed(i.loss_kwh_per_dwelling, 0)} kWh per dwelling` : null].filter(Boolean).join(', ')),
    most ? fact('Most heat of a plant', powerText(most.heat_kw), `${most.id}, ${dateText(secondsOf(most.time))}`) : null,
    main ? fact('Return, by flow', `${show.celsius(main.return_temperature_c)} °C`, `${back.length > 1 ? `at ${main.id}, ` : ''}supply ${show.celsius(main.supply_temperature_c)} °C`) : null,
    i.pumping_kwh_per_kwh !== null ? fact('Pumping', `${figures(1000 * i.pumping_kwh_per_kwh, 2)} Wh/kWh`, 'electricity per heat delivered') : null);
}

function drawTime(section, box) {
  const time = doc.time;
  section.hidden = !time;
  if (!time) return;
  const begin = secondsOf(time.begin), end = begin + time.steps * time.step_s;
  const days = (end - begin) / DAY, groups = groupedSources(time);
  const step = time.step_s % 3600 === 0 ? `${time.step_s / 3600} h` : time.step_s % 60 === 0 ? `${time.step_s / 60} min` : `${time.step_s} s`;
  byId('time-h').textContent = days > 350 && days < 380 ? 'The year' : 'In time';
  const block = (title, note) => { const inner = el('div', {}); return [el('div', { class: 'time-block' }, el('h3', {}, title), inner, note ? el('p', { class: 'note' }, note) : null), inner]; };
  const [durationBlock, duration] = block('Load in descending order');
  const [periodBlock, periods] = block(time.periods.unit === 'month' ? 'Month by month' : 'Day by day');
  const [carpetBlock, carpet] = block('Load of every hour of every day');
  const [temperatureBlock, temperatures] = block('Temperatures');
  const [weekBlock, week] = block(days <= 7 ? 'Heat and demand' : time.week.unmet ? `The worst week: most heat not served, from ${dateText(secondsOf(time.week.begin))}` : `The hardest week: most heat, from ${dateText(secondsOf(time.week.begin))}`);
  const sourceKey = keyOf([...groups.map((g) => [`${g.name} ${energyText(g.mwh)}`, g.colour])]);
  const all = days > 2, stored = (time.stores ?? []).slice(0, STORES_SHOWN);
  const storeBlocks = stored.map((s) => block(`Store ${s.id}`));
  clear(box,
    el('p', { class: 'note' }, `Simulated from ${dateText(begin)} to ${dateText(end)} in ${fixed(time.steps, 0)} steps of ${step}${time.totals.complete ? '' : '; the run was stopped before its end'}.`),
    time.differs.length > 0 ? el('p', { class: 'note' }, chip('warn', `The project has changed since: ${time.differs.slice(0, 3).join('; ')}${time.differs.length > 3 ? ` and ${time.differs.length - 3} more` : ''}.`)) : null,
    (time.totals.notes ?? []).map((note) => el('p', { class: 'note' }, note.text)),
    timeKeys(time), sourceKey,
    el('div', { class: 'time-two' }, durationBlock, periodBlock),
    all ? carpetBlock : null, temperatureBlock, weekBlock,
    el('div', { class: stored.length > 1 ? 'time-two' : null }, storeBlocks.map(([outer]) => outer)),
    time.totals.stores.length > 0 ? el('div', { class: 'time-block' }, storeTable(time)) : null,
    el('div', { class: 'time-block' }, sourceTable(time)), el('div', { class: 'time-block' }, billTable(time)),
    el('div', { class: 'time-block' }, drawUnmet(time)), el('div', { class: 'time-block' }, drawShortfalls(time)), el('div', { class: 'time-block' }, drawJudged(time)));
  drawDuration(duration, time, groups);
  drawPeriods(periods, time, groups);
  periods.append(keyOf([['delivered to consumers', css('ink'), ''], time.periods.unmet.some((v) => v > 0) ? ['not served', css('bad')] : null]));
  if (all) drawCarpet(carpet, time);
  drawTemperatures(temperatures, time);
  drawWeek(week, time, groups);
  storeBlocks.forEach(([, inner], i) => drawStore(inner, time, stored[i]));
}
