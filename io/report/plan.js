// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// A plan that `saggar extend` confirmed: map before and after, money, pipes, what was proven and what binds.

const upperFirst = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// Length and capital without crossings by size, of each surface; the largest size first.
function pipesBySize(pipes) {
  const rows = new Map();
  for (const p of pipes) {
    const key = p.catalogue;
    if (!rows.has(key)) rows.set(key, { size: key, dn: p.dn, hard: 0, soft: 0, capital: 0 });
    const row = rows.get(key);
    row[p.surface === 'soft' ? 'soft' : 'hard'] += p.length_m;
    row.capital += (p.capital ?? 0) - (p.crossing_cost ?? 0);
  }
  return [...rows.values()].sort((a, b) => (b.dn ?? 0) - (a.dn ?? 0) || a.size.localeCompare(b.size));
}
// Streets by the heat that is sold through a metre of them, the least first; the step from a plant to its street is none.
const streetsByDensity = (pipes) => pipes.filter((p) => p.kind === 'street' && p.density !== null && p.length_m >= 1).sort((a, b) => a.density - b.density);
// Over a year, MWh, from the hours at each load.
function yearOf(loads) {
  const sum = (key) => loads.reduce((s, l) => s + (l[key] * l.hours) / 1000, 0);
  return { loss: sum('heat_loss_kw'), pumps: sum('pump_electricity_kw'), hours: loads.reduce((s, l) => s + l.hours, 0) };
}

function planFigures(d, model) {
  const total = (test) => model.pipes.filter(test).reduce((s, p) => s + p.length_m, 0);
  const fresh = total((p) => p.kind !== 'reinforced'), larger = total((p) => p.kind === 'reinforced');
  const km = (m) => (m >= 1000 ? [figures(m / 1000, 3), 'km'] : [fixed(m, 0), 'm']);
  const coin = (v) => { const text = money(v), cut = text.indexOf(' million'); return cut > 0 ? [text.slice(0, cut), 'million'] : [text, '']; };
  return el('dl', { class: 'keys' },
    keyFigure('Buildings that connect', [fixed(d.connected, 0), `of ${fixed(model.buildings.length, 0)}`], `${powerText(d.peak_kw)} of peaks in all`),
    keyFigure('Heat sold', energyText(d.annual_use_mwh).split(' '), 'a year'),
    keyFigure('New pipe', km(fresh), larger > 0 ? `and ${distance(larger)} made larger` : 'nothing that lies there is made larger'),
    keyFigure('Linear heat density', [figures(d.annual_use_mwh / Math.max(1, fresh), 3), 'MWh/(m·a)'], 'heat sold over new pipe'),
    keyFigure('Capital', coin(d.capital), `${money(d.capital / Math.max(1, d.annual_use_mwh))} for each MWh a year`),
    keyFigure('Net present value', coin(d.net_present_value), d.lifetime_years ? `over ${d.lifetime_years} years at ${d.discount_rate_percent} %` : null),
    d.carbon_saved_t ? keyFigure('Carbon saved', [fixed(d.carbon_saved_t, 0), 't a year'], d.carbon_counts_pumps ? 'of the heat sold, less what is lost and pumped more' : 'of the heat sold, less what is lost more; what pumps draw is not counted') : null);
}

function drawPlan(section, box) {
  section.hidden = !doc.plan;
  if (section.hidden) return null;
  const plan = doc.plan, d = plan.document, model = planModel(plan);
  const state = plan.differs.length > 0 ? null : plan.built ? 'The rest of this page is about the network with the plan built.' : 'The rest of this page is about the network as it is, before the plan.';
  const routes = d.plan.routes, gap = routes.gap;
  const tone = weekIsAgainst(d.cold_week) ? 'bad' : 'good', standing = `Confirmed by the full solver at ${counted(d.plan.sizes.points_confirmed, 'operating points')}`;
  const banner = el('div', { class: `banner ${tone}` }, el('div', { class: 'word' }, mark(tone), tone === 'good' ? standing : `Not confirmed: ${d.plan.diagnosis}`),
    el('p', { class: 'say' }, `${counted(d.plan.connected, 'buildings')} of ${fixed(model.buildings.length, 0)} connect and buy ${energyText(d.plan.annual_use_mwh)} a year; the plan is worth ${money(d.plan.net_present_value)} more than it costs.`),
    state || d.cold_week || d.plan.contradicted.length > 0 ? el('ul', {}, state ? el('li', {}, state) : null, d.cold_week && tone === 'good' ? el('li', {}, weekVerdict(d.cold_week)) : null, d.plan.contradicted.map((why) => el('li', {}, `An earlier plan was not confirmed: ${why}`))) : null);
  const parts = { map: el('div', { class: 'map-box' }), controls: el('div', { class: 'controls' }), facts: el('div', { class: 'block' }), legend: el('div', { class: 'legends' }) };
  const facts = (item) => {
    const row = item && { pipe: () => describePipe(model.pipes[item.row]), link: () => describeLink(model.links[item.row]), building: () => describeBuilding(model.buildings[item.row]) }[item.kind]?.();
    if (!row) { clear(parts.facts, el('h3', {}, 'Element'), el('p', { class: 'note' }, 'Choose a pipe or a building on the map or in a table.')); return; }
    const source = item.kind === 'building' ? model.buildings[item.row].source : null;
    clear(parts.facts, el('h3', {}, { pipe: 'Pipe', link: 'Link', building: 'Building' }[item.kind]), el('h4', {}, row[0]), row[2], factTable(row[1]), source ? el('p', { class: 'note', style: 'font-size:13px;margin-top:6px' }, `Demand: ${source}`) : null);
  };
  const tableBox = el('div', {});
  clear(box, stateBanner('The plan', plan.differs), banner, planFigures(d.plan, model),
    el('div', { class: 'row-head', style: 'margin-top:24px' }, el('h3', { class: 'title' }, 'Before and after'), parts.controls),
    el('div', { class: 'map-grid' }, parts.map, el('aside', { class: 'side', 'aria-live': 'polite' }, parts.facts, parts.legend)),
    el('div', { class: 'study-two' },
      el('div', {}, el('h3', { class: 'title' }, 'Money'), moneyTable(d), heatTable(d.heat, 'year')),
      el('div', {}, el('h3', { class: 'title' }, 'Pipes by size'), sizeTable(model))),
    el('div', { class: 'study-two' },
      el('div', {}, el('h3', { class: 'title' }, 'What binds'), limitsTable(d.plan.limits)),
      el('div', {}, el('h3', { class: 'title' }, 'Streets with the least heat a metre'), densityBars(model, (row) => choose({ kind: 'pipe', row })))),
    el('div', { class: 'study-two' },
      el('div', {}, el('h3', { class: 'title' }, 'Losses and pumping'), lossTable(d.plan)),
      el('div', {}, el('h3', { class: 'title' }, 'Sizes against rules of thumb'), rulesTable(d.plan.sizes, d.security))),
    el('div', { class: 'study-two' },
      el('div', {}, el('h3', { class: 'title' }, 'How good are the routes?'), routesText(routes, gap)),
      el('div', {}, el('h3', { class: 'title' }, 'Plants, and what is assumed'), changes(d))),
    securityPart(d.security, (id) => {
      for (const [kind, rows] of [['pipe', model.pipes], ['link', model.links]]) {
        const row = rows.findIndex((r) => r.id === id);
        if (row >= 0) choose({ kind, row });
      }
    }, (id) => model.pipes.some((p) => p.id === id)),
    coldWeekPart(d.cold_week),
    el('h3', { class: 'title', style: 'margin-top:28px' }, 'Every building, pipe and finding'), tableBox);
  const map = createPlanMap(parts, model, { pick: facts });
  const choose = (item) => { facts(item); map.select(item); parts.map.scrollIntoView({ behavior: 'auto', block: 'center' }); };
  facts(null);
  createTables(tableBox, { id: 'plan', page: STUDY_PAGE, name: 'plan', pick: choose }).set(planTables(model));
  return map;
}

// Links that are shut in normal service, and what each outage leaves short without and with them.
function securityPart(security, choose, onMap) {
  if (!security) return null;
  const whole = security.loads_secured === security.loads && security.unsecured.length === 0, tone = whole ? 'good' : 'warn';
  const length = security.links.reduce((s, l) => s + l.length_m, 0), coin = coins(security.links.map((l) => l.capital));
  const button = (id) => el('button', { type: 'button', class: 'link', onclick: () => choose(id) }, id), isLink = (id) => security.links.some((l) => l.id === id);
  const links = security.links.map((l) => [button(l.id), sizeName(l.catalogue), fixed(l.length_m, 0), coin.text(l.capital), fixed(l.secured_kw, 0), fixed(l.outages.length, 0)]);
  const outages = security.outages.slice(0, 12).map((o) => [onMap(o.id) ? button(o.id) : o.id, fixed(o.cut_off_kw, 0), fixed(o.short_before_kw, 0), fixed(o.short_after_kw, 0), isLink(o.link) ? button(o.link) : o.link || NONE]);
  const reasons = new Map();
  for (const u of security.unsecured) reasons.set(u.reason, (reasons.get(u.reason) ?? new Set()).add(u.id));
  const named = [...reasons].map(([reason, ids]) => `${[...ids].slice(0, 8).join(', ')}${ids.size > 8 ? ` and ${fixed(ids.size - 8, 0)} more` : ''}: ${reason}`);
  const own = security.own_connections ?? []; // plans of before have none
  return el('div', {}, el('h3', { class: 'title', style: 'margin-top:28px' }, 'Security of supply'),
    el('div', { class: `banner ${tone}` }, el('div', { class: 'word' }, mark(tone), `${fixed(security.loads_secured, 0)} of ${counted(security.loads, 'loads')} get ${fixed(100 * security.share, 0)} % of their demand with any pair out of service but own connections`),
      el('p', {}, `${counted(security.links.length, 'links')} of ${distance(length)}, shut in normal service${security.present_links > 0 ? `, ${counted(security.present_links, 'shut pairs')} that lay there` : ''}, and ${counted(security.enlarged.length, 'pairs')} made larger; ${counted(security.outages_checked, 'outages')} checked by the full solver. All of it costs ${money(security.present_value)}. Own connections join one load or one plant and nothing else: only a second pair beside them would help.${own.length > 0 ? ` Of plants: ${own.map((o) => `${o.id}, on which ${powerText(o.cut_off_kw)} hang`).join('; ')}.` : ''}`), named.length > 0 ? el('ul', {}, named.map((text) => el('li', {}, text))) : null),
    el('div', { class: 'study-two' },
      el('div', {}, el('h3', { class: 'title' }, 'Links'), links.length > 0 ? plainTable([['Link', 1], ['Size', 1], ['m', 0], [`Capital, ${coin.unit}`, 0], ['Secures, kW', 0], ['Outages', 0]], links) : el('p', { class: 'empty' }, 'None.')),
      el('div', {}, el('h3', { class: 'title' }, 'Out of service'), outages.length > 0 ? [plainTable([['Pair', 1], ['Cuts off, kW', 0], ['Short, kW', 0], ['With links', 0], ['Opened', 1]], outages), el('p', { class: 'note under' }, `Short: what loads to be secured lack of their share.${security.outages.length > outages.length ? ` ${fixed(security.outages.length - outages.length, 0)} more are in plan_security.csv.` : ''}`)] : el('p', { class: 'empty' }, 'No outage leaves a load to be secured short.'))));
}

// The sums are told apart by letters where many rest on the same words.
function moneyTable(d) {
  const items = d.costs.filter((c) => c.basis !== 'sum'), sum = d.costs.find((c) => c.basis === 'sum');
  const most = Math.max(1, ...items.map((c) => Math.abs(c.present_value ?? 0))), coin = coins(d.costs.map((c) => c.present_value));
  const bases = [...new Set(items.map((c) => c.basis).filter(Boolean))], letter = (basis) => (basis ? String.fromCharCode(97 + bases.indexOf(basis) % 26) : '');
  const rows = items.map((c) => [upperFirst(c.item), { share: Math.abs(c.present_value ?? 0) / most, text: coin.text(c.present_value) }, letter(c.basis)]);
  if (sum) rows.push([el('b', {}, upperFirst(sum.item)), el('b', {}, coin.text(sum.present_value)), '']);
  return [plainTable([['Present value', 1], [coin.unit, 0], ['Basis', 1]], rows), el('p', { class: 'note under' }, 'Costs are negative.'), bases.map((basis) => el('p', { class: 'note under' }, el('b', {}, letter(basis)), ` ${basis}`))];
}
// Of a year: what each plant gives, and what that costs; documents of before tell nothing of it.
function heatTable(heat, kind, name = (row) => row.plant) {
  const rows = (heat ?? []).filter((r) => r.kind === kind && r.heat_mwh > 0);
  if (rows.length < 2) return null;
  const coin = coins(rows.map((r) => r.cost));
  return [el('h3', { class: 'title', style: 'margin-top:18px' }, 'Heat by plant'),
    plainTable([['Plant', 1], ['MWh a year', 0], [`${doc.project.currency}/MWh`, 0], [`A year, ${coin.unit}`, 0], ['Of its network', 0]], rows.map((r) => [name(r), fixed(r.heat_mwh, 0), fixed(r.cost_per_mwh, 2), coin.text(r.cost), `${fixed(100 * r.share, 1)} %`])),
    el('p', { class: 'note under' }, 'Sold and lost, the cheapest plant first over the load duration, each up to what it gives at full load.')];
}
function sizeTable(model) {
  const rows = pipesBySize(model.pipes), most = Math.max(1, ...rows.map((r) => r.hard + r.soft));
  const crossings = model.pipes.reduce((s, p) => s + (p.crossing_cost ?? 0), 0);
  const coin = coins([...rows.map((r) => r.capital), crossings]), total = (key) => rows.reduce((s, r) => s + r[key], 0), metres = (v) => (v > 0 ? fixed(v, 0) : NONE);
  const list = rows.map((r) => [sizeName(r.size), metres(r.hard), metres(r.soft), { share: (r.hard + r.soft) / most, text: metres(r.hard + r.soft) }, coin.text(r.capital)]);
  if (crossings > 0) list.push(['Crossings', NONE, NONE, NONE, coin.text(crossings)]);
  list.push([el('b', {}, 'All'), metres(total('hard')), metres(total('soft')), el('b', {}, metres(total('hard') + total('soft'))), el('b', {}, coin.text(total('capital') + crossings))]);
  return [plainTable([['Size', 1], ['Hard, m', 0], ['Soft, m', 0], ['Together, m', 0], [`Capital, ${coin.unit}`, 0]], list), el('p', { class: 'note under' }, 'Trench of new and larger pairs, by the surface that is dug up.')];
}
function densityBars(model, choose) {
  const all = streetsByDensity(model.pipes), streets = all.slice(0, 12);
  if (streets.length === 0) return el('p', { class: 'empty' }, 'No pipe is laid in a street.');
  const most = Math.max(...streets.map((p) => p.density), 1e-9);
  const rows = streets.map((p) => [el('button', { type: 'button', class: 'link', onclick: () => choose(model.pipes.indexOf(p)) }, p.id), sizeName(p.catalogue), fixed(p.length_m, 0), { share: p.density / most, text: figures(p.density, 3) }]);
  return [plainTable([['Street', 1], ['Size', 1], ['m', 0], ['MWh/(m·a)', 0]], rows), el('p', { class: 'note under' }, `Heat sold through a pipe in a year, over its length: what carries heat for others stands high. ${all.length > streets.length ? `All ${fixed(all.length, 0)} pieces of street are in the table of pipes below.` : ''}`)];
}
function limitsTable(limits) {
  const number = (v, unit) => `${Math.abs(v) >= 100 ? fixed(v, 0) : figures(v, 3)} ${unit}`;
  const left = (l) => (l.held ? 'held there' : Math.abs(l.relative_margin) < 5e-4 ? '0 %' : `${figures(100 * l.relative_margin, 2)} %`);
  const rows = limits.filter((l) => l.relative_margin < 2 || l.held).map((l) => [el('span', {}, upperFirst(l.title), el('div', { class: 'small' }, l.element, l.design_consumer ? `, on the way to ${l.design_consumer}` : '')), number(l.value, l.unit), `${l.maximum ? '≤' : '≥'} ${number(l.limit, l.unit)}`, left(l)]);
  return [plainTable([['Limit, and where it is tightest', 1, 1], ['Value', 0], ['Allowed', 0], ['Left', 0]], rows, limits.map((l) => (!l.held && l.relative_margin < 0.02 ? 'warn' : null))), el('p', { class: 'note under' }, 'Of the extended network, over its design envelope; every limit is kept. “Held there”: plants are run so.')];
}
function lossTable(plan) {
  const year = yearOf(plan.load_duration);
  const rows = plan.load_duration.map((l) => [`${fixed(100 * l.load_factor, 0)} %`, fixed(l.hours, 0), fixed(l.heat_loss_kw, 0), figures(l.pump_electricity_kw, 3), fixed(l.plant_differential_pressure_bar, 2)]);
  rows.push([el('b', {}, 'Year'), fixed(year.hours, 0), el('b', {}, energyText(year.loss)), el('b', {}, energyText(year.pumps)), '']);
  return [plainTable([['Load', 1], ['Hours', 0], ['Heat lost, kW', 0], ['Pumps, kW', 0], ['Lift, bar', 0]], rows), el('p', { class: 'note under' }, 'Of the whole extended network, from the full solver at each load; lift: the largest of its plants.')];
}
function rulesTable(sizes, security) {
  const chosen = sizes.cost, coin = coins([chosen.total]);
  const more = (c) => { const share = 100 * (c.total / chosen.total - 1); return Math.abs(share) < 0.05 ? '0 %' : `${share > 0 ? '+' : '−'}${fixed(Math.abs(share), 1)} %`; };
  const row = (name, c, last) => [name, coin.text(c.capital + c.maintenance), coin.text(c.heat_loss), coin.text(c.pumping), coin.text(c.total), last];
  const rules = sizes.rules.slice().sort((a, b) => (a.cost?.total ?? Infinity) - (b.cost?.total ?? Infinity));
  const apart = (r) => (r.cost ? 'confirmed in normal service alone' : `not confirmed: ${r.diagnosis}`), added = rules.some((r) => r.cost && !r.verified);
  const name = (r) => (r.verified ? r.rule : el('span', {}, r.rule, el('div', { class: 'small' }, apart(r))));
  const rows = [row(el('b', {}, 'This plan'), chosen, ''), ...rules.map((r) => (r.cost ? row(name(r), r.cost, more(r.cost)) : [name(r), NONE, NONE, NONE, NONE, NONE]))];
  const proof = Number.isFinite(sizes.gap) ? ` The sizes of this plan are proven within ${figures(100 * sizes.gap, 2)} % of the cheapest by the sizing model.` : security?.enlarged.length > 0 ? ' Of sizes that outages made larger nothing is proven.' : '', larger = added ? ' What outages make larger is added to the cost of each.' : '';
  return [plainTable([['Sized by', 1, 1], ['Pipes', 0], ['Losses', 0], ['Pumps', 0], ['All', 0], ['More', 0]], rows), el('p', { class: 'note under' }, `Present values, ${coin.unit}; pipes with their upkeep. Each rule's sizes were mended until the solver confirmed them.${larger}${proof}`)];
}
// What the search for routes counted: money, or under a budget the heat sold or the carbon saved in a year.
const ROUTE_MEASURES = {
  present_value: { title: 'Worth in the model of routes', text: (v) => money(v), best: 'is worth' },
  annual_use_mwh: { title: 'Heat sold in the model of routes', text: (v) => `${energyText(v)} a year`, best: 'sells' },
  carbon_saved_t: { title: 'Carbon saved in the model of routes, without what streets lose', text: (v) => `${fixed(v, 0)} t a year`, best: 'saves' }
};
function routesText(routes, gap) {
  const measure = ROUTE_MEASURES[routes.measure] || ROUTE_MEASURES.present_value;
  const below = routes.confirmed_gap, confirmed = Number.isFinite(below) ? ` This plan, confirmed, is worth ${figures(100 * Math.abs(below), 2)} % ${below < 0 ? 'more' : 'less'} than that; what the solver may find of another plan the model does not bound.` : '';
  const share = routes.bound > 0 ? Math.max(0, Math.min(1, routes.value / routes.bound)) : 0;
  return [el('div', { class: 'gauge' }, el('div', { class: 'name' }, el('b', {}, measure.title), el('span', { class: 'val' }, measure.text(routes.value))), el('div', { class: 'track' }, el('div', { class: 'fill', style: `width:${(100 * share).toFixed(1)}%` }), el('div', { class: 'stop', style: 'left:calc(100% - 2px)' })),
    el('div', { class: 'sub' }, `proven: no plan of this model ${measure.best} more than ${measure.text(routes.bound)}${Number.isFinite(gap) ? `, a gap of ${figures(100 * gap, 2)} %` : ''}.${confirmed} ${routes.status === 'optimal' ? 'The routes are the best there are.' : `The search ended at its ${routes.status}; a longer one (--seconds) can narrow the gap.`}`))];
}
function changes(d) {
  const list = (title, texts) => (texts.length > 0 ? [el('p', { class: 'why' }, title), el('ul', { class: 'plain-list' }, texts.map((t) => el('li', {}, t)))] : null);
  return [list('Changed at plants', d.plan.plant_changes), list('Assumed', d.assumptions), d.plan.plant_changes.length + d.assumptions.length === 0 ? el('p', { class: 'empty' }, 'Nothing.') : null];
}

function planTables(model) {
  const pick = (kind) => ({ pick: (row) => ({ kind, row }) });
  const b = (key) => (i) => model.buildings[i][key] ?? null, p = (key) => (i) => model.pipes[i][key] ?? null, f = (key) => (i) => model.findings[i][key] ?? null;
  const rows = (list) => list.map((_, i) => i);
  const size = () => ({ say: sizeName });
  const tone = { connected: 'good', not_connected: 'idle', unusable: 'bad' };
  return [
    { key: 'buildings', name: 'Buildings', rows: rows(model.buildings), tone: (i) => tone[model.buildings[i].status], sort: [4, -1], columns: [
      column('Building', '', 'id', b('id'), undefined, pick('building')), column('Status', '', 'status', b('status'), undefined, { cell: (v) => chip(tone[v] ?? 'idle', BUILDING_STATUS[v] ?? v), say: (v) => BUILDING_STATUS[v] ?? v }), column('Why not', '', 'reason', b('reason'), undefined, { wide: true }), column('Use', '', 'use', b('use')),
      column('Annual use', 'MWh', 'annual_use_mwh', b('annual_use_mwh'), show.whole), column('Peak', 'kW', 'peak_kw', b('peak_kw'), show.kw), column('Dwellings', '', 'dwellings', b('dwellings'), show.whole), column('Service', 'm', 'service_length_m', b('service_length_m'), show.metre), column('Connection', doc.project.currency, 'connection_cost', b('connection_cost'), show.money), column('Income less heat', doc.project.currency, 'income', b('income'), show.money), column('Demand from', '', 'source', b('source'), undefined, { wide: true })
    ] },
    { key: 'pipes', name: 'Pipes', rows: rows(model.pipes), sort: [5, -1], columns: [
      column('Pipe', '', 'id', p('id'), undefined, pick('pipe')), column('What', '', 'kind', p('kind'), undefined, { say: (v) => PIPE_KIND[v] ?? v }), column('Size', '', 'catalogue', p('catalogue'), undefined, size()), column('before', '', 'before', p('before'), undefined, size()), column('by rule', '', 'by_rule', p('by_rule'), undefined, size()), column('Length', 'm', 'length_m', p('length_m'), show.metre), column('Surface', '', 'surface', p('surface')),
      column('Design flow', 'kg/s', 'design_flow_kg_s', p('design_flow_kg_s'), show.flow), column('Velocity', 'm/s', 'velocity_m_s', p('velocity_m_s'), show.speed), column('Gradient', 'Pa/m', 'gradient_pa_m', p('gradient_pa_m'), show.gradient), column('Heat density', 'MWh/(m·a)', 'linear_heat_density_mwh_m', p('density'), (v) => figures(v, 3)), column('Capital', doc.project.currency, 'capital', p('capital'), show.money), column('Heat lost', doc.project.currency, 'heat_loss_present_value', p('heat_loss_present_value'), show.money), column('Pumping', doc.project.currency, 'pumping_present_value', p('pumping_present_value'), show.money)
    ] },
    { key: 'findings', name: 'Findings in the maps', rows: rows(model.findings), columns: [
      column('Feature', '', 'feature', f('feature')), column('Kind', '', 'kind', f('kind'), undefined, { say: (v) => v.replace(/_/g, ' ') }), column('Finding', '', 'text', f('text'), undefined, { wide: true }), column('Advice', '', 'advice', f('advice'), undefined, { wide: true }), column('Map', '', 'map', f('map'))
    ] }
  ].filter((t) => t.rows.length > 0);
}
