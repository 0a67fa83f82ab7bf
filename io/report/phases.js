// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// A build-out that `saggar phase` planned: what each strategy for the first phase is worth in each future, and
// of the chosen one, in the future that is drawn, what is built when.

const percentText = (share) => `${figures(100 * share, 3).replace(/\.0+$/, '')} %`;
const known = (v) => (Number.isFinite(v) ? v : null);

// Strategies with what they are worth by future: { id, description, chosen, same, of, expected, regret, capital,
// cells: [{ value, regret, remark }] }; a value is null where a future's plan was not confirmed.
function phasesModel(p) {
  const d = p.document, names = p.phases.map((name, i) => `${p.years[i]} ${name}`);
  const model = planModel({ ...p, plants: { ...p.plants, after: p.plants.runs.map((runs) => runs.some(Boolean)) } });
  const positioned = (row) => { const phase = p.phases.indexOf(row.phase); return { ...row, phase: phase < 0 ? undefined : phase, when: names[phase] ?? null }; };
  const strategies = d.strategies.map((s) => {
    const rows = d.regret.filter((r) => r.strategy === s.id), first = rows[0] ?? {};
    const cells = d.futures.map((f) => { const r = rows.find((row) => row.uptake === f.id); return { value: known(r?.net_present_value), regret: known(r?.regret), remark: r?.remark ?? null }; });
    return { ...s, chosen: s.id === d.chosen.strategy, same: first.same_first_phase_as ?? null, of: first.first_phase_of ?? null, expected: known(first.expected_value), regret: known(first.largest_regret), capital: known(first.first_phase_capital), cells };
  });
  return {
    ...model, phases: names, years: p.years.map(String), futures: d.futures, strategies, chosen: strategies.find((s) => s.chosen), drawn: d.futures.findIndex((f) => f.id === d.chosen.uptake),
    pipes: model.pipes.map(positioned), buildings: model.buildings.map(positioned), plants: model.plants.map((q, i) => ({ ...q, runs: p.plants.runs[i] })),
    rows: d.phases.filter((r) => r.strategy === d.chosen.strategy && r.uptake === d.chosen.uptake), all: d.phases
  };
}
const phaseCapital = (r) => r.pipe_capital + r.connection_cost + r.source_capital;

// What the table of strategies says, in words.
function phaseLessons(model, perfect) {
  const { chosen, futures, strategies } = model, lessons = [];
  const against = (id, cost, gain) => {
    const other = strategies.find((s) => s.id === id);
    if (!other || other === chosen || other.expected === null || chosen.expected === null) return;
    const less = chosen.expected - other.expected;
    lessons.push(less >= 0 ? `${cost} costs ${money(less)} in the mean.` : `${gain} would be worth ${money(-less)} more in the mean, with a larger regret.`);
  };
  against('wait', 'Waiting for the second phase', 'To wait for the second phase');
  against('step_by_step', 'Sizing each phase as if it were the last', 'To size each phase as if it were the last');
  futures.forEach((f, k) => { if (chosen.cells[k].regret > 0.5) lessons.push(`If “${f.id}” comes, ${money(chosen.cells[k].regret)} could have been saved by another first phase.`); });
  if (futures.length > 1) lessons.push(`To know the future now would be worth ${money(perfect)} in the mean (the expected value of perfect information).`);
  return lessons;
}

// Reasons why plans are not confirmed, each once: [{ reason, future, strategies }].
function unconfirmed(model) {
  const list = [];
  for (const s of model.strategies) s.cells.forEach((c, k) => {
    if (c.value !== null) return;
    const reason = c.remark ?? 'not confirmed', same = list.find((one) => one.reason === reason && one.future === model.futures[k].id);
    if (same) same.strategies.push(s.id); else list.push({ reason, future: model.futures[k].id, strategies: [s.id] });
  });
  return list;
}

function drawPhases(section, box) {
  section.hidden = !doc.phases;
  if (section.hidden) return null;
  const p = doc.phases, d = p.document, model = phasesModel(p), future = model.futures[model.drawn];
  const parts = { map: el('div', { class: 'map-box' }), controls: el('div', { class: 'controls' }), facts: el('div', { class: 'block' }), legend: el('div', { class: 'legends' }) };
  const facts = (item) => {
    const row = item && { pipe: () => describePipe(model.pipes[item.row]), building: () => describeBuilding(model.buildings[item.row]) }[item.kind]?.();
    if (!row) { clear(parts.facts, el('h3', {}, 'Element'), el('p', { class: 'note' }, 'Choose a pipe or a building on the map or in a table.')); return; }
    clear(parts.facts, el('h3', {}, item.kind === 'pipe' ? 'Pipe' : 'Building'), el('h4', {}, row[0]), row[2], factTable(row[1]));
  };
  const chart = el('div', { class: 'plot' }), links = model.rows.map((r, i) => el('button', { type: 'button', class: 'link', onclick: () => { map.until(i); parts.map.scrollIntoView({ behavior: 'auto', block: 'center' }); } }, model.phases[i]));
  const current = (phase) => links.forEach((link, i) => link.setAttribute('aria-current', String(i === phase)));
  const tables = el('div', {});
  clear(box, stateBanner('The build-out', p.differs), phasesBanner(p, model), phasesFigures(p, model),
    el('h3', { class: 'title', style: 'margin-top:24px' }, 'Strategies for the first phase'), strategyTable(model),
    el('div', { class: 'study-two' },
      el('div', {}, el('h3', { class: 'title' }, 'Net present value by future'), chart),
      el('div', {}, el('h3', { class: 'title' }, 'What that says'), el('ul', { class: 'lessons' }, phaseLessons(model, d.expected_value_of_perfect_information).map((text) => el('li', {}, text))), futureTable(model))),
    el('div', { class: 'row-head', style: 'margin-top:28px' }, el('h3', { class: 'title' }, `${d.chosen.strategy}, if “${future.id}” comes`), parts.controls),
    el('div', { class: 'map-grid' }, parts.map, el('aside', { class: 'side', 'aria-live': 'polite' }, parts.facts, parts.legend)),
    el('h3', { class: 'title', style: 'margin-top:28px' }, 'Phase by phase'), phaseTable(model, d.present, links),
    el('div', { class: 'study-two' },
      el('div', {}, el('h3', { class: 'title' }, 'Money'), moneyTable(d), heatTable(d.heat, 'phase', (r) => `${r.from_year} ${r.plant}`)),
      el('div', {}, el('h3', { class: 'title' }, 'What changes, and what is assumed'), phaseChanges(model, d.assumptions))),
    el('h3', { class: 'title', style: 'margin-top:28px' }, 'Every phase, building, pipe and finding'), tables);
  const map = createPlanMap(parts, model, { pick: facts, until: current });
  const choose = (item) => { facts(item); map.select(item); parts.map.scrollIntoView({ behavior: 'auto', block: 'center' }); };
  facts(null); current(model.phases.length - 1);
  drawFutures(chart, model);
  createTables(tables, { id: 'phases', page: STUDY_PAGE, name: 'phases', pick: choose }).set(phaseTables(model));
  return { refresh() { drawFutures(chart, model); map.refresh(); }, paintNow: map.paintNow };
}

function phasesBanner(p, model) {
  const { chosen } = model, first = model.rows[0], many = model.futures.length > 1;
  const state = p.differs.length > 0 ? null : p.built !== null ? `The rest of this page is about the network at the end of ${model.phases[p.built]}.` : 'The rest of this page is about the network as it is, before anything is built.';
  const build = first.new_buildings > 0 || phaseCapital(first) > 0 ? `In ${first.year}, connect ${counted(first.new_buildings, 'buildings')} for ${money(chosen.capital)}` : `Build nothing in ${first.year}`;
  const open = unconfirmed(model).length;
  return el('div', { class: 'banner good' }, el('div', { class: 'word' }, mark('good'), 'Every phase confirmed by the full solver'),
    el('p', { class: 'say' }, `${build}: ${many ? `worth ${money(chosen.expected)} in the mean of ${counted(model.futures.length, 'futures')}` : `worth ${money(chosen.expected)}`}, with all that follows.`),
    el('ul', {}, el('li', {}, `${chosen.id}: ${chosen.description}.`), many || model.strategies.length > 1 ? el('li', {}, p.goal === 'least_regret' ? 'Chosen for the smallest largest regret.' : 'Chosen for the largest mean, weighted by probability.') : null, open > 0 ? el('li', {}, 'Other strategies have a future without a confirmed plan: the reasons stand below their table.') : null, state ? el('li', {}, state) : null));
}
function phasesFigures(p, model) {
  const { chosen, futures, drawn } = model, d = p.document, last = model.rows[model.rows.length - 1];
  const coin = (v) => { const text = money(v), cut = text.indexOf(' million'); return cut > 0 ? [text.slice(0, cut), 'million'] : [text, '']; };
  const years = `over ${figures(p.lifetime_years, 2)} years at ${figures(p.discount_rate_percent, 2)} %`;
  return el('dl', { class: 'keys' },
    futures.length > 1 ? keyFigure('Expected value', coin(chosen.expected), years) : null,
    futures.length > 1 ? keyFigure('Largest regret', coin(chosen.regret), 'against the best strategy of a future') : null,
    keyFigure('Capital of the first phase', coin(chosen.capital), `in ${model.rows[0].year}`),
    keyFigure('Net present value', coin(chosen.cells[drawn].value), futures.length > 1 ? `if “${futures[drawn].id}” comes, as drawn` : years),
    keyFigure('Buildings by the end', [fixed(last.buildings, 0), `of ${fixed(model.buildings.length, 0)}`], `${energyText(last.annual_use_mwh)} a year`),
    futures.length > 1 ? keyFigure('To know the future', coin(d.expected_value_of_perfect_information), 'would be worth, in the mean') : null);
}

function strategyTable(model) {
  const { strategies, futures } = model, coin = coins(strategies.flatMap((s) => [s.capital, ...s.cells.map((c) => c.value)]));
  const text = (v) => (v === null ? NONE : coin.text(v));
  const cell = (c, best) => (c.value === null ? chip('bad', 'not confirmed') : el('span', {}, best ? el('b', {}, coin.text(c.value)) : coin.text(c.value), el('div', { class: 'small' }, best ? 'best' : `regret ${text(c.regret)}`)));
  const rows = strategies.map((s) => [
    el('span', {}, el('b', { class: 'whole' }, s.id), ' ', s.chosen ? chip('good', 'chosen') : null, el('div', { class: 'small' }, s.description), s.same ? el('div', { class: 'small' }, `the same first phase as ${s.same}`) : s.of ? el('div', { class: 'small' }, `its first phase as it was planned for ${s.of}`) : null),
    text(s.capital), ...s.cells.map((c) => cell(c, c.regret !== null && c.regret < 0.5)), s.chosen ? el('b', {}, text(s.expected)) : text(s.expected), s.chosen ? el('b', {}, text(s.regret)) : text(s.regret)
  ]);
  const reasons = unconfirmed(model);
  return [plainTable([['Strategy', 1, 1], ['First phase', 0], ...futures.map((f) => [futures.length > 1 ? `${f.id}, ${percentText(f.probability)}` : f.id, 0]), ['Expected', 0], ['Largest regret', 0]], rows),
    el('p', { class: 'note under' }, `Net present values and regrets, and the capital of the first phase: ${coin.unit}. Regret: what the best of these strategies is worth more in that future.`),
    reasons.length > 0 ? [el('p', { class: 'note under' }, el('b', {}, 'Not confirmed')), el('ul', { class: 'plain-list' }, reasons.map((one) => el('li', {}, `${one.strategies.join(', ')}, if “${one.future}” comes: ${one.reason}`)))] : null];
}
function futureTable(model) {
  if (model.futures.length < 2) return null;
  const rows = model.futures.map((f) => [el('span', {}, el('b', {}, f.id), f.description ? el('div', { class: 'small' }, f.description) : null), percentText(f.probability), percentText(f.uptake_percent / 100), known(f.uptake_reached_percent) === null ? NONE : percentText(f.uptake_reached_percent / 100), f.delay_years > 0 ? counted(f.delay_years, 'years') : NONE]);
  return el('div', { style: 'margin-top:18px' }, plainTable([['Future', 1, 1], ['Probability', 0], ['Uptake', 0], ['In whole buildings', 0], ['Later by', 0]], rows), el('p', { class: 'note under' }, 'Uptake: of the annual use that could connect after the first phase and by the last one, as it is asked for, and as it comes of whole buildings.'));
}

// Bars from nought, one for each future, in a band for each strategy; those with the same first phase in one.
function drawFutures(box, model) {
  const bands = model.strategies.filter((s) => !model.strategies.some((t) => t.id === s.same)).map((s) => ({ ...s, also: model.strategies.filter((t) => t.same === s.id) }));
  const values = bands.flatMap((s) => [s.expected, ...s.cells.map((c) => c.value)]).filter((v) => v !== null);
  const coin = coins(values), low = Math.min(0, ...values) / coin.scale, high = Math.max(1e-9, ...values) / coin.scale;
  const width = Math.max(260, box.clientWidth), narrow = width < 480, left = narrow ? 4 : 158, right = 14, count = model.futures.length;
  const bar = count > 4 ? 7 : 10, name = narrow ? 20 : 0, band = Math.max(count * (bar + 2), narrow ? 0 : 30) + name + 14, top = 22, height = top + bands.length * band + 8;
  const axis = ticks(low, high, narrow ? 4 : 5), colours = sourceColours(count);
  const x = (v) => left + ((v - low) / (high - low)) * (width - left - right);
  const say = (v) => (v === null ? 'not confirmed' : money(v));
  const label = `Net present value: ${bands.map((s) => `${s.id} ${s.cells.map((c, k) => `${model.futures[k].id} ${say(c.value)}`).join(', ')}`).join('; ')}`;
  const chart = svg('svg', { class: 'chart', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label });
  for (const v of axis.at) chart.append(svg('path', { d: `M${x(v)} ${top - 4}V${height - 4}`, class: Math.abs(v) < 1e-9 ? 'axis0' : 'axis' }), svg('text', { x: x(v), y: 12, 'text-anchor': x(v) > width - 24 ? 'end' : x(v) < 12 ? 'start' : 'middle' }, fixed(v, axis.digits)));
  bands.forEach((s, i) => {
    const begin = top + i * band + 6, bars = begin + name, words = [s.id, ...s.also.map((t) => t.id)];
    const tall = count * (bar + 2), lines = narrow ? [words.join(', ')] : words.length > 2 ? [words[0], `and ${words.length - 1} more`] : words;
    lines.forEach((word, k) => chart.append(svg('text', { x: narrow ? left : left - 12, y: narrow ? begin + 12 : bars + tall / 2 + 4 + 14 * (k - (lines.length - 1) / 2), 'text-anchor': narrow ? 'start' : 'end', class: s.chosen || s.also.some((t) => t.chosen) ? 'strong' : null }, word.length > (narrow ? 48 : 23) ? `${word.slice(0, narrow ? 47 : 22)}…` : word, svg('title', {}, words.join(', ')))));
    s.cells.forEach((c, k) => {
      const y = bars + k * (bar + 2), text = `${s.id}, ${model.futures[k].id}: ${say(c.value)}`;
      if (c.value === null) { chart.append(svg('text', { x: x(0) + 5, y: y + bar - 1, style: 'fill:var(--bad);font-size:11px' }, 'not confirmed', svg('title', {}, text))); return; }
      const [a, b] = [x(Math.min(0, c.value / coin.scale)), x(Math.max(0, c.value / coin.scale))];
      chart.append(svg('rect', { x: a, y, width: Math.max(1, b - a), height: bar, fill: colours[k] }, svg('title', {}, text)));
    });
    if (s.expected !== null && count > 1) chart.append(svg('path', { d: `M${x(s.expected / coin.scale)} ${bars - 3}V${bars + tall + 1}`, stroke: css('ink'), 'stroke-width': 2 }, svg('title', {}, `${s.id}, mean: ${say(s.expected)}`)));
  });
  const sign = (shape, text) => el('span', {}, svg('svg', { viewBox: '0 0 16 10', 'aria-hidden': 'true' }, shape), text);
  clear(box, chart, el('div', { class: 'key' }, model.futures.map((f, k) => sign(svg('rect', { width: 16, height: 10, fill: colours[k] }), f.id)), count > 1 ? sign(svg('path', { d: 'M8 0V10', stroke: css('ink'), 'stroke-width': 2 }), 'mean by probability') : null, el('span', {}, coin.unit)));
}

function phaseTable(model, present, links) {
  const coin = coins(model.rows.map(phaseCapital)), most = Math.max(1, ...model.rows.map(phaseCapital)), km = (m) => (m > 0 ? figures(m / 1000, 3) : NONE);
  const today = ['Today', NONE, NONE, NONE, NONE, NONE, NONE, NONE, fixed(present.heat_loss_mwh, 0), fixed(present.pumping_mwh, 0), ''];
  const rows = model.rows.map((r, i) => [el('span', {}, links[i], r.description ? el('div', { class: 'small' }, r.description) : null), r.new_buildings > 0 ? fixed(r.new_buildings, 0) : NONE, fixed(r.buildings, 0), fixed(r.annual_use_mwh, 0), fixed(r.peak_kw, 0), km(r.new_pipe_m), km(r.larger_pipe_m), phaseCapital(r) > 0 ? { share: phaseCapital(r) / most, text: coin.text(phaseCapital(r)) } : NONE, fixed(r.heat_loss_mwh, 0), fixed(r.pumping_mwh, 0), el('span', {}, r.tightest ?? NONE, r.points_confirmed > 0 ? el('div', { class: 'small' }, `confirmed at ${counted(r.points_confirmed, 'operating points')}`) : null)]);
  return [plainTable([['Phase', 1], ['Connect', 0], ['in all', 0], ['MWh a year', 0], ['Peaks, kW', 0], ['New pipe, km', 0], ['larger, km', 0], [`Capital, ${coin.unit}`, 0], ['Lost, MWh', 0], ['Pumps, MWh', 0], ['Tightest limit', 1, 1]], [today, ...rows]), el('p', { class: 'note under' }, 'Annual use and peaks: of those who connect, by the end of the phase; losses and pumping: of the whole network in a year. Choose a phase to draw what is built by then.')];
}
function phaseChanges(model, assumptions) {
  const lists = model.rows.map((r, i) => [model.phases[i], [...(r.plants ? r.plants.split('; ') : []), ...(r.replaced ? r.replaced.split('; ').map((one) => `Replaced: ${one}`) : []), ...(r.remark ? [r.remark] : [])]]).concat([['Assumed', assumptions]]).filter(([, texts]) => texts.length > 0);
  return lists.length > 0 ? lists.map(([title, texts]) => [el('p', { class: 'why' }, title), el('ul', { class: 'plain-list' }, texts.map((text) => el('li', {}, text)))]) : el('p', { class: 'empty' }, 'Nothing.');
}

function phaseTables(model) {
  const rows = (list) => list.map((_, i) => i), of = (list, key) => (i) => list[i][key] ?? null, currency = doc.project.currency;
  const a = (key) => of(model.all, key), b = (key) => of(model.buildings, key), p = (key) => of(model.pipes, key), f = (key) => of(model.findings, key);
  const pick = (kind) => ({ pick: (row) => ({ kind, row }) }), size = { say: sizeName }, year = (v) => String(v);
  const status = { cell: (v) => chip({ connected: 'good', unusable: 'bad' }[v] ?? 'idle', BUILDING_STATUS[v] ?? v), say: (v) => BUILDING_STATUS[v] ?? v };
  return [
    { key: 'all', name: 'Every phase', rows: rows(model.all), columns: [
      column('Strategy', '', 'strategy', a('strategy')), column('Future', '', 'uptake', a('uptake')), column('Phase', '', 'phase', a('phase')), column('Year', '', 'year', a('year'), year), column('Connect', '', 'new_buildings', a('new_buildings'), show.whole), column('in all', '', 'buildings', a('buildings'), show.whole), column('Annual use', 'MWh', 'annual_use_mwh', a('annual_use_mwh'), show.whole), column('Peak', 'kW', 'peak_kw', a('peak_kw'), show.kw), column('New pipe', 'm', 'new_pipe_m', a('new_pipe_m'), show.metre), column('larger', 'm', 'larger_pipe_m', a('larger_pipe_m'), show.metre),
      column('Pipes', currency, 'pipe_capital', a('pipe_capital'), show.money), column('Connections', currency, 'connection_cost', a('connection_cost'), show.money), column('Plants', currency, 'source_capital', a('source_capital'), show.money), column('Lost', 'MWh', 'heat_loss_mwh', a('heat_loss_mwh'), show.whole), column('Pumps', 'MWh', 'pumping_mwh', a('pumping_mwh'), show.whole), column('Carbon saved', 't', 'carbon_saved_t', a('carbon_saved_t'), show.whole), column('Tightest limit', '', 'tightest', a('tightest'), undefined, { wide: true }), column('Changes at plants', '', 'plants', a('plants'), undefined, { wide: true }), column('Remark', '', 'remark', a('remark'), undefined, { wide: true }), column('Replaced', '', 'replaced', a('replaced'), undefined, { wide: true }), column('for', currency, 'larger_pipe_capital', a('larger_pipe_capital'), show.money)
    ] },
    { key: 'buildings', name: 'Buildings', rows: rows(model.buildings), tone: (i) => (model.buildings[i].status === 'unusable' ? 'bad' : null), sort: [6, -1], columns: [
      column('Building', '', 'id', b('id'), undefined, pick('building')), column('Status', '', 'status', b('status'), undefined, status), column('Year', '', 'year', b('year'), year), column('Could connect in', '', 'could_connect_in', b('could_connect_in'), year), column('Likelihood', '', 'likelihood', b('likelihood'), (v) => figures(v, 2)), column('Use', '', 'use', b('use')), column('Annual use', 'MWh', 'annual_use_mwh', b('annual_use_mwh'), show.whole), column('Peak', 'kW', 'peak_kw', b('peak_kw'), show.kw), column('Dwellings', '', 'dwellings', b('dwellings'), show.whole), column('Demand from', '', 'source', b('source'), undefined, { wide: true })
    ] },
    { key: 'pipes', name: 'Pipes', rows: rows(model.pipes), sort: [5, -1], columns: [
      column('Pipe', '', 'id', p('id'), undefined, pick('pipe')), column('Year', '', 'year', p('year'), year), column('What', '', 'kind', p('kind'), undefined, { say: (v) => PIPE_KIND[v] ?? v }), column('Size', '', 'catalogue', p('catalogue'), undefined, size), column('before', '', 'before', p('before'), undefined, size), column('Length', 'm', 'length_m', p('length_m'), show.metre), column('Surface', '', 'surface', p('surface')), column('Heat density', 'MWh/(m·a)', 'linear_heat_density_mwh_m', p('density'), (v) => figures(v, 3)), column('Capital', currency, 'capital', p('capital'), show.money)
    ] },
    { key: 'findings', name: 'Findings in the maps', rows: rows(model.findings), columns: [
      column('Feature', '', 'feature', f('feature')), column('Kind', '', 'kind', f('kind'), undefined, { say: (v) => v.replace(/_/g, ' ') }), column('Finding', '', 'text', f('text'), undefined, { wide: true }), column('Advice', '', 'advice', f('advice'), undefined, { wide: true }), column('Map', '', 'map', f('map'))
    ] }
  ].filter((t) => t.rows.length > 0);
}
