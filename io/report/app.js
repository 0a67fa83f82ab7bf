// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Puts the page together and keeps what is chosen: operating point, colouring, consumer, element.

const app = (() => {
  let current = Math.max(0, doc.points.findIndex((p) => p.converged));
  let measure = MEASURES[0], consumer = -1, pressureMode = 'bar', selected = null;
  const point = () => doc.points[current];

  byId('kicker').textContent = ['Heat network report', doc.created].filter(Boolean).join(' · ');
  byId('description').textContent = doc.project.description;
  if (!doc.project.description) byId('description').remove();
  byId('foot').textContent = `${doc.program}. Pressures are gauge, at the pipe; velocities and gradients are those of straight pipe. This file holds all its data and loads nothing.`;

  const map = createMap(byId('map-box'), { describe: (item) => describeItem(item, point()), pick: (item) => pick(item, false) });
  const tables = createTables(byId('tables-box'), { pick: (item) => { pick(item, true); byId('map').scrollIntoView({ behavior: calm() }); }, go: (i) => { setPoint(i); window.scrollTo({ top: 0, behavior: calm() }); }, pointId: () => point().id });
  const calm = () => (window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth');

  // Controls.
  const pointName = (p) => p.id || 'As described';
  const pointSelect = el('select', { id: 'point-select', onchange: (e) => setPoint(Number(e.target.value)) }, doc.points.map((p, i) => el('option', { value: i }, `${{ good: '', warn: '! ', bad: '✕ ' }[p.verdict.tone]}${pointName(p)}`)));
  clear(byId('point'), doc.points.length > 1 ? [el('label', { for: 'point-select' }, 'Operating point'), pointSelect] : el('span', { class: 'note' }, doc.points.length > 0 && point().id ? `Operating point: ${point().id}` : ''));
  const chooseMeasure = el('select', { id: 'measure', onchange: (e) => { measure = MEASURES.find((m) => m.key === e.target.value); colour(); } }, MEASURES.map((m) => el('option', { value: m.key }, m.name)));
  const found = el('datalist', { id: 'found' });
  const names = [];
  doc.plants.id.forEach((id, row) => names.push([id, { kind: 'plant', row }]));
  doc.substations.id.forEach((id, row) => names.push([id, { kind: 'substation', row }]));
  doc.connections.forEach((c, row) => names.push([c.name || c.id, { kind: 'connection', row }]));
  doc.trenches.id.forEach((id, row) => names.push([id, { kind: 'trench', row }]));
  doc.links.kind.forEach((kind, i) => { if (kind === KIND.valve || kind === KIND.pump) names.push([doc.links.id[i], { kind: 'link', row: net.lines + i }]); });
  doc.places.id.forEach((id, row) => names.push([id, { kind: 'place', row }]));
  const finder = el('input', { type: 'search', list: 'found', placeholder: 'Find an element', 'aria-label': 'Find an element by name', oninput: () => {
    const words = finder.value.trim().toLowerCase();
    const exact = names.find(([n]) => n.toLowerCase() === words);
    clear(found, words ? names.filter(([n]) => n.toLowerCase().includes(words)).slice(0, 25).map(([n]) => el('option', { value: n })) : []);
    if (exact) pick(exact[1], true);
  } });
  clear(byId('map-controls'), el('label', {}, 'Colour by', chooseMeasure), finder, found);

  const consumerLabel = (row) => `${doc.substations.id[row]}${row === point()?.totals?.index ? ' (index consumer)' : ''}`;
  const few = doc.substations.id.length <= 400;
  const consumerList = el('datalist', { id: 'consumers' });
  const consumerField = few ? el('select', { 'aria-label': 'Consumer', onchange: (e) => follow(Number(e.target.value), false) }) : el('input', { type: 'search', list: 'consumers', 'aria-label': 'Consumer', oninput: (e) => {
    const words = e.target.value.trim().toLowerCase();
    clear(consumerList, doc.substations.id.filter((id) => id.toLowerCase().includes(words)).slice(0, 25).map((id) => el('option', { value: id })));
    const row = doc.substations.id.findIndex((id) => id.toLowerCase() === words);
    if (row >= 0) follow(row, false);
  } });
  const indexButton = el('button', { type: 'button', onclick: () => follow(point().totals.index, false) }, 'Index consumer');
  clear(byId('profile-controls'), el('label', {}, 'To', consumerField), consumerList, indexButton, segmented('Pressure shown as', [['bar', 'bar'], ['head', 'm head']], 'bar', (mode) => { pressureMode = mode; drawWay(); }));

  const legendBox = el('div', { class: 'block legend' }), markBox = el('div', { class: 'block legend' }), factBox = el('div', { class: 'block' });
  clear(byId('map-side'), factBox, legendBox, markBox);
  function drawMarks() {
    const sign = (text, ...shapes) => el('span', {}, svg('svg', { viewBox: '0 0 18 18', 'aria-hidden': 'true' }, shapes), text);
    const ink = 'var(--ink)', panel = 'var(--panel)', bad = 'var(--bad)';
    const marks = [];
    if (doc.plants.link.length > 0) marks.push(sign('plant', svg('rect', { x: 3, y: 3, width: 12, height: 12, fill: ink }), svg('circle', { cx: 9, cy: 9, r: 2.2, fill: panel })));
    if (doc.substations.link.length > 0) marks.push(sign('substation', svg('circle', { cx: 9, cy: 9, r: 4.5, fill: panel, stroke: ink, 'stroke-width': 1.4 })), sign('index consumer', svg('circle', { cx: 9, cy: 9, r: 3, fill: panel, stroke: ink, 'stroke-width': 1.3 }), svg('circle', { cx: 9, cy: 9, r: 7.5, fill: 'none', stroke: 'var(--accent)', 'stroke-width': 2 })));
    if (point().converged && doc.substations.link.some((l) => STATUS_TONE[point().link.s[l]] === 'bad')) marks.push(sign('not fully served', svg('path', { d: 'M9 2l7 13H2z', fill: bad })));
    if (shownNow?.over > 0) marks.push(sign('above its limit', svg('path', { d: 'M1 9H17', stroke: bad, 'stroke-width': 9, 'stroke-opacity': 0.3 }), svg('path', { d: 'M1 9H17', stroke: bad, 'stroke-width': 4 })));
    if (doc.links.kind.includes(KIND.pump)) marks.push(sign('pump', svg('circle', { cx: 9, cy: 9, r: 6, fill: panel, stroke: ink }), svg('path', { d: 'M7 5l6 4-6 4', fill: 'none', stroke: ink })));
    if (doc.links.kind.includes(KIND.valve)) marks.push(sign('valve', svg('path', { d: 'M3 5l12 8V5L3 13z', fill: panel, stroke: ink })));
    if (doc.boundaries.node.length > 0) marks.push(sign('water in or out', svg('rect', { x: 4, y: 4, width: 10, height: 10, fill: 'var(--return)' })));
    if (!at.schematic) for (const [tone, text] of [['good', 'can connect'], ['warn', 'if reinforced'], ['bad', 'cannot connect']]) if (doc.connections.some((c) => c.tone === tone)) marks.push(sign(text, svg('path', { d: 'M9 2l7 7-7 7-7-7z', fill: `var(--${tone})` })));
    if (doc.streets.length > 0 && !at.schematic) marks.push(sign('street', svg('path', { d: 'M1 9H17', stroke: 'var(--street)', 'stroke-width': 2.5 })));
    marks.push(sign('no flow', svg('path', { d: 'M1 9H17', stroke: 'var(--rule-2)', 'stroke-width': 1.6, 'stroke-dasharray': '3 3' })));
    if (doc.trenches.open.some((o) => !o)) marks.push(sign('closed', svg('path', { d: 'M5 5l8 8M13 5l-8 8', stroke: ink, 'stroke-width': 2 })));
    if (way) marks.push(sign('way shown below', svg('path', { d: 'M1 9H17', stroke: 'var(--accent)', 'stroke-width': 12, 'stroke-opacity': 0.28 })));
    clear(markBox, el('h3', {}, 'Signs'), el('div', { class: 'marks' }, marks));
  }

  let way = null, shownNow = null;
  function colour() {
    if (!point()?.converged) return;
    shownNow = measured(measure, point());
    drawLegend(legendBox, shownNow);
    drawMarks();
    map.set(point(), shownNow, way);
  }
  function drawWay() {
    if (!way) return;
    const index = point().totals.index;
    const data = drawProfile(byId('profile-box'), point(), way, pressureMode);
    const from = way.plant === undefined ? 'the plant' : doc.plants.id[way.plant];
    byId('profile-note').textContent = `${distance(data.length)} of trench from ${from} to ${doc.substations.id[consumer]}${consumer === index ? ', the consumer with the least pressure to spare' : ''}${way.still ? '; no water flows there, so this is the shortest way' : ', along the largest flow'}. ${pressureMode === 'head' ? `Metres of water at ${fixed(point().density, 0)} kg/m³.` : ''}`;
  }
  function follow(row, scroll) {
    if (row < 0 || row === undefined) return;
    consumer = row;
    way = wayTo(row, point());
    if (way) way.trenches = way.links.filter((l) => l < net.lines).map((l) => net.trenchOf[l]);
    if (few) consumerField.value = String(row); else consumerField.value = doc.substations.id[row];
    if (way) drawWay(); else { clear(byId('profile-box')); byId('profile-note').textContent = `${doc.substations.id[row]} has no way to any plant.`; }
    colour();
    if (scroll) byId('profile').scrollIntoView({ behavior: calm() });
  }
  function pick(item, centre) {
    selected = item;
    drawFacts(factBox, item, point());
    if (item?.kind === 'substation' && !centre) follow(item.row, false);
    if (centre) map.select(item, true);
  }
  function setPoint(i) {
    current = i;
    pointSelect.value = String(i);
    const p = point();
    drawVerdict(byId('verdict'), p);
    const solved = p.converged;
    for (const id of ['map', 'energy', 'limits', 'tables']) byId(id).hidden = !solved;
    byId('profile').hidden = !solved || doc.substations.link.length === 0;
    byId('energy').hidden = !solved || !(p.totals.plant_heat_kw > 0);
    if (p.description && solved) byId('verdict').append(el('p', { class: 'note', style: 'margin-top:12px' }, p.description));
    drawBasis(byId('basis-box'), p);
    drawSections();
    if (!solved) return;
    tables.set(tableList(p));
    drawFacts(factBox, selected, p);
    drawLimits(byId('limits-box'), p);
    if (few) {
      const order = doc.substations.id.map((_, row) => row).sort((a, b) => (b === p.totals.index) - (a === p.totals.index) || doc.substations.id[a].localeCompare(doc.substations.id[b], 'en', { numeric: true }));
      clear(consumerField, order.map((row) => el('option', { value: row }, consumerLabel(row))));
    }
    indexButton.hidden = p.totals.index < 0;
    follow(consumer >= 0 && consumer !== lastIndex ? consumer : Math.max(0, p.totals.index), false);
    lastIndex = p.totals.index;
    if (doc.substations.link.length === 0) colour();
    drawEnergy();
  }
  let lastIndex = -1;
  function drawEnergy() { if (!byId('energy').hidden) { drawSankey(byId('sankey'), point()); drawShares(byId('shares'), point()); } }
  function drawSections() {
    clear(byId('sections'), [['time', 'In time'], ['plan', 'Plan'], ['phases', 'Phases'], ['map', 'Network'], ['profile', 'Pressure'], ['energy', 'Heat'], ['limits', 'Limits'], ['connections', 'Connections'], ['together', 'Together'], ['hosting', 'Room'], ['contingency', 'Outages'], ['tables', 'Tables'], ['basis', 'Basis']].filter(([id]) => !byId(id).hidden).map(([id, name]) => el('li', {}, el('a', { href: `#${id}` }, name))));
  }
  const studies = [];
  function redraw() { drawTime(byId('time'), byId('time-box')); for (const study of studies) { study.refresh(); study.paintNow(); } if (point()?.converged) { drawWay(); drawEnergy(); colour(); map.paintNow(); } }

  let width = window.innerWidth, timer = 0;
  window.addEventListener('resize', () => { if (window.innerWidth !== width) { width = window.innerWidth; clearTimeout(timer); timer = setTimeout(redraw, 120); } });
  darkQuery.addEventListener('change', redraw);
  window.addEventListener('beforeprint', () => { printing = true; document.documentElement.classList.add('print'); redraw(); });
  window.addEventListener('afterprint', () => { printing = false; document.documentElement.classList.remove('print'); redraw(); });

  return {
    pick: (item) => { pick(item, true); byId('map').scrollIntoView({ behavior: calm() }); }, follow, setPoint,
    start() {
      drawTime(byId('time'), byId('time-box'));
      drawConnections(byId('connections'), byId('connections-box'));
      drawTogether(byId('together'), byId('together-box'));
      studies.push(...[drawPlan(byId('plan'), byId('plan-box')), drawPhases(byId('phases'), byId('phases-box')), drawHosting(byId('hosting'), byId('hosting-box')), drawContingency(byId('contingency'), byId('contingency-box'))].filter(Boolean));
      if (doc.points.length === 0) { clear(byId('verdict'), doc.time || doc.together || studies.length > 0 ? null : el('p', { class: 'empty' }, 'The report holds no operating point.')); drawSections(); for (const id of ['map', 'profile', 'energy', 'limits', 'tables', 'basis']) byId(id).hidden = true; return; }
      setPoint(current);
    }
  };
})();
app.start();
