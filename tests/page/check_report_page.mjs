// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The report page's own reckoning, run without a browser: ways through the network, stations of the profile,
// classes of the map, numbers, colours, CSV, plans and studies. Run as: node check_report_page.mjs FOLDER_OF_THE_PAGE

import assert from 'node:assert/strict';
import { data, loadPage } from './sample_page.mjs';

const page = loadPage(process.argv[2], ['data.js', 'format.js', 'measures.js', 'profile.js', 'energy.js', 'tables.js', 'panels.js', 'time.js', 'map_view.js', 'layer_map.js', 'plan_map.js', 'plan.js', 'cold_week.js', 'hosting.js', 'contingency.js'],
  `doc, net, wayTo, vapourBar, stationsOf, measured, MEASURES, figures, fixed, power, money, tiny, counted, ticks, oklch, RAMPS, csvOf, at, flowsOf, tableList, timeTicks, groupedSources, drawTime, groupSum, energyText, periodLabel,
  coins, classesOf, classAt, classText, classEdge, planModel, planTables, pipesBySize, streetsByDensity, yearOf, boundCounts, hasRoom, roomText, roomTable, shortIn, dnOf, limitText, waterBoils, otherVerdicts`, data);
const plain = (value) => JSON.parse(JSON.stringify(value));
const point = page.doc.points[0];

// Upstream along the largest flow: home is reached by p1 and p2, though p3 too ends there.
const home = page.wayTo(0, point);
assert.deepEqual(plain(home.nodes), [0, 1, 2]);
assert.deepEqual(plain(home.links), [0, 2]);
assert.equal(home.plant, 0);
// Mill is behind the pump.
const mill = page.wayTo(1, point);
assert.deepEqual(plain(mill.links), [0, 6]);
// Without any flow: the shortest way, through what can carry water.
const still = { ...point, link: { ...point.link, m: point.link.m.map(() => 0) } };
const standing = page.wayTo(0, still);
assert.equal(standing.still, true);
assert.deepEqual(plain(standing.nodes), [0, 1, 3, 2]); // 100 m, the pump, 80 m

// Stations: both ends of every pipe, the pump's step at one distance, return water of the same trench.
const profile = page.stationsOf(home, point);
assert.equal(profile.length, 200);
assert.deepEqual(plain(profile.stations.map((s) => s.x)), [0, 100, 100, 200]);
assert.deepEqual(plain(profile.stations.map((s) => s.supplyT)), [80, 79, 79, 78.2]);
assert.deepEqual(plain(profile.stations.map((s) => s.backT)), [45.9, 46, 46.2, 46.5]);
assert.deepEqual(plain(profile.stations.map((s) => s.back)), [3, 3.2, 3.2, 3.6]);
const lifted = page.stationsOf(mill, point).stations;
assert.deepEqual(plain(lifted.slice(2).map((s) => [s.x, s.supply])), [[100, 5.5], [100, 6.2]]);
// Standstill: one head everywhere, 3 bar at 10 m.
assert.ok(Math.abs(profile.stations[3].rest - (3 - (980 * 9.80665 * 10) / 1e5)) < 1e-12);
const heads = profile.stations.map((s) => profile.toHead(s.rest, s.z));
for (const head of heads) assert.ok(Math.abs(head - heads[0]) < 1e-9);

// Vapour pressure: exact at its points, between its neighbours elsewhere.
assert.ok(Math.abs(page.vapourBar(100) - 1.01418) < 1e-9);
assert.ok(page.vapourBar(75) > 0.1235 && page.vapourBar(75) < 1.01418);

// Classes of the map: the steep branch is above its limit, the others are not.
const gradient = page.measured(page.MEASURES.find((m) => m.key === 'gradient'), point);
assert.deepEqual(plain(gradient.values), [20, 5, 300]);
assert.equal(gradient.over, 1);
assert.equal(gradient.bin[2], 28);
assert.ok(gradient.bin[0] > gradient.bin[1]);
const velocity = page.measured(page.MEASURES.find((m) => m.key === 'velocity'), point);
assert.equal(velocity.over, 1);
const dp = page.measured(page.MEASURES.find((m) => m.key === 'dp'), point);
assert.ok(Math.abs(dp.values[0] - (3 + 2.3) / 2) < 1e-12);

// Numbers.
assert.equal(page.figures(1234.5, 3), '1,235');
assert.equal(page.figures(0.01234, 3), '0.0123');
assert.equal(page.figures(null), '–');
assert.equal(page.fixed(-0.001, 1), '0.0');
assert.equal(page.fixed(-1.25, 1), '−1.3');
assert.deepEqual(plain(page.power(12345)), ['12.3', 'MW']);
assert.deepEqual(plain(page.power(0)), ['0', 'kW']);
assert.equal(page.tiny(-1.7136e-7), '−1.7 · 10⁻⁷');
assert.equal(page.tiny(1.1e-16), '1.1 · 10⁻¹⁶');
assert.equal(page.tiny(25000), '2.5 · 10⁴');
assert.equal(page.money(1234567), '£1.23 million');
assert.equal(page.money(18149), '£18,100');
assert.equal(page.money(0.42, 2), '£0.42');
assert.equal(page.money(12.3, 2), '£12');
assert.equal(page.counted(1, 'bypasses'), '1 bypass');
assert.equal(page.counted(1, 'catalogue entries'), '1 catalogue entry');
assert.equal(page.counted(3, 'pipe pairs'), '3 pipe pairs');
assert.deepEqual(plain(page.ticks(0, 17, 5).at), [0, 5, 10, 15]);
assert.deepEqual(plain(page.ticks(84.4, 85, 5).at.map((v) => v.toFixed(1))), ['84.4', '84.6', '84.8', '85.0']);

// Colour ramps: lightness moves one way only, so that order survives colour blindness and grey print.
const luminance = (rgb) => { const [r, g, b] = rgb.match(/\d+/g).map((v) => { const c = v / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
for (const [name, ramp] of Object.entries(page.RAMPS)) {
  for (const [theme, of] of Object.entries(ramp)) {
    const values = Array.from({ length: 15 }, (_, i) => luminance(page.oklch(...of(i / 14))));
    for (let i = 1; i < values.length; ++i) assert.ok(theme === 'light' ? values[i] < values[i - 1] : values[i] > values[i - 1], `${name}, ${theme}, step ${i}: ${values[i - 1]} to ${values[i]}`);
  }
}

// CSV: quoted where it must be, no text that a spreadsheet would take for a formula.
const csv = page.csvOf({ columns: [{ csv: 'id', get: (r) => r[0] }, { csv: 'value', numeric: true, get: (r) => r[1] }] }, [['a,b', 1.5], ['=1+1', null], ['say "x"', -2]]);
assert.equal(csv, 'id,value\r\n"a,b",1.5\r\n\'=1+1,\r\n"say ""x""",-2\r\n');
const pipes = page.tableList({ ...point, substation: {}, plant: { q: [0] }, limits: { kinds: [] } }).find((t) => t.key === 'steepest');
assert.equal(page.net.linkId(pipes.rows[0]), 'p3:supply');

// Time axes: months of a year, few enough; days of a week; hours of a day.
const at = (text) => Date.parse(text) / 1000;
const year = plain(page.timeTicks(at('2024-01-01T00:00:00Z'), at('2025-01-01T00:00:00Z'), 1200));
assert.deepEqual(year.map((t) => t.text), ['Jan 2024', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']);
assert.equal(year[11].s, at('2024-12-01T00:00:00Z'));
const heating = plain(page.timeTicks(at('2024-10-15T00:00:00Z'), at('2025-04-15T00:00:00Z'), 300));
assert.deepEqual(heating.map((t) => t.text), ['Nov', 'Jan 2025', 'Mar']);
assert.deepEqual(plain(page.timeTicks(at('2024-01-15T00:00:00Z'), at('2024-01-18T00:00:00Z'), 300)).map((t) => t.text), ['15 Jan', '16 Jan', '17 Jan']);
assert.deepEqual(plain(page.timeTicks(at('2024-01-15T06:00:00Z'), at('2024-01-15T18:00:00Z'), 250)).map((t) => t.text), ['06:00', '09:00', '12:00', '15:00']);
// Sources: the largest first, beyond the sixth together.
const sources = page.groupedSources({ sources: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], periods: { heat: [[1, 1], [5, 5], [0, 1], [9, 9], [3, 3], [2, 2], [4, 4], [0, 0.5]] } });
assert.deepEqual(plain(sources.map((g) => g.name)), ['d', 'b', 'g', 'e', 'f', 'a', '2 others']);
assert.equal(sources[6].mwh, 1.5);
assert.deepEqual(plain(page.groupSum([[1, 1], [0, 1], [null, 2]], [0, 2])), [1, 3]);
// Those that gave nothing are left out, what stores give comes last in a colour of its own.
const withStore = page.groupedSources({ sources: ['small', 'sun', 'large', 'from tank'], from_stores: 3, periods: { heat: [[1], [0], [5], [9]] } });
assert.deepEqual(plain(withStore.map((g) => [g.name, g.mwh])), [['large', 5], ['small', 1], ['from tank', 9]]);
assert.equal(new Set(withStore.map((g) => g.colour)).size, 3);
assert.equal(page.energyText(1234.5), '1.23 GWh');
assert.equal(page.energyText(12.345), '12.3 MWh');
assert.equal(page.energyText(0.0021), '2.1 kWh');
assert.equal(page.energyText(0), '0.00 MWh');
assert.equal(page.periodLabel('2024-01'), 'Jan 2024');
assert.equal(page.periodLabel('2024-03-07'), '7 Mar');

// Money below nothing, and amounts of a table in one unit.
assert.equal(page.money(-1234567), '−£1.23 million');
assert.equal(page.money(-0.2, 2), '−£0.20');
assert.equal(page.coins([12e6, -3e5]).unit, '£ million');
assert.equal(page.coins([12e6, -3e5]).text(-3e5), '−0.30');
assert.equal(page.coins([900, null]).unit, '£');

// Classes at 1, 2, 5: every value lies in one, the last has no end.
const classes = page.classesOf([3, 8, 12, 30, 80, 200, null, 0], 'amount');
assert.deepEqual(plain(classes.map((c) => c.from)), [0, 5, 10, 20, 50, 100]);
for (const v of [0, 3, 5, 199, 1e9]) { const c = page.classAt(classes, v); assert.ok(v >= c.from && v < c.to, `${v}`); }
assert.equal(page.classAt(classes, null), null);
assert.equal(page.classText(classes[0], false, page.classEdge), 'below 5');
assert.equal(page.classText(classes[5], true, page.classEdge), '100 and more');
assert.equal(page.classesOf([null, 0], 'amount').length, 0);
assert.equal(page.classText(page.classesOf([4], 'amount')[0], true, page.classEdge), 'all');

// A plan: coordinates from the report's origin, sizes, sums by size and surface, streets by density; a phase of a pipe is kept.
const pipe = (id, kind, catalogue, length_m, surface, capital, density, more) => ({ id, kind, catalogue, length_m, surface, capital, linear_heat_density_mwh_m: density, ...more });
const model = page.planModel({
  origin: [1000, 2000], courses: [[0, 0, 10, 0], [10, 0, 20, 0], [20, 0, 20, 5], []],
  document: { pipes: [pipe('s1', 'street', 'EN253/2/DN100', 10, 'hard', 5000, 8), pipe('s2', 'street', 'EN253/2/DN50', 20, 'soft', 4000, 2, { phase: 1 }), pipe('v', 'service', 'EN253/2/DN50', 5, 'hard', 3500, 1, { crossing_cost: 2500 }), pipe('old', 'reinforced', 'EN253/2/DN100', 7, 'hard', 3000, null)], buildings: [{ id: 'b', status: 'connected', x_m: 1020, y_m: 2005 }], findings: [{ kind: 'unusable', x_m: null, y_m: null }] },
  present: { id: ['p'], catalogue: ['EN253/2/DN200'], nominal: [null], course: [[0, 0, 0, 9]], consumers: [[0, 9]] }, plants: { id: ['works'], technology: [''], capacity: [null], before: [true], after: [true], at: [[0, 0]] }
});
assert.deepEqual(plain(model.buildings[0].at), [20, 5]);
assert.deepEqual(plain(model.findings[0].at), []);
assert.equal(model.present[0].dn, 200);
assert.equal(model.pipes[1].phase, 1);
assert.deepEqual(plain(page.pipesBySize(model.pipes).map((r) => [r.dn, r.hard, r.soft, r.capital])), [[100, 17, 0, 8000], [50, 5, 20, 5000]]);
assert.deepEqual(plain(page.streetsByDensity(model.pipes).map((p) => p.id)), ['s2', 's1']);
assert.deepEqual(plain(page.planTables(model).map((t) => [t.key, t.rows.length])), [['buildings', 1], ['pipes', 4], ['findings', 1]]);
const losses = page.yearOf([{ load_factor: 1, hours: 100, heat_loss_kw: 50, pump_electricity_kw: 10 }, { load_factor: 0.2, hours: 8660, heat_loss_kw: 40, pump_electricity_kw: 1 }]);
assert.ok(Math.abs(losses.loss - (5 + 346.4)) < 1e-9 && Math.abs(losses.pumps - (1 + 8.66)) < 1e-9 && losses.hours === 8760);
assert.equal(page.dnOf('EN253/2/DN65'), 65);
assert.equal(page.dnOf('pex'), null);

// Room for more: no end of it, none at all, and what binds most often.
const room = { id: ['a', 'b', 'c'], capacity: [null, 0, 1500], bound: ['', 'unserved', 'pipe_gradient'], title: ['', 'unserved', 'pipe gradient'], element: ['', 'x', 'p'], value: [null, 1, 99], limit: [null, 0, 100], unit: ['', 'kW', 'Pa/m'], way: ['', '', ''], decided: ['', '', ''], branch: [null, null, null] };
assert.deepEqual([0, 1, 2].map((i) => page.hasRoom(room, i)), [true, false, true]);
assert.deepEqual([0, 1, 2].map((i) => page.roomText(room, i)), ['no end', '0 kW', '1.50 MW']);
assert.deepEqual(plain(page.boundCounts({ ...room, bound: ['pipe_gradient', 'unserved', 'pipe_gradient'], title: ['pipe gradient', 'unserved', 'pipe gradient'] })), [['pipe gradient', 2], ['somebody would be short of heat', 1]]);
assert.ok(page.csvOf(page.roomTable('node', 'Nodes', room), [1]).startsWith('id,capacity_kw,binding_limit'));
assert.deepEqual(plain(page.shortIn({ loads: { outage: [0, 0, 2] } }, 0)), [0, 1]);

// A run with a store: its level, what it moved, and what all of it cost, item by item.
const held = { id: 'works', hours: 24, worst: 100, limit: 100, time: '2024-01-15T00:00:00Z' };
const limits = [{ limit: 'plant_electricity', unit: 'kW', checked: 1, nearest: held, beyond: [], at_limit: [held] }, { limit: 'plant_heat', unit: 'kW', checked: 1, nearest: held, beyond: [{ ...held, hours: 1 }], at_limit: [held, { ...held, id: 'boilers', hours: 3 }] }];
page.doc.time = {
  begin: '2024-01-15T00:00:00Z', step_s: 3600, steps: 2, by: 'source', from_stores: 1, sources: ['boiler', 'from tank'], differs: [],
  totals: {
    complete: true, notes: [{ kind: 'same_step', text: 'Only the last is seen.' }], energy_mwh: { plants: 1, delivered: 1, unmet: 0 }, substations: [],
    plants: [{ id: 'works', heat_mwh: 0.5, return_temperature_c: null }, { id: 'well', heat_mwh: 0, return_temperature_c: null, set_flow_t: 200, shortfall_t: 50, shortfall_hours: 1.5, shortfall_by_cause_t: { 'cut off': 50 } }, { id: 'calm', heat_mwh: 0, return_temperature_c: null, set_heat_mwh: 1, shortfall_mwh: 0, shortfall_hours: 0, shortfall_by_cause_mwh: {} },
      { id: 'waste', heat_mwh: 0.5, return_temperature_c: null, set_heat_mwh: 0.8, shortfall_mwh: 0.3, shortfall_hours: 2, shortfall_by_cause_mwh: { capacity: 0.1, 'not taken': 0.2 } }], extremes: { largest_plant_heat: null },
    bill: { cost: 34.5, co2_t: 0.2, source: 'a tariff', items: [{ id: 'gas', amount: 1.25, unit: 'MWh', cost: 50, price: 'prices.gas_per_mwh' }, { id: 'electricity_sold', amount: 0.2, unit: 'MWh', cost: -18.5, price: 'prices.file: power.csv' }, { id: 'heat of well', amount: 1, unit: 'MWh', cost: 3, price: 'sources.well.heat_price_per_mwh' }] },
    sources: [{ id: 'boiler', plant: 'works', heat_mwh: 1, hours: 2, starts: 1, fuel_mwh: 1.25, electricity_mwh: 0, generated_mwh: 0.2, forgone_mwh: 0, co2_t: 0.2, cost: 31.5, full_load_hours: 1.5 }],
    stores: [{ id: 'tank', plant: 'works', charged_mwh: 0.1, discharged_mwh: 0.2, lost_mwh: 0.001, lowest_level: 0.2, highest_level: 0.75, level_at_end: 0.3 }],
    indicators: { loss_share: 0, loss_w_per_trench_m: null, loss_kwh_per_dwelling: null, pumping_kwh_per_kwh: null, return_spoilers: [], limits }
  },
  duration: [[500, 400], [100, 100]], periods: { unit: 'day', labels: ['2024-01-15'], heat: [[0.9], [0.2]], delivered: [1], lost: [0.1], unmet: [0] }, carpet: { first: '2024-01-15', kw: [] },
  temperatures: { plants: [], supply: [], return: [], index: '', index_supply: [], coldest: [], outdoor: [] }, week: { begin: '2024-01-15T00:00:00Z', hours: 2, unmet: false, heat: [[500, 400], [100, 100]], demand: [600, 500], unmet_kw: [0, 0], outdoor: [], coldest: [] },
  stores: [{ id: 'tank', level: [0.75, 0.3], charge: [100, 0], discharge: [0, 200] }]
};
const timeBox = page.element('div');
page.drawTime(page.element('section'), timeBox);
const rowsOf = (title) => { const all = timeBox.all('div').find((d) => d.children.some((c) => c?.tag === 'h3' && c.textContent === title)); return all.all('tbody')[0].children.map((tr) => tr.children.map((td) => td.textContent.trim())); };
assert.deepEqual(rowsOf('Sources'), [['boiler', 'works', '1.00 MWh', '1.5 h', '2.0 h', '1', '1.25 MWh', '0.200 MWh', '0.20 t', '31.50']]);
assert.deepEqual(rowsOf('Stores'), [['tank', 'works', '0.100 MWh', '0.200 MWh', '1.0 kWh', '20 %', '75 %', '30 %']]);
assert.deepEqual(rowsOf('The bill'), [['Gas', '1.25 MWh', '40.00 £/MWh', '50.00', 'prices.gas_per_mwh'], ['Electricity sold', '0.200 MWh', '92.50 £/MWh', '−18.50', 'prices.file: power.csv'], ['Heat of well', '1.00 MWh', '3.000 £/MWh', '3.00', 'sources.well.heat_price_per_mwh'], ['All of it', '0.200 t CO₂', '', '34.50', '']]);
assert.ok(timeBox.all('svg').some((s) => s.attributes['aria-label'] === 'Level of tank, from 20 to 75 %, 30 % at the end'));
assert.ok(timeBox.all('svg').some((s) => s.attributes['aria-label'] === 'tank takes up to 100 kW and gives up to 200 kW'));
assert.ok(timeBox.all('p').some((p) => p.textContent === 'Only the last is seen.'));
// What is set and not given, of heat and of water; only of plants that lacked.
assert.deepEqual(rowsOf('Set and not given'), [['waste', 'nobody takes more 0.200 MWh, tripped or at capacity 0.100 MWh', '0.800 MWh', '0.300 MWh', '37.5 %', '2.0 h'], ['well', 'cut off 50.0 t', '200 t', '50.0 t', '25.0 %', '1.5 h']]);
// Plants are run to their limits: that warns, beyond is bad, and neither hides the other.
assert.deepEqual(rowsOf('Limits in every step').map((row) => row.slice(0, 3)), [['Plant at its electricity headroom', '24 h', 'works'], ['Plant beyond its capacity', '1.0 h', 'works'], ['Plant at its capacity', '3.0 h', 'boilers']]);
assert.deepEqual(timeBox.all('tr').filter((tr) => tr.attributes.class).map((tr) => tr.attributes.class), ['warn', 'bad', 'warn']);
// What time and the plan have against the network stands at the top of the page.
assert.equal(page.otherVerdicts().length, 0);
page.doc.time.totals.substations = [{ id: 'school', unmet_mwh: 0.5 }, { id: 'flats', unmet_mwh: 0 }];
Object.assign(page.doc.time.totals.energy_mwh, { unmet: 0.5, demand: 4 });
page.doc.plan = { document: { cold_week: { status: 'contradicts', diagnosis: '7 loads are short of heat' } } };
assert.deepEqual([...page.otherVerdicts()].map((one) => one.textContent.trim()), ['Plan not confirmed The cold week contradicts it: 7 loads are short of heat.  The plan', 'Not everything served in the simulated time 1 substation lacked 0.500 MWh of 4.00 MWh.  In time']);
delete page.doc.plan;
page.doc.time = null;

console.log('the page reckons as it should');

// Pressures below that of boiling are none.
const limit = (name, worst, unit) => ({ limit: name, unit, nearest: { worst } });
const burst = [limit('vapour_margin', -395, 'bar'), limit('substation_differential_pressure', -396, 'bar')];
assert.equal(page.waterBoils({ totals: { indicators: { limits: burst } } }), true);
assert.equal(page.waterBoils({ totals: { indicators: { limits: [limit('vapour_margin', 0.2, 'bar')] } } }), false);
assert.deepEqual(burst.map((l) => page.limitText(l, l.nearest.worst, true)), ['boils', 'none']);
assert.equal(page.limitText(burst[1], -0.3, true), '−0.300 bar');
assert.equal(page.limitText(burst[0], 0.2, false), '0.200 bar');
