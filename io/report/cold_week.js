// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The cold week that a plan was simulated through: whether it confirms the plan, hours, who was short of heat, limits.

const weekIsAgainst = (week) => week?.status === 'contradicts' || week?.status === 'failed';
const weekWas = (week) => Boolean(week) && week.status !== 'switched_off' && week.status !== 'not_run';
const stampText = (text) => `${dateText(secondsOf(text))}, ${clockText(secondsOf(text))} UTC`;

// One sentence for the plan's banner.
function weekVerdict(week) {
  if (!weekWas(week)) return 'It was not simulated through a cold week.';
  if (week.status === 'failed') return `The cold week has no solution: ${week.diagnosis}.`;
  return week.status === 'contradicts' ? `The cold week contradicts it: ${week.diagnosis}.` : `A cold week of hours confirms it: nobody lacks more than ${figures(week.short_from_percent, 1)} % of the heat asked for.`;
}

function weekFigures(week) {
  const at = (one) => `${one.id}, ${stampText(one.at)}`, bar = (one) => [fixed(one.bar, 2), 'bar'];
  return el('dl', { class: 'keys' },
    keyFigure('Outdoors', [fixed(week.mean_outdoor_c, 1), '°C'], `mean of the week; lowest ${fixed(week.lowest_outdoor_c, 1)} °C`),
    keyFigure('Heat asked for', energyText(week.demand_mwh).split(' '), week.cut_by_peak_mwh > 0 ? `and ${energyText(week.cut_by_peak_mwh)} beyond the substations' peaks` : null),
    keyFigure('Not delivered', energyText(week.unmet_mwh).split(' '), `${counted(week.short_loads, 'loads')} short of heat`),
    week.coldest_new_load ? keyFigure('Coldest supply at a new load', [fixed(week.coldest_new_load.temperature_c, 1), '°C'], at(week.coldest_new_load)) : null,
    week.highest_plant_pressure ? keyFigure('Highest differential pressure', bar(week.highest_plant_pressure), at(week.highest_plant_pressure)) : null,
    keyFigure('Lost on the way', energyText(week.balance.lost_mwh).split(' '), `${energyText(week.balance.produced_mwh)} produced, pumps ${energyText(week.pump_electricity_mwh)}`));
}

function drawWeekHours(box, week) {
  const demand = week.hours.demand_kw, unmet = week.hours.unmet_kw;
  if (demand.length === 0) return;
  const begin = secondsOf(week.from), end = begin + demand.length * week.step_s, peak = Math.max(1e-9, ...demand), [by, unit] = inUnit(peak);
  const frame = chartFrame(box, { height: 220, high: (peak / by) * 1.05, unit: `Heat, ${unit}`, label: `Heat asked for in each hour from ${dateText(begin)} on, peak ${powerText(peak)}` });
  const columns = scaled([demand.map((v, i) => v - unmet[i]), unmet], by);
  putStack(frame, [{ name: 'delivered', colour: css('accent') }, { name: 'not delivered', colour: css('bad') }], columns, linearEdges(frame, demand.length));
  putTimeAxis(frame, begin, end);
  box.append(frame.chart, keyOf([['delivered', css('accent')], week.unmet_mwh > 0 ? ['not delivered', css('bad')] : null]));
  const lines = [['Coldest water at a new load', week.hours.lowest_new_supply_c, 'good'], ['Outdoors', week.hours.outdoor_c, 'ink-3']].filter(([, values]) => values.some((v) => v !== null));
  const all = lines.flatMap(([, values]) => values).filter((v) => v !== null);
  if (all.length === 0) return;
  const below = chartFrame(box, { height: 160, low: Math.min(0, Math.min(...all) - 2), high: Math.max(...all) + 4, unit: 'Temperature, °C', label: 'Temperatures of the cold week', ticksWanted: 4 });
  putTimeAxis(below, begin, end);
  for (const [, values, colour] of lines) putLine(below, values, (i) => below.left + ((i + 0.5) / values.length) * below.inner, css(colour), '');
  box.append(below.chart, keyOf(lines.map(([name, , colour]) => [name, css(colour), ''])));
}

function weekShortages(week) {
  const list = week.shortages.filter((s) => s.short).sort((a, b) => b.unmet_mwh - a.unmet_mwh);
  if (list.length === 0) return el('p', { class: 'empty' }, 'Nobody.');
  const why = (s) => Object.keys(s.unmet_mwh_by_cause).map((cause) => cause.replace(/_/g, ' ')).join(', ');
  return plainTable([['Load', 1], ['Lacks', 0], ['of its demand', 0], ['Hours', 0], ['Why', 1, 1]], list.slice(0, 20).map((s) => [`${s.id}${s.new ? '' : ' (present)'}`, energyText(s.unmet_mwh), `${figures((100 * s.unmet_mwh) / s.demand_mwh, 2)} %`, fixed(s.hours, 0), why(s)]), list.map(() => 'bad'));
}

function weekLimits(week) {
  const number = (v, unit) => `${Math.abs(v) >= 100 ? fixed(v, 0) : figures(v, 3)} ${unit}`;
  const list = week.limits.filter((l) => l.elements > 0);
  if (list.length === 0) return el('p', { class: 'empty' }, 'No limit was reached.');
  return [plainTable([['Limit, and where for longest', 1, 1], ['Value', 0], ['Allowed', 0], ['Hours', 0]], list.map((l) => [el('span', {}, upperFirst(l.title), el('div', { class: 'small' }, l.element, l.elements > 1 ? ` and ${counted(l.elements - 1, 'others')}` : '')), number(l.value, l.unit), `${l.maximum ? '≤' : '≥'} ${number(l.limit, l.unit)}`, fixed(l.hours, 0)]), list.map((l) => (l.run_to ? null : 'warn'))), el('p', { class: 'note under' }, 'Means over hours. Plants run at their limits; for them the hours are those at it.')];
}

// The part of the plan's section; nothing of plans that say nothing of a week.
function coldWeekPart(week) {
  if (!week) return null;
  const title = el('h3', { class: 'title', style: 'margin-top:28px' }, 'The cold week');
  if (!weekWas(week)) return el('div', {}, title, el('p', { class: 'empty' }, 'Switched off: the plan was confirmed at points that stand still alone.'));
  const tone = weekIsAgainst(week) ? 'bad' : 'good', plot = el('div', { class: 'plot' });
  const part = el('div', {}, title,
    el('div', { class: `banner ${tone}` }, el('div', { class: 'word' }, mark(tone), weekVerdict(week)), el('p', {}, `${dateText(secondsOf(week.from))} to ${dateText(secondsOf(week.to))}: ${week.basis}.`), week.assumptions.length > 0 ? el('ul', {}, week.assumptions.map((text) => el('li', {}, `Assumed: ${text}`))) : null),
    weekFigures(week), plot,
    el('div', { class: 'study-two' }, el('div', {}, el('h3', { class: 'title' }, 'Short of heat'), weekShortages(week)), el('div', {}, el('h3', { class: 'title' }, 'Limits in the week'), weekLimits(week))));
  // It has a width only once the page holds it.
  let drawn = 0;
  new ResizeObserver(() => {
    if (plot.clientWidth === drawn) return;
    drawn = plot.clientWidth;
    plot.replaceChildren();
    drawWeekHours(plot, week);
  }).observe(plot);
  return part;
}
