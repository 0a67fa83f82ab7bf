// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What outages do: a table of all, and of a chosen one the map of who is short of heat.

const CAUSE_WORD = { cut_off: 'cut off', no_pressure: 'no pressure', plant_capacity: 'plants at capacity', low_pressure: 'too little pressure', too_cold: 'water too cold' };
const causeText = (cause) => CAUSE_WORD[cause] ?? cause.replace(/_/g, ' ');
const outageName = (o, i) => `${o.kind[i]} ${o.id[i]}`;

// "works to 2.31 bar, boiler to 1.50 bar": plants and pressures stand in two columns.
const startedText = (o, i) => { const kw = o.started_kw[i].split('; '); return o.started[i].split('; ').map((plant, k) => `${plant} (${powerText(Number(kw[k]))})`).join(', '); };
const liftedText = (o, i) => { const to = o.lifted_bar[i].split('; '); return o.lifted[i].split('; ').map((plant, k) => `${plant} to ${show.bar(Number(to[k]))} bar`).join(', '); };

// The loads that are short in an outage: rows of `loads`.
const shortIn = (c, outage) => c.loads.outage.map((v, row) => (v === outage ? row : -1)).filter((row) => row >= 0);

function drawContingency(section, box) {
  section.hidden = !doc.contingency;
  if (section.hidden) return null;
  const c = doc.contingency, o = c.outages, all = o.id.length;
  const hurting = o.short.filter((n) => n > 0).length, unsolved = o.solved.filter((s) => !s).length;
  const tone = unsolved > 0 ? 'bad' : hurting > 0 ? 'warn' : 'good';
  let chosen = Math.max(0, o.solved.findIndex((s, i) => s && o.short[i] > 0));
  let loads = shortIn(c, chosen);
  const parts = { map: el('div', { class: 'map-box' }), facts: el('div', { class: 'block' }), legend: el('div', { class: 'legends' }), loads: el('div', {}) };
  const share = (row) => (c.loads.demand[row] > 0 ? c.loads.unmet[row] / c.loads.demand[row] : 0);
  const causes = [...new Set(c.loads.cause)];
  const causeColour = (cause) => { const i = { plant_capacity: 0, low_pressure: 1, no_pressure: 4, too_cold: 5 }[cause]; return i === undefined ? css('bad') : sourceColours(OWN_COLOURS)[i]; };
  const describeLoad = (k) => { const row = loads[k]; return [c.consumers.id[c.loads.consumer[row]], [['Asks for', powerText(c.loads.demand[row])], ['Lacks', `${powerText(c.loads.unmet[row])}, ${fixed(100 * share(row), 0)} %`]], chip('bad', causeText(c.loads.cause[row]))]; };
  function layers() {
    const panel = css('panel'), ink = css('ink'), bad = css('bad'), course = o.course[chosen] ?? [];
    const line = course.length >= 4, colours = new Map(causes.map((cause) => [cause, causeColour(cause)]));
    const largest = Math.max(1e-9, ...loads.map((row) => c.loads.unmet[row]));
    const worst = loads.map((row) => c.loads.unmet[row]).sort((a, b) => b - a)[5] ?? 0;
    return [
      { key: 'ground', lines: c.ground, style: () => ({ colour: css('ink-3'), width: 1.4 }) },
      { key: 'out', lines: line ? [course] : [], style: () => ({ colour: ink, width: 5, under: bad }), describe: () => [outageName(o, chosen), [], chip('bad', 'out of service')], name: () => ({ text: `${o.id[chosen]} is out`, colour: bad, weight: 600, must: true }) },
      { key: 'short', points: loads.map((row) => c.consumers.at[c.loads.consumer[row]]), style: (k) => ({ shape: 'triangle', fill: colours.get(c.loads.cause[loads[k]]), line: panel, r: 3.2 + 6 * Math.sqrt(c.loads.unmet[loads[k]] / largest) }), describe: describeLoad, name: (k) => (c.loads.unmet[loads[k]] > worst || loads.length <= 6 ? { text: c.consumers.id[c.loads.consumer[loads[k]]], colour: ink, weight: 400, rank: c.loads.unmet[loads[k]] } : null) },
      { key: 'plant', points: c.plants.at, style: () => ({ shape: 'plant', fill: ink, line: panel, r: 7 }), name: (i) => ({ text: c.plants.id[i], colour: ink, weight: 600, must: true }) },
      { key: 'machine', points: line || course.length < 2 ? [] : [course], style: () => ({ shape: 'cross', fill: bad, line: panel, r: 11 }), name: null }
    ];
  }
  const drawn = c.ground.some((course) => course.length > 0);
  const map = drawn ? createLayerMap(parts.map, layers(), { label: 'Map of an outage' }) : null;
  function facts() {
    const i = chosen, said = [];
    if (o.started[i]) said.push(`Started, having stood by: ${startedText(o, i)}.`);
    if (o.held[i]) said.push(`${o.held[i]} would hold the pressure.`);
    if (o.lifted[i]) said.push(`Differential pressure raised at ${liftedText(o, i)}.`);
    if (o.raised[i]) said.push(`Heat raised at ${o.raised[i]}.`);
    if (o.lowered[i]) said.push(`Heat lowered at ${o.lowered[i]}.`);
    if (o.full[i]) said.push(`At capacity: ${o.full[i]}.`);
    clear(parts.facts, el('h3', {}, 'Out of service'), el('h4', {}, outageName(o, i)), o.solved[i] ? (o.short[i] > 0 ? chip('bad', `${counted(o.short[i], 'consumers')} short of heat`) : chip('good', 'nobody is short of heat')) : chip('bad', 'no solution'),
      o.solved[i] ? factTable([['Heat that lacks', `${powerText(o.unmet[i])}, ${fixed(o.percent[i], 1)} %`], o.cause[i] ? ['Mostly', causeText(o.cause[i])] : null, o.dp[i] !== null ? ['Least Δp', `${show.bar(o.dp[i])} bar`] : null, o.lowest[i] ? ['at', o.lowest[i]] : null, o.broken[i] > 0 ? ['Limits newly broken', fixed(o.broken[i], 0)] : null]) : el('p', { class: 'why' }, o.diagnosis[i]),
      said.length > 0 ? el('p', { class: 'note', style: 'font-size:13px;margin-top:6px' }, said.join(' ')) : null,
      o.short[i] > 0 && loads.length === 0 ? el('p', { class: 'note', style: 'font-size:13px' }, 'Who is short is listed in contingency_loads.csv; this page holds only the worst outages.') : null);
  }
  function legend() {
    const shown = [...new Set(loads.map((row) => c.loads.cause[row]))];
    return [shown.length > 0 ? legendOf('Short of heat, because', shown.map((cause) => dotSign('triangle', causeColour(cause), css('panel'), `${causeText(cause)}: ${fixed(loads.filter((row) => c.loads.cause[row] === cause).length, 0)}`)), 'The larger, the more it lacks.', true) : null, el('div', { class: 'block legend' }, el('h3', {}, 'Signs'), el('div', { class: 'marks' }, [(o.course[chosen] ?? []).length >= 4 ? lineSign(css('ink'), 4, 'out of service') : dotSign('cross', css('bad'), css('panel'), 'out of service'), lineSign(css('ink-3'), 1.6, 'pipe'), dotSign('plant', css('ink'), css('panel'), 'plant')]))];
  }
  function refresh() {
    if (all === 0) return;
    facts();
    if (map) { map.set(layers()); clear(parts.legend, legend()); }
  }
  const worst = o.id.map((_, i) => i).slice(0, 10);
  const select = el('select', { 'aria-label': 'Outage shown', onchange: (e) => pick(Number(e.target.value), false) });
  function pick(i, scroll) {
    chosen = i; loads = shortIn(c, i);
    clear(select, [...new Set([...worst, i])].map((row) => el('option', { value: row }, `${row + 1}. ${outageName(o, row)}${o.solved[row] ? `: ${powerText(o.unmet[row])}` : ': no solution'}`)));
    select.value = String(i);
    if (map) map.select(null);
    refresh();
    who.set(loadTables());
    if (scroll) (drawn ? parts.map : parts.facts).scrollIntoView({ behavior: 'auto', block: 'center' });
  }
  const tables = el('div', {});
  const of = (key) => (i) => (o[key][i] === '' ? null : o[key][i]);
  const outageTable = { key: 'outages', name: 'Outages', rows: o.id.map((_, i) => i), tone: (i) => (!o.solved[i] ? 'bad' : o.short[i] > 0 ? 'warn' : null), columns: [
    column('Out of service', '', 'id', (i) => o.id[i], undefined, { pick: (row) => row }), column('What', '', 'element_kind', (i) => o.kind[i]), column('Lacks', 'kW', 'unmet_kw', (i) => o.unmet[i], (v) => (v < 0.05 ? NONE : show.kw(v))), column('of demand', '%', 'unmet_percent', (i) => o.percent[i], (v) => (v < 0.05 ? NONE : fixed(v, 1))), column('Short', 'consumers', 'loads_short', (i) => (o.solved[i] ? o.short[i] : null), (v) => (v === 0 ? NONE : fixed(v, 0))), column('Mostly', '', 'cause', of('cause'), undefined, { say: causeText }),
    column('Least Δp', 'bar', 'lowest_differential_pressure_bar', (i) => o.dp[i], show.bar), column('at', '', 'lowest_at', of('lowest')), column('Limits broken', '', 'limits_broken', (i) => (o.solved[i] ? o.broken[i] : null), (v) => (v === 0 ? NONE : fixed(v, 0))), column('Started', '', 'started', of('started')), column('with', 'kW', 'started_kw', of('started_kw')), column('Holds the pressure', '', 'pressure_held_by', of('held')), column('Pressure raised', '', 'pressure_raised_at', of('lifted')), column('to', 'bar', 'raised_to_bar', of('lifted_bar')), column('Heat raised', '', 'heat_raised_at', of('raised')), column('Heat lowered', '', 'heat_lowered_at', of('lowered')), column('At capacity', '', 'at_capacity', of('full')), ...(unsolved > 0 ? [column('Diagnosis', '', 'diagnosis', of('diagnosis'), undefined, { wide: true })] : [])
  ] };
  const loadTables = () => (loads.length === 0 ? [] : [{ key: 'loads', name: `Short of heat without ${o.id[chosen]}`, rows: loads.map((_, k) => k), sort: [2, -1], columns: [
    column('Consumer', '', 'substation', (k) => c.consumers.id[c.loads.consumer[loads[k]]], undefined, drawn ? { pick: (row) => row } : {}), column('Asks for', 'kW', 'demand_kw', (k) => c.loads.demand[loads[k]], show.kw), column('Lacks', 'kW', 'unmet_kw', (k) => c.loads.unmet[loads[k]], show.kw), column('of it', '%', 'unmet_percent', (k) => 100 * share(loads[k]), (v) => fixed(v, 0)), column('Because', '', 'cause', (k) => c.loads.cause[loads[k]], undefined, { say: causeText })
  ] }]);
  clear(box, stateBanner('The study', c.differs),
    el('div', { class: `banner ${tone}` }, el('div', { class: 'word' }, mark(tone), 'One thing out of service at a time'), el('p', { class: 'say' }, hurting + unsolved === 0 ? `Nobody is short of heat, whichever of ${counted(all, 'elements')} is out.` : `Somebody is short of heat in ${fixed(hurting, 0)} of ${counted(all, 'outages')}.${unsolved > 0 ? ` ${counted(unsolved, 'outages')} without a solution.` : ''}`), el('ul', {}, el('li', {}, `At ${c.point}. Who takes over the pressure and whose heat changes is assumed by fixed rules, and told with each outage.`))),
    el('div', { class: 'row-head', style: 'margin-top:24px' }, el('h3', { class: 'title' }, 'Who is short of heat'), el('div', { class: 'controls' }, el('label', {}, 'Without', select))),
    drawn ? el('div', { class: 'map-grid' }, parts.map, el('aside', { class: 'side', 'aria-live': 'polite' }, parts.facts, parts.legend)) : el('div', { class: 'side' }, parts.facts),
    el('div', { style: 'margin-top:22px' }, tables), el('div', { style: 'margin-top:26px' }, parts.loads));
  const who = createTables(parts.loads, { id: 'loads', page: STUDY_PAGE, name: 'outage', pick: (row) => { if (map) { map.select({ kind: 'short', row }); parts.map.scrollIntoView({ behavior: 'auto', block: 'center' }); } }, quiet: true });
  createTables(tables, { id: 'outages', page: STUDY_PAGE, name: `outages ${c.point}`, pick: (row) => pick(row, true) }).set([outageTable]);
  if (all > 0) pick(chosen, false);
  return { refresh, paintNow: () => map?.paintNow() };
}
