// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What the map can be coloured by: one number for each trench, null where there is none.

const supplyWord = net.sided ? 'supply ' : '';
const larger = (a, b) => (a === null ? b : b === null ? a : Math.max(a, b));
function ofLines(point, column, k, combine) {
  const s = doc.trenches.supply[k], r = doc.trenches.return[k];
  const values = point.line[column];
  return combine(s >= 0 ? values[s] : null, r >= 0 ? values[r] : null);
}
// Mean of a node value over a trench's two ends, on one side.
function ofEnds(point, column, k, side) {
  const line = side === SIDE.ret ? doc.trenches.return[k] : doc.trenches.supply[k];
  if (line < 0) return null;
  const a = point.node[column][net.from[line]], b = point.node[column][net.to[line]];
  return a === null || b === null ? null : (a + b) / 2;
}
function alongLine(point, k, side) {
  const line = side === SIDE.ret ? doc.trenches.return[k] : doc.trenches.supply[k];
  if (line < 0) return null;
  const a = point.line.ti[line], b = point.line.to[line];
  return a === null || b === null ? null : (a + b) / 2;
}
const flowing = (point, k) => Math.abs(ofLines(point, 'm', k, larger) ?? 0) > 1e-6 || Math.abs(ofLines(point, 'm', k, (a, b) => b) ?? 0) > 1e-6;

const MEASURES = [
  { key: 'velocity', name: 'Velocity', unit: 'm/s', ramp: 'amount', zero: true, text: show.speed, limit: () => doc.limits.velocity, of: (p, k) => ofLines(p, 'v', k, larger) },
  { key: 'gradient', name: 'Pressure gradient', unit: 'Pa/m', ramp: 'amount', zero: true, text: show.gradient, limit: (k) => doc.trenches.limit[k], of: (p, k) => ofLines(p, 'g', k, larger) },
  { key: 'design_velocity', design: true, name: 'Velocity, design envelope', unit: 'm/s', ramp: 'amount', zero: true, text: show.speed, limit: () => doc.limits.velocity, of: (p, k) => (p.line.dv ? ofLines(p, 'dv', k, larger) : null) },
  { key: 'design_gradient', design: true, name: 'Pressure gradient, design envelope', unit: 'Pa/m', ramp: 'amount', zero: true, text: show.gradient, limit: (k) => doc.trenches.limit[k], of: (p, k) => (p.line.dg ? ofLines(p, 'dg', k, larger) : null) },
  { key: 'supply_t', name: net.sided ? 'Supply temperature' : 'Temperature', unit: '°C', ramp: 'heat', text: show.celsius, of: (p, k) => alongLine(p, k, SIDE.supply) },
  { key: 'return_t', name: 'Return temperature', unit: '°C', ramp: 'heat', text: show.celsius, paired: true, of: (p, k) => alongLine(p, k, SIDE.ret) },
  { key: 'supply_p', name: net.sided ? 'Supply pressure' : 'Pressure', unit: 'bar', ramp: 'level', text: show.bar, of: (p, k) => ofEnds(p, 'p', k, SIDE.supply) },
  { key: 'return_p', name: 'Return pressure', unit: 'bar', ramp: 'level', text: show.bar, paired: true, of: (p, k) => ofEnds(p, 'p', k, SIDE.ret) },
  { key: 'dp', name: 'Differential pressure', unit: 'bar', ramp: 'level', text: show.bar, paired: true, of: (p, k) => { const s = ofEnds(p, 'p', k, SIDE.supply), r = ofEnds(p, 'p', k, SIDE.ret); return s === null || r === null ? null : s - r; } },
  { key: 'flow', name: 'Flow', unit: 'kg/s', ramp: 'amount', zero: true, text: show.flow, of: (p, k) => ofLines(p, 'm', k, (a, b) => larger(a === null ? null : Math.abs(a), b === null ? null : Math.abs(b))) },
  { key: 'loss', name: 'Heat loss', unit: 'W/m', ramp: 'heat', zero: true, text: show.celsius, of: (p, k) => { const q = ofLines(p, 'q', k, (a, b) => (a ?? 0) + (b ?? 0)); return doc.trenches.length[k] > 0 ? q / doc.trenches.length[k] : null; } },
  { key: 'diameter', name: 'Inner diameter', unit: 'mm', ramp: 'amount', text: show.whole, of: (p, k) => doc.trenches.diameter[k] }
].filter((m) => (!m.paired || net.sided) && (!m.design || doc.points.some((p) => p.line?.dv)));

// Values of one measure at one operating point, the range of its colours, and how much trench lies in each.
function measured(measure, point) {
  const count = doc.trenches.id.length;
  const values = new Array(count);
  const bin = new Int16Array(count).fill(-1); // -1: no value; BINS: above its limit
  const known = [];
  for (let k = 0; k < count; ++k) {
    const still = measure.key !== 'diameter' && measure.key !== 'supply_p' && measure.key !== 'return_p' && measure.key !== 'dp' && !flowing(point, k);
    values[k] = still && !measure.zero ? null : measure.of(point, k);
    if (values[k] !== null && !(still && measure.zero)) known.push([values[k], doc.trenches.length[k] || 1]);
  }
  known.sort((a, b) => a[0] - b[0]);
  let low = 0, high = 1;
  if (known.length > 0) {
    const whole = known.reduce((s, v) => s + v[1], 0);
    const quantile = (share) => { let sum = 0; for (const [v, w] of known) { sum += w; if (sum >= share * whole) return v; } return known[known.length - 1][0]; };
    low = measure.zero ? 0 : Math.min(quantile(0.005), known[0][0] + 0.2 * (quantile(0.5) - known[0][0]));
    high = Math.max(quantile(0.995), measure.zero ? 0 : low);
    if (!measure.limit) high = Math.max(high, known[known.length - 1][0] * (known.length < 400 ? 1 : 0));
    if (high - low < 1e-6 * Math.max(1, Math.abs(high))) { high += 0.5; low = measure.zero ? 0 : low - 0.5; }
    const scale = ticks(low, high, 5).step;
    low = Math.floor(low / scale + 1e-9) * scale;
    high = Math.ceil(high / scale - 1e-9) * scale;
  }
  let over = 0;
  const lengthIn = new Float64Array(BINS);
  for (let k = 0; k < count; ++k) {
    const v = values[k];
    if (v === null || v === undefined || (measure.zero && !flowing(point, k) && measure.key !== 'diameter')) continue;
    const limit = measure.limit?.(k);
    const i = Math.max(0, Math.min(BINS - 1, Math.floor(((v - low) / (high - low)) * BINS)));
    lengthIn[i] += doc.trenches.length[k] || 0;
    bin[k] = limit && v > limit * (1 + 1e-6) ? BINS : i;
    if (bin[k] === BINS) over += 1;
  }
  return { measure, values, bin, low, high, lengthIn, over };
}

// The legend: how many metres of trench in each colour, over the axis.
function drawLegend(box, m) {
  const w = 300, top = 46, colours = rampColours(m.measure.ramp);
  const most = m.lengthIn.reduce((a, b) => Math.max(a, b), 0) || 1;
  const picture = svg('svg', { class: 'chart', viewBox: `0 0 ${w} 78`, role: 'img', 'aria-label': `${m.measure.name} from ${m.measure.text(m.low)} to ${m.measure.text(m.high)} ${m.measure.unit}, with the length of trench in each class` });
  const step = w / BINS;
  colours.forEach((colour, i) => {
    const h = m.lengthIn[i] > 0 ? Math.max(1.5, (m.lengthIn[i] / most) * 38) : 0;
    picture.append(svg('rect', { x: i * step, y: top - 4 - h, width: step - 1, height: h, fill: colour }));
    picture.append(svg('rect', { x: i * step, y: top - 2, width: step + 0.4, height: 9, fill: colour }));
  });
  const axis = ticks(m.low, m.high, 5);
  for (const v of axis.at) {
    const x = ((v - m.low) / (m.high - m.low)) * w;
    picture.append(svg('text', { x, y: top + 24, 'text-anchor': x < 12 ? 'start' : x > w - 12 ? 'end' : 'middle' }, fixed(v, axis.digits)));
  }
  const limit = m.measure.key === 'velocity' || m.measure.key === 'design_velocity' ? doc.limits.velocity : null;
  if (limit && limit < m.high) {
    const x = ((limit - m.low) / (m.high - m.low)) * w;
    picture.append(svg('path', { d: `M${x} 0V${top + 9}`, stroke: css('bad'), 'stroke-width': 2 }));
  }
  clear(box, el('h3', {}, `${m.measure.name}, ${m.measure.unit}`), picture, el('p', { class: 'note', style: 'font-size:12px' }, 'Bars: length of trench in each colour.'));
}
