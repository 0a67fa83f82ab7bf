// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The parts of the page that are mostly words: verdict and key figures, one element's facts, limits,
// connections, and what the result rests on.

const factTable = (rows) => el('table', { class: 'facts' }, el('tbody', {}, rows.filter(Boolean).map(([name, value]) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, value)))));
const unitOf = (text, unit) => (text === NONE ? NONE : `${text} ${unit}`);

// What other parts of the page found against the network, which an operating point knows nothing of.
function otherVerdicts() {
  const found = [], say = (word, sentence, part, link) => found.push(el('div', { class: 'banner bad' }, el('div', { class: 'word' }, mark('bad'), word), el('p', { class: 'say' }, `${sentence} `, el('a', { href: `#${part}` }, link))));
  const week = doc.plan?.document.cold_week;
  if (weekIsAgainst(week)) say('Plan not confirmed', weekVerdict(week), 'plan', 'The plan');
  if (doc.time) {
    const { energy_mwh: energy, substations } = doc.time.totals, short = substations.filter((s) => s.unmet_mwh > 0).length, against = [];
    if (short > 0) against.push(`${counted(short, 'substations')} lacked ${energyText(energy.unmet)} of ${energyText(energy.demand)}`);
    if (waterBoils(doc.time)) against.push('water boiled');
    if (against.length > 0) say('Not everything served in the simulated time', `${upperFirst(against.join('; '))}.`, 'time', 'In time');
  }
  return found;
}

function drawVerdict(box, point) {
  const { tone, sentence, details } = point.verdict;
  const word = `${{ good: 'Within limits', warn: 'Look closer', bad: point.converged ? 'Not within limits' : 'No solution' }[tone]}${doc.time || doc.plan ? ` at operating point ${point.id}` : ''}`;
  const total = point.totals;
  const banners = [el('div', { class: `banner ${tone}` }, el('div', { class: 'word' }, mark(tone), word), el('p', { class: 'say' }, sentence), details.length > 0 ? el('ul', {}, details.map((d) => el('li', {}, d))) : null)];
  banners.unshift(...otherVerdicts());
  if (doc.imitation) banners.push(el('div', { class: 'banner warn' }, el('div', { class: 'word' }, mark('warn'), 'Imitation'), el('p', {}, `Computed with the equations of ${doc.imitation}, its inconsistencies included. They leave an energy imbalance of ${powerText(point.solver.energy_w / 1000)}.`)));
  if (!point.converged) { clear(box, banners); return; }
  const key = (name, [number, unit], sub) => el('div', {}, el('dt', {}, name), el('dd', {}, number, ' ', el('small', {}, unit)), sub ? el('dd', { class: 'sub' }, sub) : null);
  const running = doc.plants.link.filter((l) => Math.abs(point.link.m[l] ?? 0) > 1e-6);
  const flows = doc.plants.id.map((id, row) => [id, point.link.m[doc.plants.link[row]] ?? 0]).filter((f) => f[1] > 1e-6).sort((a, b) => b[1] - a[1]);
  const flow = flows.reduce((s, f) => s + f[1], 0);
  const heat = total.plant_heat_kw;
  const keys = [];
  if (doc.substations.link.length > 0) {
    keys.push(key('Heat served', power(total.served_kw), total.unmet_kw > 0.05 ? `${powerText(total.unmet_kw)} unmet of ${powerText(total.demand_kw)}` : `all that is asked, at ${fixed(doc.substations.link.length, 0)} substations`));
    if (heat > 0) keys.push(key('Heat lost', [fixed((100 * total.loss_kw) / heat, 1), '%'], `${powerText(total.loss_kw)} of ${powerText(heat)} from the plants`));
  }
  if (total.pump_electricity_kw > 0) keys.push(key('Pump electricity', power(total.pump_electricity_kw), heat > 0 ? `${figures((1000 * total.pump_electricity_kw) / heat, 3)} W for each kW of heat` : null));
  if (running.length > 0) keys.push(key('Plant flow', [figures(flow, 3), 'kg/s'], flows.length > 1 ? flows.slice(0, 3).map(([id, m]) => `${id} ${figures(m, 3)}`).join(' · ') + (flows.length > 3 ? ` and ${flows.length - 3} more` : '') : flows[0]?.[0]));
  if (total.index >= 0) keys.push(key('Index consumer to spare', [show.bar(total.index_margin_bar), 'bar'], el('button', { type: 'button', class: 'link', onclick: () => app.pick({ kind: 'substation', row: total.index }) }, doc.substations.id[total.index])));
  const length = doc.trenches.length.reduce((s, v) => s + (v ?? 0), 0);
  keys.push(key('Network', length >= 1000 ? [figures(length / 1000, 3), 'km'] : [fixed(length, 0), 'm'], `of ${net.sided ? 'trench' : 'pipe'}${heat > 0 && total.served_kw > 0 ? ` · ${figures((1000 * total.served_kw) / length, 3)} W served a metre` : ''}`));
  clear(box, banners, el('dl', { class: 'keys' }, keys));
}

// What a tooltip says of an element: heading, rows, a line below.
function describeItem(item, point) {
  if (item.kind === 'trench') {
    const k = item.row, s = doc.trenches.supply[k], r = doc.trenches.return[k], line = s >= 0 ? s : r;
    return [doc.trenches.id[k], [['Size', sizeOf(k)], ['Flow', unitOf(show.flow(Math.abs(point.link.m[line] ?? NaN)), 'kg/s')], ['Velocity', unitOf(show.speed(point.line.v[line]), 'm/s')], ['Gradient', unitOf(show.gradient(point.line.g[line]), 'Pa/m')],
      s >= 0 ? [net.sided ? 'Supply' : 'Water', `${show.celsius(point.line.ti[s])} → ${show.celsius(point.line.to[s])} °C`] : null, r >= 0 ? ['Return', `${show.celsius(point.line.ti[r])} → ${show.celsius(point.line.to[r])} °C`] : null].filter(Boolean), point.link.s[line] === 'normal' ? null : statusChip(point.link.s[line])];
  }
  if (item.kind === 'substation') {
    const r = item.row, l = doc.substations.link[r], u = point.substation.u[r];
    return [doc.substations.id[r], [['Heat', powerText(point.substation.q[r])], u > 0.05 ? ['Unmet', powerText(u)] : null, ['Supply, return', `${show.celsius(point.substation.ts[r])}, ${show.celsius(point.substation.tr[r])} °C`], ['Pressure difference', unitOf(show.bar(point.substation.dp[r]), 'bar')]].filter(Boolean), statusChip(point.link.s[l])];
  }
  if (item.kind === 'plant') {
    const r = item.row, l = doc.plants.link[r];
    return [doc.plants.id[r], [['Heat', powerText(point.plant.q[r])], ['Flow', unitOf(show.flow(point.link.m[l]), 'kg/s')], ['Supply, return', `${show.celsius(point.plant.ts[r])}, ${show.celsius(point.plant.tr[r])} °C`], ['Pressure lift', unitOf(show.bar(point.plant.dp[r]), 'bar')]], statusChip(point.link.s[l])];
  }
  if (item.kind === 'connection') {
    const c = doc.connections[item.row];
    return [c.name || c.id, [['Peak', powerText(c.peak_kw)], c.length_m !== null ? ['Branch', `${sizeName(c.size)} · ${distance(c.length_m)}`] : null].filter(Boolean), chip(c.tone, c.verdict)];
  }
  if (item.kind === 'link') {
    const l = item.row;
    return [net.linkId(l), [['Flow', unitOf(show.flow(point.link.m[l]), 'kg/s')], ['Pressure', `${show.bar(point.node.p[net.from[l]])} → ${show.bar(point.node.p[net.to[l]])} bar`]], statusChip(point.link.s[l])];
  }
  return [doc.places.id[item.row], placeRows(item.row, point), null];
}
function placeRows(place, point) {
  const rows = [['Ground', `${show.celsius(doc.places.z[place])} m`]];
  net.placeNodes[place].forEach((node, side) => { if (node >= 0) rows.push([['Water', 'Supply', 'Return'][side], `${show.bar(point.node.p[node])} bar · ${show.celsius(point.node.t[node])} °C`]); });
  return rows;
}

function drawFacts(box, item, point) {
  if (!item) { clear(box, el('h3', {}, 'Element'), el('p', { class: 'note' }, 'Choose a pipe, plant or substation on the map, in a table, or by its name.')); return; }
  const [heading, rows, tail] = describeItem(item, point);
  const parts = [el('h3', {}, { trench: 'Pipe', substation: 'Substation', plant: 'Plant', connection: 'Candidate', link: 'Valve or pump', place: 'Node' }[item.kind]), el('h4', {}, heading), tail];
  if (item.kind === 'trench') {
    const k = item.row, t = doc.trenches, s = t.supply[k], r = t.return[k];
    const pair = s >= 0 && r >= 0 && net.sided;
    const sides = [s, r].filter((l) => l >= 0);
    const row = (name, unit, get) => el('tr', {}, el('th', { scope: 'row' }, name, unit ? `, ${unit}` : ''), sides.map((l) => el('td', {}, get(l))));
    parts.push(el('table', { class: 'facts two-val' }, pair ? el('thead', {}, el('tr', {}, el('th', {}), el('th', { scope: 'col' }, 'Supply'), el('th', { scope: 'col' }, 'Return'))) : null, el('tbody', {},
      row('Flow', 'kg/s', (l) => show.flow(Math.abs(point.link.m[l] ?? NaN))), row('Velocity', 'm/s', (l) => show.speed(point.line.v[l])), row('Gradient', 'Pa/m', (l) => show.gradient(point.line.g[l])),
      point.line.dm ? [row('Design flow', 'kg/s', (l) => show.flow(point.line.dm[l])), row('Design velocity', 'm/s', (l) => show.speed(point.line.dv[l])), row('Design gradient', 'Pa/m', (l) => show.gradient(point.line.dg[l]))] : null,
      row('Pressure in', 'bar', (l) => show.bar(point.node.p[(point.link.m[l] ?? 0) >= 0 ? net.from[l] : net.to[l]])), row('Pressure out', 'bar', (l) => show.bar(point.node.p[(point.link.m[l] ?? 0) >= 0 ? net.to[l] : net.from[l]])),
      row('Water in', '°C', (l) => show.celsius(point.line.ti[l])), row('Water out', '°C', (l) => show.celsius(point.line.to[l])), row('Heat loss', 'kW', (l) => figures(point.line.q[l] === null ? null : point.line.q[l] / 1000, 3)))));
    parts.push(factTable([['Size', sizeOf(k)], ['Inner diameter', unitOf(figures(t.diameter[k], 4), 'mm')], ['Length', unitOf(show.metre(t.length[k]), 'm')], ['From, to', net.trenchEnds[k].map((p) => doc.places.id[p]).join(' → ')], t.limit[k] ? ['Gradient limit', `${show.whole(t.limit[k])} Pa/m (${t.trunk[k] ? 'trunk' : 'branch'})`] : null, t.rating[k] !== null ? ['Rating', `PN ${figures(t.rating[k], 2)}`] : null]));
  } else if (item.kind === 'substation') {
    const r = item.row, s = doc.substations;
    parts.push(factTable([...rows, point.substation.ddp ? ['least of the design envelope', unitOf(show.bar(point.substation.ddp[r]), 'bar')] : null, ['needs at least', unitOf(show.bar(s.minimum_dp[r]), 'bar')], ['Flow', unitOf(show.flow(point.link.m[s.link[r]]), 'kg/s')], ['Valve open', unitOf(show.whole(point.substation.k[r]), '%')], ['Peak', powerText(s.peak[r])], s.annual[r] !== null ? ['Annual use', `${show.whole(s.annual[r])} MWh`] : null, s.dwellings[r] > 0 ? ['Dwellings', show.whole(s.dwellings[r])] : null]));
    parts.push(el('p', { style: 'margin-top:8px' }, el('button', { type: 'button', onclick: () => app.follow(r, true) }, 'Show the way of its water')));
  } else if (item.kind === 'plant') {
    const r = item.row, p = doc.plants;
    parts.push(factTable([...rows, p.technology[r] ? ['Technology', p.technology[r]] : null, ['Control', p.control[r].replace(/_/g, ' ')], p.capacity[r] !== null ? ['Capacity', powerText(p.capacity[r])] : null, p.maximum_dp[r] !== null ? ['Pumps lift at most', `${show.bar(p.maximum_dp[r])} bar`] : null, ['Pump electricity', powerText(point.plant.pe[r])], ['All electricity', powerText(point.plant.e[r])]]));
  } else if (item.kind === 'connection') {
    const c = doc.connections[item.row];
    parts.push(factTable([...rows, ['Cost', money(c.cost)], c.largest_kw !== null ? ['Most that fits as it is', powerText(c.largest_kw)] : null]), el('p', { class: 'why' }, c.reason));
  } else parts.push(factTable(rows));
  clear(box, parts);
}

function limitItem(finding) { return finding.on === 'node' ? { kind: 'place', row: doc.nodes.place[finding.element] } : itemOfLink(finding.element); }
function itemOfLink(link) {
  const kind = net.kindOf(link);
  if (kind === KIND.pipe) return { kind: 'trench', row: net.trenchOf[link] };
  if (kind === KIND.substation) return { kind: 'substation', row: net.substationAt.get(link) };
  if (kind === KIND.plant) return { kind: 'plant', row: net.plantAt.get(link) };
  return { kind: 'link', row: link };
}
const elementName = (finding) => (finding.on === 'node' ? doc.places.id[doc.nodes.place[finding.element]] + ['', ':supply', ':return'][doc.nodes.side[finding.element]] : net.linkId(finding.element));

function drawLimits(box, point) {
  const { kinds, broken } = point.limits;
  const used = kinds.filter((k) => k.checked > 0);
  if (used.length === 0) { clear(box, el('p', { class: 'empty' }, 'No limits were checked.')); return; }
  const number = (v, unit) => `${Math.abs(v) >= 100 ? fixed(v, 0) : figures(v, 3)} ${unit}`;
  const gauges = used.slice().sort((a, b) => a.relative - b.relative).map((k) => {
    // A maximum fills the bar up to its limit; a minimum shows what is there beside what is needed.
    const reach = k.maximum ? Math.max(k.limit, k.value) * (k.value > k.limit ? 1 : 1.0001) : Math.max(k.value, k.limit) * 1.15;
    const share = (v) => `${Math.max(0, Math.min(100, reach > 0 ? (100 * v) / reach : 0))}%`;
    const tone = k.broken > 0 ? 'bad' : k.relative < 0.02 && !k.held ? 'warn' : '';
    return el('div', { class: `gauge ${tone}` },
      el('div', { class: 'name' }, el('b', {}, k.title.charAt(0).toUpperCase() + k.title.slice(1)), el('span', { class: 'val' }, number(k.value, k.unit))),
      el('div', { class: 'track' }, el('div', { class: 'fill', style: `width:${share(k.value)}` }), el('div', { class: 'stop', style: `left:calc(${share(k.limit)} - 2px)` })),
      el('div', { class: 'sub' }, `${k.maximum ? 'at most' : 'at least'} ${number(k.limit, k.unit)}, `, k.broken > 0 ? el('b', {}, `broken at ${fixed(k.broken, 0)} of ${fixed(k.checked, 0)}`) : k.checked === 1 ? 'kept' : `kept by all ${fixed(k.checked, 0)}`, k.held ? (k.name === 'plant_heat' ? '; set so by the project at ' : '; held there by the plants for ') : k.checked === 1 ? ' at ' : '; tightest at ', el('button', { type: 'button', class: 'link', onclick: () => app.pick(limitItem(k)) }, elementName(k))),
      wayName(k.way) ? el('div', { class: 'sub' }, `while the way to ${wayName(k.way)} carries its design flows`) : null,
      el('div', { class: 'sub' }, k.source));
  });
  const parts = [el('div', { class: 'gauges' }, gauges)];
  if (broken.length > 0) {
    const shown = broken.slice(0, 200);
    parts.push(el('details', { open: broken.length <= 12 }, el('summary', {}, `${fixed(point.limits.broken_count, 0)} broken ${point.limits.broken_count === 1 ? 'limit' : 'limits'}, worst first${shown.length < point.limits.broken_count ? ` (${shown.length} shown)` : ''}`),
      el('div', { class: 'scroll' }, el('table', { class: 'data' }, el('thead', {}, el('tr', {}, [['Element', 1], ['Limit', 1], ['Value', 0], ['Allowed', 0], ['Beyond', 0], ['Set by', 1]].map(([name, text]) => el('th', { scope: 'col', class: text ? 'text' : null, style: 'padding:8px 12px' }, name)))),
        el('tbody', {}, shown.map((f) => { const k = kinds[f.kind]; return el('tr', { class: 'bad' }, el('td', {}, el('button', { type: 'button', class: 'link', onclick: () => app.pick(limitItem(f)) }, elementName(f))), el('td', { class: 'text' }, k.title), el('td', {}, number(f.value, k.unit)), el('td', {}, number(f.limit, k.unit)), el('td', {}, number(Math.abs(f.value - f.limit), k.unit)), el('td', { class: 'text wrap' }, f.source)); }))))));
  }
  clear(box, parts);
}

const sizeName = (entry) => entry.split('/').pop();
function drawConnections(section, box) {
  section.hidden = doc.connections.length === 0;
  if (section.hidden) return;
  const rank = { good: 0, warn: 1, bad: 2 };
  const count = (tone) => doc.connections.filter((c) => c.tone === tone).length;
  const list = doc.connections.map((c, row) => [c, row]).sort((a, b) => rank[a[0].tone] - rank[b[0].tone] || (b[0].peak_kw ?? 0) - (a[0].peak_kw ?? 0));
  const reinforced = (r) => el('li', {}, el('button', { type: 'button', class: 'link', onclick: () => app.pick({ kind: 'trench', row: doc.trenches.id.indexOf(r.pair) }) }, r.pair), `: ${sizeName(r.from)} → ${sizeName(r.to)} over ${distance(r.length_m)}${r.cost !== null ? `, ${money(r.cost)}` : ''}`);
  const taken = (m) => el('li', {}, `${m.text}: ${money(m.capital + m.running)}${m.running > 0 ? ` (${money(m.capital)} to build, ${money(m.running)} to run over its life)` : ''}`, m.source ? `; source: ${m.source}` : null);
  const cellStyle = 'padding:6px 12px';
  const triedTable = (c) => el('details', {}, el('summary', {}, `${c.tried.length === 1 ? '1 set' : `${fixed(c.tried.length, 0)} sets`} of measures solved${c.all_tried ? '' : ', not all that there are'}`), el('div', { class: 'scroll' }, el('table', { class: 'data' },
    el('thead', {}, el('tr', {}, ['Measures', 'From', 'Larger pairs', 'Cost', 'Verdict', 'Why'].map((h, i) => el('th', { scope: 'col', class: i === 2 || i === 3 ? null : 'text', style: cellStyle }, h)))),
    el('tbody', {}, c.tried.map((t) => el('tr', { class: t.verdict === 'infeasible' ? 'bad' : null }, el('td', { class: 'text' }, t.chosen ? el('b', {}, t.measures || 'larger pipes alone') : t.measures || 'larger pipes alone'), el('td', { class: 'text' }, t.tie_in), el('td', {}, t.larger_pairs), el('td', {}, t.cost === null ? NONE : `${t.verdict === 'dearer' ? '> ' : ''}${money(t.cost)}`), el('td', { class: 'text' }, t.chosen ? 'chosen' : t.verdict), el('td', { class: 'text wrap' }, t.reason || (t.limit ? `${t.limit} at ${t.element}` : ''))))))));
  const signed = (v, unit) => (v === null ? NONE : `${figures(v, 3)} ${unit}`);
  const limitTable = (c) => el('details', {}, el('summary', {}, `${c.limits.length} limits checked`), el('div', { class: 'scroll' }, el('table', { class: 'data' },
    el('thead', {}, el('tr', {}, ['Limit', 'At', 'Value', 'Allowed', 'Margin', 'Margin without', 'Set by'].map((h, i) => el('th', { scope: 'col', class: i < 2 || i === 6 ? 'text' : null, style: 'padding:6px 12px' }, h)))),
    el('tbody', {}, c.limits.map((l) => el('tr', { class: l.kept ? null : 'bad' }, el('td', { class: 'text' }, l.name), el('td', { class: 'text', title: l.way ? `while the way to ${l.way} carries its design flows` : null }, l.element), el('td', {}, signed(l.value, l.unit)), el('td', {}, signed(l.limit, l.unit)), el('td', {}, signed(l.margin, l.unit)), el('td', {}, signed(l.before, l.unit)), el('td', { class: 'text wrap' }, l.source)))))));
  const cards = list.map(([c, row]) => el('article', { class: 'card' },
    chip(c.tone, c.verdict), el('h3', {}, el('button', { type: 'button', class: 'link', onclick: () => app.pick({ kind: 'connection', row }) }, c.name || c.id)), el('p', { class: 'why' }, c.reason),
    factTable([['Asks for', [powerText(c.peak_kw), c.annual_mwh > 0 ? `${show.whole(c.annual_mwh)} MWh/a` : null].filter(Boolean).join(' · ')], c.largest_kw !== null ? ['Most that fits as it is', powerText(c.largest_kw)] : null, c.length_m !== null ? ['Branch', `${sizeName(c.size)} · ${distance(c.length_m)}${c.straight ? ', straight' : ''}`] : null, c.tie_in ? ['From', c.tie_in] : null, c.density !== null ? ['Linear heat density', `${figures(c.density, 3)} MWh/(m·a)`] : null, c.cost !== null ? ['Cost', money(c.cost)] : null, c.cost !== null && c.branch_cost !== null && c.reinforcements.length + c.measures.length > 0 ? ['of it the branch', money(c.branch_cost)] : null, c.crossing_cost !== null ? ['of it crossings', money(c.crossing_cost)] : null, c.cost_per_mwh !== null ? ['Cost spread over its life', `${money(c.cost_per_mwh, 2)}/MWh`] : null]),
    c.reinforcements.length > 0 ? el('div', {}, el('p', { class: 'why' }, 'What has to be reinforced'), el('ul', {}, c.reinforcements.map(reinforced))) : null,
    c.measures.length > 0 ? el('div', {}, el('p', { class: 'why' }, 'Measures taken'), el('ul', {}, c.measures.map(taken))) : null,
    c.limits.length > 0 ? limitTable(c) : null, c.tried.length > 0 ? triedTable(c) : null));
  const said = [[count('good'), 'feasible'], [count('warn'), 'feasible with reinforcement'], [count('bad'), 'infeasible']].filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`).join(', ');
  const judged = [...new Set(doc.connections.map((c) => c.point))].filter(Boolean).join(', ');
  clear(box, el('p', { class: 'note', style: 'margin:-8px 0 14px' }, `${counted(doc.connections.length, 'candidate loads')}, each judged on its own${judged ? ` at ${judged}` : ''}${doc.connections.some((c) => c.design_points > 1) ? ', every pipe by the coincident peak of what lies behind it' : ''}: ${said}.`), el('div', { class: 'cards' }, cards));
}

function drawBasis(box, point) {
  const isAssumption = (text) => /\bassum/i.test(text);
  // "assumption: as the street" is marked as one and not told twice.
  const tailOf = (text) => { const rest = text.replace(/^assumptions?\b[\s:,;.–-]*/i, ''); return rest ? ` · ${rest}` : ''; };
  const sourceRow = (s) => el('tr', {}, el('td', {}, isAssumption(s.text) ? el('span', { class: 'assume' }, /^assum/i.test(s.text) ? 'Assumption' : 'In part assumed') : null, isAssumption(s.text) ? tailOf(s.text) : s.text), el('td', { class: 'uses' }, s.uses.map(([what, n]) => el('div', {}, what.endsWith('settings') ? what : counted(n, what)))));
  const sources = doc.sources.slice().sort((a, b) => isAssumption(b.text) - isAssumption(a.text) || b.uses.reduce((s, u) => s + u[1], 0) - a.uses.reduce((s, u) => s + u[1], 0));
  const s = point.solver;
  const sourceTable = (rows) => el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Source'), el('th', { scope: 'col', style: 'text-align:right;padding-right:0' }, 'Used by'))), el('tbody', {}, rows.map(sourceRow)));
  const facts = (rows) => el('table', {}, el('tbody', {}, rows.filter(Boolean).map(([name, value]) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', { class: 'num', style: value.length > 36 ? 'white-space:normal' : null }, value)))));
  const solver = facts([
    ['Result', s.status.replace(/_/g, ' ')], ['Iterations', `${s.iterations} of flows and temperatures, ${s.hydraulic_iterations} hydraulic`],
    ['Mass closes to', `${tiny(s.mass_kg_s)} kg/s, ${tiny(s.mass_relative)} of the largest flow`], ['Energy closes to', `${tiny(s.energy_w)} W, ${tiny(s.energy_relative)} of the heat`], ['Pressure closes to', `${tiny(s.pressure_pa)} Pa, ${tiny(s.pressure_relative)} of the largest difference`],
    s.worst_node ? ['Largest mass residual at', s.worst_node] : null, s.worst_link ? ['Largest pressure residual at', s.worst_link] : null
  ]);
  clear(box, el('div', { class: 'basis' },
    el('div', {}, el('h3', {}, 'Sources and assumptions'),
      sources.length > 0 ? sourceTable(sources.slice(0, 14)) : el('p', { class: 'empty' }, 'The project names no sources.'),
      sources.length > 14 ? el('details', {}, el('summary', {}, `${sources.length - 14} more`), sourceTable(sources.slice(14))) : null,
      doc.unsourced.length > 0 ? el('p', { class: 'note', style: 'margin-top:8px' }, `Without a source: ${doc.unsourced.map(([what, n]) => counted(n, what)).join(', ')}.`) : null,
      el('h3', {}, 'How well it is solved'), solver),
    el('div', {}, doc.settings.map(([group, rows]) => [el('h3', {}, group), facts(rows)]))));
}
