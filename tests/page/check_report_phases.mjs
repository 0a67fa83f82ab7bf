// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The section on a build-out in phases, drawn without a browser: what it says of strategies, what choosing a
// phase, a pipe and a colouring does. Run as: node check_report_phases.mjs FOLDER_OF_THE_PAGE

import assert from 'node:assert/strict';
import { data, drawn, loadPage } from './sample_page.mjs';

const files = ['data.js', 'format.js', 'measures.js', 'map_view.js', 'map.js', 'profile.js', 'energy.js', 'tables.js', 'panels.js', 'time.js', 'layer_map.js', 'plan_map.js', 'plan.js', 'phases.js'];
const load = (phases) => loadPage(process.argv[2], files, 'drawPhases, doc', { ...data, phases });
const named = (label) => drawn.some(([name, text]) => name === 'fillText' && text === label);

const futures = [{ id: 'few', description: 'half come', probability: 0.75, uptake_percent: 50, uptake_reached_percent: 47.3, delay_years: 4 }, { id: 'all', description: '', probability: 0.25, uptake_percent: 100, uptake_reached_percent: null, delay_years: 0 }];
const strategies = [{ id: 'look_ahead_few', description: 'the beginning of what few need' }, { id: 'look_ahead_all', description: 'the beginning of what all need' }, { id: 'step_by_step', description: 'one after the other' }, { id: 'wait', description: 'nothing' }];
const worth = (strategy, values, regrets, expected, largest, capital, remark = null) => futures.map((f, k) => ({ strategy, uptake: f.id, probability: f.probability, net_present_value: values[k], regret: regrets[k], expected_value: expected, largest_regret: largest, first_phase_capital: capital, chosen: String(strategy === 'look_ahead_few'), same_first_phase_as: null, remark: values[k] === null ? remark : null }));
const phase = (strategy, uptake, name, year, more) => ({ strategy, uptake, chosen: 'true', phase: name, year, new_buildings: 1, buildings: 1, annual_use_mwh: 600, peak_kw: 450, new_pipe_m: 160, larger_pipe_m: 0, pipe_capital: 150000, connection_cost: 40000, source_capital: 10000, heat_loss_mwh: 90, pumping_mwh: 3, carbon_saved_t: null, points_confirmed: 5, tightest: 'velocity of s1: 1.9 m/s, at most 2', plants: null, remark: null, ...more });
const pipe = (id, name, year, kind, size, before) => ({ id, phase: name, year, kind, catalogue: `EN253/2/${size}`, before, length_m: 80, surface: 'hard', capital: 75000, crossing_cost: 0, linear_heat_density_mwh_m: 3 });
const building = (id, status, name, x, y, more) => ({ id, status, phase: name, year: name ? (name === 'first' ? 2028 : 2035) : null, could_connect_in: 2028, likelihood: null, use: null, annual_use_mwh: 600, peak_kw: 450, dwellings: 0, source: 'map', x_m: x, y_m: y, ...more });
const phases = {
  built: null, differs: [], goal: 'expected_value', lifetime_years: 40, discount_rate_percent: 3.5, origin: [0, 0], phases: ['first', 'second'], years: [2028, 2035],
  courses: [[200, 80, 200, 160], [200, 160, 280, 160], [0, 0, 100, 0]],
  present: { id: ['p1'], catalogue: ['EN253/2/DN100'], nominal: [100], course: [[0, 0, 100, 0]], consumers: [[100, 0]] },
  plants: { id: ['old', 'new'], technology: ['gas', ''], capacity: [500, null], before: [true, false], runs: [[true, false], [false, true]], at: [[0, 0], [0, 150]] },
  document: {
    chosen: { strategy: 'look_ahead_few', description: 'the beginning of what few need', uptake: 'few', net_present_value: 2e6 },
    strategies, futures, expected_value_of_perfect_information: 250000, present: { heat_loss_mwh: 40, pumping_mwh: 1 }, assumptions: ['prices stay as they are'],
    regret: [...worth('look_ahead_few', [2e6, 3e6], [0, 1e6], 2.25e6, 1e6, 200000), ...worth('look_ahead_all', [null, 4e6], [null, 0], null, null, 300000, 'phase second: too fast in s1'), ...worth('step_by_step', [1.9e6, 2.6e6], [1e5, 1.4e6], 2.075e6, 1.4e6, 190000), ...worth('wait', [1e6, 1e6], [1e6, 3e6], 1e6, 3e6, 0)],
    phases: [phase('look_ahead_few', 'few', 'first', 2028, {}), phase('look_ahead_few', 'few', 'second', 2035, { buildings: 2, annual_use_mwh: 1200, larger_pipe_m: 100, plants: 'old is out of service; new is in service', remark: 'less connects than planned' }), phase('wait', 'all', 'first', 2028, { tightest: 'elsewhere' })],
    pipes: [pipe('s1', 'first', 2028, 'street', 'DN80', null), pipe('s2', 'second', 2035, 'service', 'DN50', null), pipe('p1', 'second', 2035, 'reinforced', 'DN125', 'EN253/2/DN100')],
    buildings: [building('school', 'connected', 'first', 200, 160), building('mill', 'connected', 'second', 280, 160), building('barn', 'does_not_come', null, 50, 90, { could_connect_in: null }), building('hut', 'not_connected', null, 20, 90), building('tower', 'comes_after_last_phase', null, 70, 90, { could_connect_in: null })],
    costs: [{ item: 'heat sold', present_value: 4e6, basis: 'economics' }, { item: 'pipes', present_value: -2e6, basis: 'catalogue' }, { item: 'net present value', present_value: 2e6, basis: 'sum' }], findings: []
  }
};

// What it says, and what choosing a phase, an element and a colouring does.
{
  const page = load(phases), section = page.element('section'), box = page.element('div');
  drawn.length = 0;
  page.drawPhases(section, box); page.settle();
  const text = box.textContent;
  assert.equal(section.hidden, false);
  for (const part of ['In 2028, connect 1 building for £200,000: worth £2.25 million in the mean of 2 futures', 'Chosen for the largest mean', 'before anything is built', 'few, 75 %', 'all, 25 %', 'not confirmed', 'look_ahead_all, if “few” comes: phase second: too fast in s1', 'regret 1,000', 'Waiting for the second phase costs £1.25 million in the mean.', 'Sizing each phase as if it were the last costs £175,000 in the mean.', 'If “all” comes, £1.00 million could have been saved by another first phase.', 'To know the future now would be worth £250,000 in the mean', 'look_ahead_few, if “few” comes', 'velocity of s1: 1.9 m/s, at most 2', 'confirmed at 5 operating points', 'old is out of service', 'less connects than planned', 'prices stay as they are', 'economics', '4 years', '50 %', 'over 40 years at 3.5 %']) assert.ok(text.includes(part), `“${part}” in ${text}`);
  assert.ok(!text.includes('Another state') && !text.includes('If “few” comes, £'));
  const picture = box.all('svg').find((s) => s.attributes['aria-label']?.startsWith('Net present value'));
  assert.ok(picture.attributes['aria-label'].includes('look_ahead_all few not confirmed, all £4.00 million'));
  assert.equal(picture.all('rect').length, 7, 'a bar for each plan that is confirmed');
  // Until a phase: who comes later is not named; a choice of what comes later leads to its phase.
  assert.ok(named('school') && named('mill'));
  const tab = (words) => box.all('button').find((b) => b.attributes.role === 'tab' && b.textContent.startsWith(words));
  const button = (words) => box.all('button').find((b) => b.textContent === words);
  drawn.length = 0;
  button('2028').click(); page.settle();
  assert.ok(named('school') && !named('mill'));
  assert.equal(button('2028 first').attributes['aria-current'], 'true');
  assert.ok(box.textContent.includes('connects later'));
  drawn.length = 0;
  button('Today').click(); page.settle();
  assert.ok(!named('school') && named('old') && named('new'));
  assert.equal(button('2028 first').attributes['aria-current'], 'false');
  assert.ok(box.textContent.includes('does not come, or after the last phase'));
  tab('Pipes').click(); button('s1').click(); page.settle();
  assert.equal(button('2028').attributes['aria-pressed'], 'true');
  tab('Buildings').click();
  assert.ok(box.textContent.includes('comes after the last phase'));
  button('mill').click(); page.settle();
  assert.equal(button('2035').attributes['aria-pressed'], 'true');
  assert.ok(box.all('h4').some((h) => h.textContent === 'mill') && box.textContent.includes('Connects in 2035 second'));
  button('2028 first').click(); page.settle();
  assert.equal(button('2028').attributes['aria-pressed'], 'true');
  const colour = box.all('select').find((s) => s.attributes['aria-label'] === 'Colour new pipes by');
  assert.ok(box.textContent.includes('2028 first: 80 m') && box.textContent.includes('2035 second: 160 m'));
  for (const [key, part] of [['size', 'DN 125'], ['built', 'made larger: 80 m']]) { colour.choose(key); page.settle(); assert.ok(box.textContent.includes(part), part); }
}
// Of two plants on one site the one that gives heat is drawn.
{
  const page = load({ ...phases, plants: { ...phases.plants, at: [[0, 0], [0, 0]] } }), box = page.element('div');
  drawn.length = 0;
  page.drawPhases(page.element('section'), box); page.settle();
  assert.ok(named('new') && !named('old'));
  drawn.length = 0;
  box.all('button').find((b) => b.textContent === '2028').click(); page.settle();
  assert.ok(named('old') && !named('new'));
}
// Of another state; of the network at the end of a phase; by the smallest regret.
{
  const other = load({ ...phases, goal: 'least_regret', differs: ["plants 'old', capacity_kw: 500 and 400"] }), box = other.element('div');
  other.drawPhases(other.element('section'), box);
  assert.ok(box.textContent.includes("plants 'old', capacity_kw: 500 and 400") && box.textContent.includes('smallest largest regret'));
  assert.ok(!box.textContent.includes('before anything is built'));
  const built = load({ ...phases, built: 1 }), seen = built.element('div');
  built.drawPhases(built.element('section'), seen);
  assert.ok(seen.textContent.includes('the network at the end of 2035 second'));
}
// A strategy whose first phase is another's has no bars of its own; one that is worth more in the mean says so.
{
  const d = phases.document, regret = d.regret.map((r) => (r.strategy === 'look_ahead_all' ? { ...r, same_first_phase_as: 'look_ahead_few' } : r.strategy === 'wait' ? { ...r, expected_value: 2.5e6 } : r));
  const page = load({ ...phases, document: { ...d, regret } }), box = page.element('div');
  page.drawPhases(page.element('section'), box);
  assert.ok(box.textContent.includes('the same first phase as look_ahead_few'));
  assert.ok(box.textContent.includes('To wait for the second phase would be worth £250,000 more in the mean'));
  assert.equal(box.all('svg').find((s) => s.attributes['aria-label']?.startsWith('Net present value')).all('rect').length, 6);
}
// A first phase that was planned for another strategy, and the uptake that comes of whole buildings.
{
  const d = phases.document, regret = d.regret.map((r) => (r.strategy === 'look_ahead_all' ? { ...r, first_phase_of: 'step_by_step' } : r));
  const page = load({ ...phases, document: { ...d, regret } }), box = page.element('div');
  page.drawPhases(page.element('section'), box);
  assert.ok(box.textContent.includes('its first phase as it was planned for step_by_step'));
  assert.ok(box.textContent.includes('In whole buildings') && box.textContent.includes('47.3 %'));
}
// One future only: nothing is said of means or of knowing it.
{
  const d = phases.document, one = (rows) => rows.filter((r) => r.uptake === 'few');
  const page = load({ ...phases, document: { ...d, futures: [{ ...futures[0], probability: 1 }], regret: one(d.regret), phases: one(d.phases) } }), box = page.element('div');
  page.drawPhases(page.element('section'), box);
  assert.ok(box.textContent.includes('worth £2.25 million') && !box.textContent.includes('To know the future'));
}
// Without a build-out there is no section.
{
  const page = load(null), section = page.element('section');
  assert.equal(page.drawPhases(section, page.element('div')), null);
  assert.equal(section.hidden, true);
}
console.log('the build-out is drawn as it should');
