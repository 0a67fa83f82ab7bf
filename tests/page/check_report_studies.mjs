// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The sections on plans, on room for more load and on outages, drawn without a browser: that they draw at all,
// what they say, and what choosing does. Run as: node check_report_studies.mjs FOLDER_OF_THE_PAGE

import assert from 'node:assert/strict';
import { data, drawn, loadPage } from './sample_page.mjs';

const files = ['data.js', 'format.js', 'measures.js', 'map_view.js', 'map.js', 'profile.js', 'energy.js', 'tables.js', 'panels.js', 'time.js', 'cold_week.js', 'layer_map.js', 'plan_map.js', 'plan.js', 'together.js', 'hosting.js', 'contingency.js'];
const load = (more) => loadPage(process.argv[2], files, 'drawPlan, drawTogether, drawHosting, drawContingency, createMap, createPlanMap, planModel, measured, MEASURES, doc', { ...data, ...more });
const cost = (total) => ({ capital: 0.8 * total, heat_loss: 0.15 * total, pumping: 0.05 * total, maintenance: 0, total });
const pipe = (id, kind, size, density, before = null) => ({ id, kind, catalogue: `EN253/2/${size}`, by_rule: 'EN253/2/DN65', before, length_m: 120, surface: 'hard', capital: 90000, crossing_cost: 0, design_flow_kg_s: 2, velocity_m_s: 0.9, gradient_pa_m: 80, linear_heat_density_mwh_m: density });
const plan = {
  built: false, differs: [], origin: [0, 0], courses: [[200, 80, 200, 200], [200, 200, 240, 200], [0, 0, 100, 0]],
  present: { id: ['p1', 'p2', 'p3'], catalogue: ['EN253/2/DN100', 'EN253/2/DN100', ''], nominal: [100, 100, null], course: [[0, 0, 100, 0], [100, 0, 200, 0], [200, 0, 200, 80]], consumers: [[200, 0], [200, 80]] },
  plants: { id: ['works', 'well'], technology: ['gas', ''], capacity: [500, null], before: [true, false], after: [true, true], at: [[0, 0], [0, 150]] },
  document: {
    costs: [{ item: 'heat sold', present_value: 4e6, basis: 'economics' }, { item: 'pipes', present_value: -1.5e6, basis: 'catalogue' }, { item: 'net present value', present_value: 2.5e6, basis: 'sum' }],
    pipes: [pipe('s1', 'street', 'DN80', 4), pipe('s2', 'service', 'DN50', 2), pipe('p1', 'reinforced', 'DN125', null, 'EN253/2/DN100')],
    buildings: [{ id: 'school', status: 'connected', reason: null, use: 'school', annual_use_mwh: 600, peak_kw: 450, dwellings: 0, service_length_m: 12, connection_cost: 5000, income: 1e5, source: 'benchmark', x_m: 240, y_m: 200 }, { id: 'hut', status: 'not_connected', reason: 'not worth its connection in this plan', annual_use_mwh: 9, peak_kw: 5, x_m: 50, y_m: 90 }, { id: 'ruin', status: 'unusable', reason: 'no street near', annual_use_mwh: null, x_m: 10, y_m: 90 }],
    findings: [{ kind: 'unusable', map: 'm', feature: 'ruin', text: 'no street near', advice: 'draw one', x_m: 10, y_m: 90 }, { kind: 'mended', map: 'm', feature: 'x', text: 'closed', advice: '', x_m: null, y_m: null }],
    heat: [['year', 'works', 250], ['year', 'well', 400], ['year_before', 'works', 200]].map(([kind, plant, heat_mwh]) => ({ kind, network: 'works', plant, cost_per_mwh: 60, share: heat_mwh / 650, heat_mwh, cost: 60 * heat_mwh })),
    assumptions: ['new pipes are rated between 80 and 50 °C'],
    plan: {
      status: 'confirmed', connected: 1, annual_use_mwh: 600, peak_kw: 450, capital: 2e6, net_present_value: 2.5e6, carbon_saved_t: 0, lifetime_years: 40, discount_rate_percent: 3.5, plant_changes: ['well gives 300 kW'], contradicted: ['pump at its limit'],
      routes: { value: 2.6e6, bound: 2.8e6, gap: 0.071, confirmed_gap: 0.107, status: 'work limit' },
      sizes: { life_cycle_cost: 2e6, points_confirmed: 1, best_rule: 'limits', gap: 0.01, cost: cost(2e6), rules: [{ rule: 'the limits alone', verified: true, diagnosis: '', cost: cost(2.1e6) }, { rule: '70 Pa/m', verified: false, diagnosis: 'too fast in s1' }] },
      limits: [{ name: 'pipe_gradient', title: 'pipe gradient', unit: 'Pa/m', maximum: true, checked: 4, element: 's1:supply', value: 99, limit: 100, relative_margin: 0.01, held: false, design_consumer: 'school', source: 'limits' }],
      load_duration: [{ load_factor: 1, hours: 8760, heat_loss_kw: 10, pump_electricity_kw: 1, plant_differential_pressure_bar: 1.5 }]
    }
  }
};

// A plan: what it says, what choosing an element and a state does.
{
  const page = load({ plan });
  const section = page.element('section'), box = page.element('div');
  drawn.length = 0;
  page.drawPlan(section, box); page.settle();
  const text = box.textContent;
  assert.equal(section.hidden, false);
  for (const part of ['Confirmed by the full solver at 1 operating point', '1 building of 3 connect and buy 600 MWh a year', 'An earlier plan was not confirmed: pump at its limit', 'before the plan', '£2.5', 'a gap of 7.1 %', 'This plan, confirmed, is worth 11 % less than that', 'proven within 1.0 % of the cheapest', '+5.0 %', 'not confirmed: too fast in s1', 'well gives 300 kW', 'new pipes are rated', 's1:supply', 'on the way to school', '87.6 MWh', '8.76 MWh', 'plant that joins', 'and 120 m made larger', 'economics', 'catalogue', 'Income less heat', 'Heat by plant', '61.5 %']) assert.ok(text.includes(part), `“${part}” in ${text}`);
  assert.ok(drawn.some(([name, label]) => name === 'fillText' && label === 'school'));
  assert.ok(!text.includes('Another state'));
  const link = box.all('button').find((b) => b.attributes.class === 'link' && b.textContent === 's1');
  link.click(); page.settle();
  assert.ok(box.all('h4').some((h) => h.textContent === 's1'));
  // Before: the school is not named, and a choice of a new pipe leads back to after.
  const before = box.all('button').find((b) => b.textContent === 'Before'), after = box.all('button').find((b) => b.textContent === 'After');
  drawn.length = 0;
  before.click(); page.settle();
  assert.ok(!drawn.some(([name, label]) => name === 'fillText' && label === 'school'));
  assert.equal(before.attributes['aria-pressed'], 'true');
  link.click(); page.settle();
  assert.equal(after.attributes['aria-pressed'], 'true');
  const colour = box.all('select').find((s) => s.attributes['aria-label'] === 'Colour new pipes by');
  for (const [key, part] of [['size', 'DN 125'], ['density', 'Linear heat density, MWh/(m·a)'], ['built', 'made larger: 120 m']]) { colour.choose(key); page.settle(); assert.ok(box.textContent.includes(part), part); }
}
// Under a budget routes are not sought for money: what was counted stands in its unit.
{
  const text = (more) => { const page = load({ plan: { ...plan, document: { ...plan.document, plan: { ...plan.document.plan, routes: { ...plan.document.plan.routes, ...more } } } } }), box = page.element('div'); page.drawPlan(page.element('section'), box); return box.textContent.replace(/\s+/g, ' '); };
  for (const measure of [{}, { measure: 'present_value' }]) { const said = text(measure); for (const part of ['Worth in the model of routes', 'is worth more than £2.8']) assert.ok(said.includes(part), `“${part}” in ${said}`); }
  const heat = text({ measure: 'annual_use_mwh', value: 4082, bound: 5000 }), carbon = text({ measure: 'carbon_saved_t', value: 743, bound: 910 });
  for (const part of ['Heat sold in the model of routes', '4.08 GWh a year', 'no plan of this model sells more than 5.00 GWh a year']) assert.ok(heat.includes(part), `“${part}” in ${heat}`);
  for (const part of ['Carbon saved in the model of routes', '743 t a year', 'no plan of this model saves more than 910 t a year']) assert.ok(carbon.includes(part), `“${part}” in ${carbon}`);
}
// What the carbon counts depends on the factor of electricity.
for (const [counts, part] of [[true, 'less what is lost and pumped more'], [false, 'what pumps draw is not counted']]) {
  const page = load({ plan: { ...plan, document: { ...plan.document, plan: { ...plan.document.plan, carbon_saved_t: 42, carbon_counts_pumps: counts } } } }), box = page.element('div');
  page.drawPlan(page.element('section'), box);
  assert.ok(box.textContent.includes(part), `“${part}” in ${box.textContent}`);
}
// Of another state, and built.
{
  const other = load({ plan: { ...plan, differs: ["plants 'works', capacity_kw: 500 and 400"] } }), box = other.element('div');
  other.drawPlan(other.element('section'), box);
  assert.ok(box.textContent.includes("plants 'works', capacity_kw: 500 and 400"));
  assert.ok(!box.textContent.includes('before the plan.'));
  const built = load({ plan: { ...plan, built: true } }), seen = built.element('div');
  built.drawPlan(built.element('section'), seen);
  assert.ok(seen.textContent.includes('with the plan built'));
}

// The cold week: confirmed, contradicted, without a solution, switched off.
{
  const hours = Array.from({ length: 168 }, (_, i) => 300 + (i % 24));
  const week = {
    status: 'confirms', diagnosis: '', from: '2025-01-07T00:00:00Z', to: '2025-01-14T00:00:00Z', step_s: 3600, basis: 'the coldest seven days of weather.csv', assumptions: ['well gives by the load'], mean_outdoor_c: -1.7, lowest_outdoor_c: -3, demand_mwh: 52.3, unmet_mwh: 0, cut_by_peak_mwh: 1.2, pump_electricity_mwh: 0.3, short_loads: 0, short_from_percent: 0.1, shortages: [],
    limits: [{ name: 'pipe_velocity', title: 'pipe velocity', unit: 'm/s', maximum: true, run_to: false, element: 's1:supply', value: 3.4, limit: 3, hours: 14, elements: 2, at: '2025-01-08T07:00:00Z' }, { name: 'pipe_gradient', title: 'pipe gradient', unit: 'Pa/m', maximum: true, run_to: false, element: 's1:supply', value: 88, limit: 100, hours: 0, elements: 0, at: '2025-01-08T07:00:00Z' }],
    coldest_new_load: { id: 'school', temperature_c: 71.4, at: '2025-01-09T03:00:00Z' }, highest_plant_pressure: { id: 'works', bar: 2.41, at: '2025-01-08T07:00:00Z' }, highest_substation_pressure: null,
    balance: { produced_mwh: 55, delivered_mwh: 52.3, dissipated_mwh: 0.2, lost_mwh: 2.6, entered_mwh: 0, stored_more_mwh: 0.3, residual_mwh: 0, worst_residual_relative: 1e-13 }, hours: { outdoor_c: hours.map(() => -1), demand_kw: hours, unmet_kw: hours.map(() => 0), lowest_new_supply_c: hours.map((v, i) => (i === 3 ? null : 72)) }
  };
  const textWith = (cold_week, more = {}) => { const page = load({ plan: { ...plan, document: { ...plan.document, cold_week, plan: { ...plan.document.plan, ...more } } } }), box = page.element('div'); page.drawPlan(page.element('section'), box); return box.textContent.replace(/\s+/g, ' '); };
  const good = textWith(week);
  for (const part of ['A cold week of hours confirms it', 'the coldest seven days of weather.csv', '7 Jan 2025', 'Assumed: well gives by the load', '71.4', 'school, 9 Jan 2025, 03:00 UTC', '2.41', 'Nobody.', 'Pipe velocity', 's1:supply and 1 other', '14', '1.20 MWh beyond', 'Confirmed by the full solver']) assert.ok(good.includes(part), `“${part}” in ${good}`);
  assert.ok(!good.includes('Pipe gradient 88'), 'a limit that was kept is not listed');
  const short = { ...week, status: 'contradicts', diagnosis: '1 load is short of heat', unmet_mwh: 4, short_loads: 1, shortages: [{ id: 'school', new: true, short: true, demand_mwh: 40, unmet_mwh: 4, hours: 7, unmet_mwh_by_cause: { pressure: 4 } }] };
  const bad = textWith(short, { status: 'contradicted', diagnosis: 'the cold week contradicts it: 1 load is short of heat' });
  for (const part of ['Not confirmed: the cold week contradicts it: 1 load is short of heat', 'school 4.00 MWh 10 % 7 pressure']) assert.ok(bad.includes(part), `“${part}” in ${bad}`);
  assert.ok(!bad.includes('Confirmed by the full solver'));
  const failed = textWith({ ...week, status: 'failed', diagnosis: 'at 2025-01-07: no flows', coldest_new_load: null, highest_plant_pressure: null, hours: { outdoor_c: [], demand_kw: [], unmet_kw: [], lowest_new_supply_c: [] } }, { status: 'contradicted', diagnosis: 'the cold week has no solution: at 2025-01-07: no flows' });
  assert.ok(failed.includes('The cold week has no solution: at 2025-01-07: no flows.'));
  assert.ok(textWith({ status: 'switched_off', diagnosis: '' }).includes('Switched off'));
  assert.ok(!textWith(undefined).includes('cold week'), 'a plan that says nothing of one');
}
// Links for security: on the map, after alone; what is not proven is said.
{
  const security = {
    share: 0.6, loads: 2, loads_secured: 1, outages_checked: 5, candidates: 3, present_links: 1, choice_proven: true, link_capital: 9e4, enlargement_capital: 0, present_value: 1e5,
    links: [{ id: 'link_1', from: 'x', to: 'y', catalogue: 'EN253/2/DN65', length_m: 130, capital: 9e4, crossing_cost: 0, crosses: [], secured_kw: 450, outages: ['s1'], corners: [[100, 0], [100, 80], [200, 200]] }],
    enlarged: [{ id: 's1', before: 'EN253/2/DN65', after: 'EN253/2/DN80' }], outages: [{ id: 's1', cut_off_kw: 450, short_before_kw: 270, short_after_kw: 0, link: 'link_1', reason: '' }, { id: 'p2', cut_off_kw: 80, short_before_kw: 48, short_after_kw: 48, link: '', reason: 'no street leads round it' }],
    unsecured: [{ id: 'hall', outage: 'p2', reason: 'no street leads round it' }], own_connections: [{ id: 'works_pair', cut_off_kw: 530 }]
  };
  const sizes = { ...plan.document.plan.sizes, rules: [{ rule: '70 Pa/m', verified: false, diagnosis: 'confirmed in normal service alone: more is added', cost: cost(2.2e6) }] };
  delete sizes.gap;
  const page = load({ plan: { ...plan, document: { ...plan.document, security, plan: { ...plan.document.plan, sizes } } } }), box = page.element('div');
  drawn.length = 0;
  page.drawPlan(page.element('section'), box); page.settle();
  const text = box.textContent.replace(/\s+/g, ' ');
  for (const part of ['1 of 2 loads get 60 % of their demand with any pair out of service but own connections', '1 shut pair that lay there', 'hall: no street leads round it', 'works_pair, on which 530 kW hang', 'link for security, shut in normal service: 130 m', 'confirmed in normal service alone', 'What outages make larger is added to the cost of each', '+10.0 %', 'Of sizes that outages made larger nothing is proven']) assert.ok(text.includes(part), `“${part}” in ${text}`);
  const dashed = () => drawn.filter(([name, dash]) => name === 'setLineDash' && dash.length === 2 && dash[0] === 7).length;
  assert.ok(dashed() > 0, 'the link is drawn dashed');
  const before = box.all('button').find((b) => b.textContent === 'Before');
  drawn.length = 0;
  before.click(); page.settle();
  assert.equal(dashed(), 0);
  assert.ok(!box.textContent.includes('link for security, shut'));
  box.all('button').find((b) => b.attributes.class === 'link' && b.textContent === 'link_1').click(); page.settle();
  assert.ok(box.all('h4').some((h) => h.textContent === 'link_1') && box.textContent.includes('Opened without'));
  assert.ok(dashed() > 0, 'what is chosen leads to after');
}
// Pipes with a phase: coloured by it, drawn up to it.
{
  const page = load({ plan }), model = page.planModel(page.doc.plan);
  model.phases = ['2027', '2030'];
  model.pipes.forEach((p, i) => { p.phase = i % 2; });
  model.buildings[0].phase = 1;
  const parts = { map: page.element('div'), controls: page.element('div'), legend: page.element('div') };
  const map = page.createPlanMap(parts, model, { pick() {} });
  parts.controls.all('select')[0].choose('phase'); page.settle();
  assert.ok(parts.legend.textContent.includes('2027: 240 m') && parts.legend.textContent.includes('2030: 120 m'));
  drawn.length = 0;
  map.until(0); page.settle();
  assert.ok(!drawn.some(([name, label]) => name === 'fillText' && label === 'school'));
  map.until(1); page.settle();
  assert.ok(drawn.some(([name, label]) => name === 'fillText' && label === 'school'));
}

// Room for more.
const rooms = (id, capacity, bound, course) => ({ id, capacity, bound, title: bound.map((b) => b.replace('_', ' ')), element: id.map(() => 'p2:supply'), value: id.map(() => 99), limit: id.map(() => 100), unit: id.map(() => 'Pa/m'), way: id.map(() => ''), decided: id.map(() => 'a'), branch: id.map(() => null), tap: id.map(() => null), course });
{
  const page = load({ hosting: { differs: [], point: 'winter', return_c: 48, ground: [[0, 0, 100, 0]], plants: { id: ['works'], at: [[0, 0]] }, nodes: rooms(['source', 'a', 'b'], [null, 1200, 0], ['', 'pipe_gradient', 'unserved'], [[0, 0], [100, 0], [200, 0]]), pairs: rooms(['p1'], [1200], ['pipe_gradient'], [[0, 0, 100, 0]]), streets: { ...rooms(['1', '2'], [300, 250], ['branch_size', 'pipe_gradient'], [[0, 9, 100, 9], [0, 20, 100, 20]]), decided: ['a', 'p1'], tap: [null, 0.423] } } });
  const box = page.element('div');
  page.drawHosting(page.element('section'), box); page.settle();
  for (const part of ['Nothing can connect at 1 of 3 nodes', 'at winter, returning 48.0 °C', 'no end', '1.20 MW', 'somebody would be short of heat', 'nothing can connect: 1']) assert.ok(box.textContent.includes(part), part);
  box.all('select')[0].choose('binds'); page.settle();
  assert.ok(box.textContent.includes('Largest pipe of a branch: 1') && box.textContent.includes('Pipe gradient: 3'));
  box.all('button').find((b) => b.textContent === 'b').click(); page.settle();
  assert.ok(box.textContent.includes('nothing can connect') && box.all('h4').some((h) => h.textContent === 'b'));
  box.all('button').find((b) => b.textContent.startsWith('Streets')).click(); page.settle();
  assert.ok(box.textContent.includes('0.42'), 'the table says where a street taps a pipe');
  box.all('button').find((b) => b.textContent === '2').click(); page.settle();
  assert.ok(box.textContent.includes('p1, 42 % along it'), 'and so do the facts of one');
  box.all('button').find((b) => b.textContent === '1').click(); page.settle();
  assert.ok(!box.textContent.includes('along it'), 'but not of one that joins a node');
}

// Outages: the worst is shown first; another is chosen from the table or the list.
const outages = { kind: ['plant', 'pair', 'pump'], id: ['works', 'p2', 'pump'], solved: [true, true, false], unmet: [150, 0, null], percent: [100, 0, null], short: [2, 0, 0], cause: ['cut_off', '', ''], dp: [null, 0.6, null], lowest: ['', 'home', ''], broken: [0, 1, 0], held: ['', 'works', ''], raised: ['', '', ''], lowered: ['', '', ''], lifted: ['', 'works; boiler', ''], lifted_bar: ['', '2.310; 1.500', ''], started: ['spare', '', ''], started_kw: ['12.5', '', ''], full: ['', '', ''], diagnosis: ['', '', 'no solution was found'], course: [[0, 0], [100, 0, 200, 0], []] };
{
  const study = { differs: [], point: 'winter', ground: [[0, 0, 100, 0], [100, 0, 200, 0]], plants: { id: ['works'], at: [[0, 0]] }, outages, consumers: { id: ['home', 'mill'], at: [[200, 0], [200, 80]] }, loads: { outage: [0, 0], consumer: [0, 1], demand: [100, 50], unmet: [100, 50], cause: ['cut_off', 'cut_off'] } };
  const page = load({ contingency: study }), box = page.element('div');
  drawn.length = 0;
  page.drawContingency(page.element('section'), box); page.settle();
  for (const part of ['Somebody is short of heat in 1 of 3 outages. 1 outage without a solution', '2 consumers short of heat', 'cut off: 2', 'Short of heat without works']) assert.ok(box.textContent.includes(part), part);
  for (const name of ['home', 'mill']) assert.ok(drawn.some(([call, label]) => call === 'fillText' && label === name), name);
  box.all('button').find((b) => b.textContent === 'p2').click(); page.settle();
  assert.ok(box.textContent.includes('nobody is short of heat') && box.textContent.includes('works would hold the pressure.') && box.textContent.includes('Differential pressure raised at works to 2.31 bar, boiler to 1.50 bar.') && !box.textContent.includes('Short of heat without'));
  box.all('select')[0].choose('2'); page.settle();
  assert.ok(box.textContent.includes('no solution was found'));
  // Without coordinates there is no map, and everything else.
  const flat = load({ contingency: { ...study, ground: [[], []], outages: { ...outages, course: [[], [], []] }, plants: { id: ['works'], at: [[]] }, consumers: { ...study.consumers, at: [[], []] } } }), list = flat.element('div');
  flat.drawContingency(flat.element('section'), list);
  assert.equal(list.all('canvas').length, 0);
  assert.ok(list.textContent.includes('2 consumers short of heat'));
}

// Candidates together: those that connect in their order, those that are left out with the reason.
{
  const row = (step, id, cost, total, more) => ({ step, id, name: '', reason: '', reinforcements: '', peak_kw: 100, cost, cost_alone: cost, cost_per_mwh: 12.5, total_peak_kw: 100 * step, total_annual_use_mwh: 150 * step, total_cost: total, ...more });
  const page = load({ together: { differs: [], rows: [row(1, 'shop', 40000, 40000), row(2, 'inn', 60000, 100000, { reinforcements: 'p1 EN253/2/DN125' }), row(null, 'baths', null, null, { reason: 'the plant lacks heat' })] } }), box = page.element('div');
  page.drawTogether(page.element('section'), box);
  for (const part of ['2 of 3 candidate loads can be connected together: 200 kW and 300 MWh a year for £100,000', 'with p1 EN253/2/DN125', 'Left out', 'the plant lacks heat']) assert.ok(box.textContent.includes(part), `${part} in ${box.textContent}`);
  const none = load({ together: { differs: [], rows: [row(null, 'baths', null, null, { reason: 'no' })] } }), empty = none.element('div');
  none.drawTogether(none.element('section'), empty);
  assert.ok(empty.textContent.includes('0 of 1 candidate load can'));
}

// The map of the network that is reported still draws, finds and names.
{
  const page = load({}), box = page.element('div'), point = { ...page.doc.points[0], substation: {}, totals: { index: 0 } };
  const map = page.createMap(box, { describe: () => ['', [], null], pick() {} });
  drawn.length = 0;
  map.set(point, page.measured(page.MEASURES[0], point), null); page.settle();
  for (const name of ['works', 'home (index)']) assert.ok(drawn.some(([call, label]) => call === 'fillText' && label === name), name);
  map.select({ kind: 'trench', row: 2 }, true); page.settle();
}

console.log('the studies are drawn as they should');
