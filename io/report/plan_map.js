// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The map of a plan: what lies there, what is built, who connects. A model of a plan is
//   { present: [{ id, dn, course }], consumers: [course], pipes: [{ id, kind, dn, length, density, course,
//     phase? ... }], links?: [{ id, length, course ... }], buildings: [{ id, status, at, phase? ... }],
//   plants: [{ id, before, after, at, runs? }], findings: [{ text, at }], phases?: [name, ...],
//   years?: [short name, ...] }
// links: pairs for security, shut in normal service.
// Where pipes have a phase (position in `phases`), the map is coloured by it at first, and `until(phase)` draws
// what is built by then, -1 today; plans of one go have none. runs: whether a plant gives heat in each phase.

const PIPE_KIND = { street: 'new, in a street', service: 'new, to a building', reinforced: 'made larger' };
const BUILDING_STATUS = { connected: 'connects', not_connected: 'not connected', unusable: 'cannot connect', does_not_come: 'does not come', comes_after_last_phase: 'comes after the last phase' };
const neverThere = (b) => b.status === 'does_not_come' || b.status === 'comes_after_last_phase';
const dnOf = (entry) => { const found = /(\d+(?:\.\d+)?)$/.exec(entry ?? ''); return found ? Number(found[1]) : null; };

function planModel(plan) {
  const d = plan.document, [x0, y0] = plan.origin, p = plan.present;
  const place = (row) => (Number.isFinite(row.x_m) && Number.isFinite(row.y_m) ? [row.x_m - x0, row.y_m - y0] : []);
  return {
    present: p.id.map((id, i) => ({ id, dn: p.nominal[i] ?? dnOf(p.catalogue[i]), catalogue: p.catalogue[i], course: p.course[i] })),
    consumers: p.consumers,
    pipes: d.pipes.map((row, i) => ({ ...row, dn: dnOf(row.catalogue), density: row.linear_heat_density_mwh_m ?? null, course: plan.courses[i] })),
    links: (d.security?.links ?? []).map((row) => ({ ...row, dn: dnOf(row.catalogue), course: (row.corners ?? []).flatMap(([x, y]) => [x - x0, y - y0]) })),
    buildings: d.buildings.map((row) => ({ ...row, at: place(row) })),
    plants: plan.plants.id.map((id, i) => ({ id, technology: plan.plants.technology[i], capacity: plan.plants.capacity[i], before: plan.plants.before[i], after: plan.plants.after[i], at: plan.plants.at[i] })),
    findings: d.findings.map((row) => ({ ...row, at: place(row) }))
  };
}

function describePipe(row) {
  return [row.id, [['What', PIPE_KIND[row.kind] ?? row.kind], row.when ? ['Laid in', row.when] : null, ['Size', row.before ? `${sizeName(row.before)} → ${sizeName(row.catalogue)}` : sizeName(row.catalogue)], row.by_rule && row.by_rule !== row.catalogue ? ['By rule', sizeName(row.by_rule)] : null, ['Length', `${distance(row.length_m)}, ${row.surface}`], row.design_flow_kg_s === undefined ? null : ['Design flow', unitOf(show.flow(row.design_flow_kg_s), 'kg/s')], row.velocity_m_s === undefined ? null : ['Velocity', unitOf(show.speed(row.velocity_m_s), 'm/s')], row.gradient_pa_m === undefined ? null : ['Gradient', unitOf(show.gradient(row.gradient_pa_m), 'Pa/m')], row.density !== null ? ['Heat density', `${figures(row.density, 3)} MWh/(m·a)`] : null, ['Cost', money(row.capital)]].filter(Boolean), null];
}
function describeLink(row) {
  return [row.id, [['What', 'link for security'], ['Size', sizeName(row.catalogue)], ['Length', distance(row.length_m)], ['Cost', money(row.capital)], ['Secures', powerText(row.secured_kw)], ['Opened without', row.outages.slice(0, 4).join(', ') + (row.outages.length > 4 ? ` and ${fixed(row.outages.length - 4, 0)} more` : '')]], chip('idle', 'shut in normal service')];
}
function describeBuilding(row) {
  const tone = { connected: 'good', not_connected: 'idle', unusable: 'bad' }[row.status] ?? 'idle';
  return [row.id, [row.when ? ['Connects in', row.when] : null, row.could_connect_in ? ['Could connect in', String(row.could_connect_in)] : null, row.use ? ['Use', row.use] : null, Number.isFinite(row.annual_use_mwh) ? ['Annual use', `${show.whole(row.annual_use_mwh)} MWh`] : null, Number.isFinite(row.peak_kw) ? ['Peak', powerText(row.peak_kw)] : null, Number.isFinite(row.service_length_m) ? ['Service pipe', distance(row.service_length_m)] : null].filter(Boolean), chip(tone, row.reason && row.status !== 'connected' ? row.reason : BUILDING_STATUS[row.status] ?? row.status)];
}

function createPlanMap(parts, model, hooks) {
  let colouring = model.phases ? 'phase' : 'built', after = true, until = Infinity;
  const sizes = [...new Set(model.pipes.map((p) => p.dn).filter((v) => v !== null))].sort((a, b) => a - b);
  const largest = Math.max(1, ...sizes, ...model.present.map((p) => p.dn ?? 0));
  const most = Math.max(1, ...model.buildings.map((b) => b.annual_use_mwh ?? 0));
  const width = (dn) => 1.6 + 4 * Math.sqrt((dn ?? 50) / largest);
  const built = (row) => after && (row.phase ?? 0) <= until;
  const runs = (p) => (p.runs && after ? p.runs[Math.min(until, p.runs.length - 1)] : p.before || (after && p.after));
  // Out of service, on the site of one that gives heat.
  const replaced = (p) => !runs(p) && model.plants.some((q) => runs(q) && q.at.length > 0 && q.at[0] === p.at[0] && q.at[1] === p.at[1]);
  const lengthOf = (test) => model.pipes.filter(test).reduce((s, p) => s + p.length_m, 0);
  const links = model.links ?? [], linkColour = () => oklch(isDark() ? 0.78 : 0.52, 0.13, 200), LINK_DASH = [7, 5];
  const kindColour = (kind) => (kind === 'reinforced' ? oklch(isDark() ? 0.74 : 0.5, 0.17, 305) : kind === 'service' ? css('warn') : css('accent'));
  const spread = (i, count) => rampColours('amount')[count > 1 ? Math.round((i / (count - 1)) * (BINS - 1)) : BINS - 1];

  const densityClasses = () => classesOf(model.pipes.map((p) => p.density), 'heat');

  // By the chosen colouring: what gives a pipe its colour, and the legend.
  const colourings = {
    ...(model.phases ? { phase: { name: 'Phase', colours: () => { const of = model.phases.map((_, i) => spread(i, model.phases.length)); return (p) => of[p.phase ?? 0]; }, legend: () => legendOf('New pipes by phase', model.phases.map((name, i) => lineSign(spread(i, model.phases.length), 4, `${name}: ${distance(lengthOf((p) => p.phase === i))}`)), null, true) } } : {}),
    built: { name: 'What is built', colours: () => (p) => kindColour(p.kind), legend: () => legendOf('New pipes', Object.keys(PIPE_KIND).filter((k) => model.pipes.some((p) => p.kind === k)).map((k) => lineSign(kindColour(k), 4, `${PIPE_KIND[k]}: ${distance(lengthOf((p) => p.kind === k))}`)), null, true) },
    size: { name: 'Size', colours: () => { const of = new Map(sizes.map((dn, i) => [dn, spread(i, sizes.length)])); return (p) => of.get(p.dn) ?? css('ink-3'); }, legend: () => legendOf('New pipes by size', sizes.map((dn, i) => lineSign(spread(i, sizes.length), width(dn), `DN ${dn}: ${distance(lengthOf((p) => p.dn === dn))}`))) },
    density: {
      name: 'Linear heat density', colours: () => { const classes = densityClasses(); return (p) => classAt(classes, p.density)?.colour ?? css('rule-2'); },
      legend: () => { const classes = densityClasses(); return legendOf('Linear heat density, MWh/(m·a)', classes.map((c, i) => lineSign(c.colour, 4, `${classText(c, i === classes.length - 1, classEdge)}: ${distance(lengthOf((p) => classAt(classes, p.density) === c))}`)), 'Heat sold through a pipe in a year, over its length.', true); }
    }
  };
  function layers() {
    const colourOf = colourings[colouring].colours(), colours = model.pipes.map(colourOf);
    const quiet = css('ink-3'), panel = css('panel'), ink = css('ink'), good = css('good'), bad = css('bad'), accent = css('accent');
    const big = model.buildings.map((b) => b.annual_use_mwh ?? 0).sort((a, b) => b - a)[7] ?? 0;
    return [
      { key: 'present', lines: model.present.map((p) => p.course), style: (i) => ({ colour: quiet, width: 0.6 * width(model.present[i].dn) }), describe: (i) => [model.present[i].id, [['What', 'lies there'], model.present[i].catalogue ? ['Size', sizeName(model.present[i].catalogue)] : null].filter(Boolean), null] },
      { key: 'pipe', lines: model.pipes.map((p) => p.course), style: (i) => (built(model.pipes[i]) ? { colour: colours[i], width: width(model.pipes[i].dn) } : null), describe: (i) => describePipe(model.pipes[i]) },
      { key: 'link', lines: links.map((l) => l.course), style: (i) => (after ? { colour: linkColour(), width: width(links[i].dn), dash: LINK_DASH } : null), describe: (i) => describeLink(links[i]) },
      { key: 'consumer', points: model.consumers, style: () => ({ shape: 'circle', fill: quiet, line: panel, r: 2.4 }) },
      { key: 'building', points: model.buildings.map((b) => b.at), extent: model.buildings.filter((b) => b.status === 'connected').map((b) => b.at), style: (i) => buildingStyle(model.buildings[i]), describe: (i) => describeBuilding(model.buildings[i]), name: (i) => { const b = model.buildings[i]; return built(b) && b.status === 'connected' && b.annual_use_mwh > 0 && b.annual_use_mwh >= big ? { text: b.id, colour: good, weight: 500, rank: b.annual_use_mwh } : null; } },
      { key: 'finding', points: model.findings.map((f) => f.at), extent: [], style: () => ({ shape: 'cross', fill: bad, line: panel, r: 4 }), describe: (i) => [model.findings[i].feature ?? 'finding', [], el('p', { style: 'margin-top:4px' }, model.findings[i].text)] },
      { key: 'plant', points: model.plants.map((p) => p.at), extent: model.plants.filter((p) => p.before || p.after).map((p) => p.at), style: (i) => { const p = model.plants[i]; return replaced(p) ? null : runs(p) ? { shape: 'plant', fill: p.before ? ink : accent, line: panel, r: 7 } : { shape: 'plant', fill: panel, line: quiet, r: 7 }; }, describe: (i) => [model.plants[i].id, [model.plants[i].technology ? ['Technology', model.plants[i].technology] : null, model.plants[i].capacity !== null ? ['Capacity', powerText(model.plants[i].capacity)] : null].filter(Boolean), null], name: (i) => ({ text: model.plants[i].id, colour: ink, weight: 600, must: true }) }
    ];
    function buildingStyle(b) {
      const r = 2.4 + 4.5 * Math.sqrt((b.annual_use_mwh ?? 0) / most);
      if (b.status === 'unusable') return { shape: 'cross', fill: bad, line: panel, r: 3.5 };
      return b.status === 'connected' && built(b) ? { shape: 'circle', fill: good, line: panel, r } : { shape: 'circle', fill: panel, line: b.status === 'connected' && after ? good : neverThere(b) ? css('rule-2') : quiet, r: Math.min(r, 4) };
    }
  }
  function signs() {
    const quiet = css('ink-3'), panel = css('panel'), list = [];
    if (model.present.length > 0) list.push(lineSign(quiet, 2.5, 'lies there'), dotSign('circle', quiet, panel, 'connected today'));
    if (after && links.length > 0) list.push(lineSign(linkColour(), 3, `link for security, shut in normal service: ${distance(links.reduce((s, l) => s + l.length_m, 0))}`, '4 3'));
    if (after) list.push(dotSign('circle', css('good'), panel, model.phases ? 'connected by then' : 'connects'));
    if (after && until < (model.phases?.length ?? 0) - 1) list.push(dotSign('circle', panel, css('good'), 'connects later'));
    if (model.buildings.some(neverThere)) list.push(dotSign('circle', panel, css('rule-2'), model.buildings.some((b) => b.status === 'comes_after_last_phase') ? 'does not come, or after the last phase' : 'does not come'));
    if (model.buildings.some((b) => b.status === 'not_connected')) list.push(dotSign('circle', panel, quiet, 'not connected'));
    if (model.buildings.some((b) => b.status === 'unusable')) list.push(dotSign('cross', css('bad'), panel, 'cannot connect'));
    if (model.plants.some((p) => p.before && runs(p))) list.push(dotSign('plant', css('ink'), panel, 'plant'));
    if (model.plants.some((p) => !p.before && runs(p))) list.push(dotSign('plant', css('accent'), panel, 'plant that joins'));
    if (model.plants.some((p) => !runs(p))) list.push(dotSign('plant', panel, quiet, model.phases ? 'plant without heat then' : 'plant alone'));
    return el('div', { class: 'block legend' }, el('h3', {}, 'Signs'), el('div', { class: 'marks' }, list));
  }
  const map = createLayerMap(parts.map, layers(), { label: 'Map of the plan', pick: hooks.pick });
  function refresh() {
    map.set(layers());
    clear(parts.legend, after ? colourings[colouring].legend() : null, signs());
  }
  const select = el('select', { 'aria-label': 'Colour new pipes by', onchange: (e) => { colouring = e.target.value; refresh(); } }, Object.entries(colourings).map(([key, c]) => el('option', { value: key }, c.name)));
  const states = model.phases ? [[-1, 'Today'], ...model.phases.map((name, i) => [i, model.years?.[i] ?? name])] : [[-1, 'Before'], [Infinity, 'After']];
  const state = segmented(model.phases ? 'Built by' : 'State', states, states[states.length - 1][0], (value) => { after = value >= 0; until = value; select.disabled = !after; refresh(); hooks.until?.(value); });
  const reach = (phase) => { const at = states.findIndex(([value]) => value === phase); state.children[at < 0 ? states.length - 1 : at].click(); };
  // What is not built yet is drawn when it is chosen.
  const due = (item) => { const row = { pipe: model.pipes, link: links, building: model.buildings }[item?.kind]?.[item.row]; return row && (item.kind !== 'building' || row.status === 'connected') ? row.phase ?? 0 : -1; };
  clear(parts.controls, model.phases ? el('span', { class: 'built-by' }, 'Built by', state) : state, el('label', {}, 'Colour by', select));
  refresh();
  return { refresh, paintNow: map.paintNow, select: (item) => { if (model.phases ? due(item) > (after ? until : -1) : !after) reach(model.phases ? due(item) : Infinity); map.select(item); }, until: reach };
}
