// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// How much load could connect where: the map by largest load or by the limit that binds, the best and the worst
// places, what binds how often.

const BOUND_WORD = { '': 'nothing binds', unserved: 'somebody would be short of heat', unsolved: 'a larger load has no solution', cut_off: 'cut off from the pressure', branch_size: 'largest pipe of a branch' };
const boundText = (rows, i) => BOUND_WORD[rows.bound[i]] ?? rows.title[i];
// Nothing binds: no end of it.
const hasRoom = (rows, i) => (rows.capacity[i] === null ? rows.bound[i] === '' : rows.capacity[i] > 0);
const roomOf = (rows, i) => (rows.capacity[i] === null ? (rows.bound[i] === '' ? Infinity : 0) : rows.capacity[i]);
const roomText = (rows, i) => (roomOf(rows, i) === Infinity ? 'no end' : powerText(roomOf(rows, i)));

// Of a street that taps a pipe between its ends: where along it, of its drawn length.
const joinedText = (rows, i) => (rows.tap[i] === null ? rows.decided[i] : `${rows.decided[i]}, ${fixed(100 * rows.tap[i], 0)} % along it`);

const shortPower = (kw) => (kw >= 1000 ? `${classEdge(kw / 1000)} MW` : `${classEdge(kw)} kW`);

function boundCounts(rows) {
  const count = new Map();
  rows.id.forEach((_, i) => { const word = boundText(rows, i); count.set(word, (count.get(word) ?? 0) + 1); });
  return [...count.entries()].sort((a, b) => b[1] - a[1]);
}

function describeRoom(kind, rows, i) {
  const name = kind === 'street' ? `Street ${rows.id[i]}` : rows.id[i];
  const value = rows.value[i] === null || rows.limit[i] === null ? null : `${figures(rows.value[i], 3)} of ${figures(rows.limit[i], 3)} ${rows.unit[i]}`;
  return [name, [['Largest load', roomText(rows, i)], ['Stopped by', boundText(rows, i)], rows.element[i] ? ['at', rows.element[i]] : null, value ? ['there', value] : null, rows.way[i] ? ['on the way to', rows.way[i]] : null, rows.decided[i] ? [kind === 'street' ? 'joined at' : 'decided at', joinedText(rows, i)] : null, rows.branch[i] !== null ? ['Branch', distance(rows.branch[i])] : null].filter(Boolean), hasRoom(rows, i) ? null : chip('bad', 'nothing can connect')];
}

function drawHosting(section, box) {
  section.hidden = !doc.hosting;
  if (section.hidden) return null;
  const h = doc.hosting, kinds = { node: h.nodes, pair: h.pairs, street: h.streets };
  const none = h.nodes.id.filter((_, i) => !hasRoom(h.nodes, i)).length;
  const order = h.nodes.id.map((_, i) => i).sort((a, b) => roomOf(h.nodes, b) - roomOf(h.nodes, a));
  const bounds = boundCounts(h.nodes), middle = order[Math.floor(order.length / 2)];
  const tone = none === 0 ? 'good' : 'warn';
  const parts = { map: el('div', { class: 'map-box' }), facts: el('div', { class: 'block' }), legend: el('div', { class: 'legends' }) };
  const facts = (item) => {
    if (!item || !kinds[item.kind]) { clear(parts.facts, el('h3', {}, 'Place'), el('p', { class: 'note' }, 'Choose a node, pipe or street on the map or in a table.')); return; }
    const [name, rows, tail] = describeRoom(item.kind, kinds[item.kind], item.row);
    clear(parts.facts, el('h3', {}, { node: 'Node', pair: 'Pipe', street: 'Street' }[item.kind]), el('h4', {}, name), tail, factTable(rows));
  };
  let colouring = 'room';
  const classes = () => classesOf(h.nodes.capacity.concat(h.streets.capacity), 'amount');
  const bindsColours = () => { const palette = sourceColours(OWN_COLOURS); return new Map(boundCounts({ id: [].concat(...Object.values(kinds).map((k) => k.id)), bound: [].concat(...Object.values(kinds).map((k) => k.bound)), title: [].concat(...Object.values(kinds).map((k) => k.title)) }).map(([word], i) => [word, palette[i] ?? css('ink-3')])); };
  function layers() {
    const panel = css('panel'), bad = css('bad'), ink = css('ink'), steps = classes(), binds = bindsColours();
    const colour = (rows, i) => (colouring === 'binds' ? binds.get(boundText(rows, i)) : !hasRoom(rows, i) ? bad : rows.capacity[i] === null ? css('good') : classAt(steps, rows.capacity[i])?.colour ?? css('rule-2'));
    const few = h.nodes.id.length < 400;
    const layer = (key, style) => ({ key, describe: (i) => describeRoom(key, kinds[key], i), style: (i) => style(colour(kinds[key], i)) });
    return [
      { key: 'ground', lines: h.ground, style: () => ({ colour: css('rule-2'), width: 1.2 }) },
      { lines: h.streets.course, extent: [], ...layer('street', (c) => ({ colour: c, width: 2, dash: [5, 4] })) },
      { lines: h.pairs.course, ...layer('pair', (c) => ({ colour: c, width: 3.6 })) },
      { points: h.nodes.course, ...layer('node', (c) => ({ shape: 'circle', fill: c, line: panel, r: few ? 4.2 : 2.8 })) },
      { key: 'plant', points: h.plants.at, style: () => ({ shape: 'plant', fill: ink, line: panel, r: 7 }), name: (i) => ({ text: h.plants.id[i], colour: ink, weight: 600, must: true }) }
    ];
  }
  function legend() {
    const all = Object.values(kinds), number = (test) => all.reduce((s, rows) => s + rows.id.filter((_, i) => test(rows, i)).length, 0);
    const steps = classes();
    const signs = colouring === 'binds'
      ? [...bindsColours()].map(([word, colour]) => lineSign(colour, 5, `${upperFirst(word)}: ${fixed(number((rows, i) => boundText(rows, i) === word), 0)}`))
      : [none > 0 || number((rows, i) => !hasRoom(rows, i)) > 0 ? lineSign(css('bad'), 5, `nothing can connect: ${fixed(number((rows, i) => !hasRoom(rows, i)), 0)}`) : null, ...steps.map((c, i) => lineSign(c.colour, 5, `${classText(c, i === steps.length - 1, shortPower)}: ${fixed(number((rows, k) => rows.capacity[k] > 0 && classAt(steps, rows.capacity[k]) === c), 0)}`)), number((rows, i) => rows.capacity[i] === null && rows.bound[i] === '') > 0 ? lineSign(css('good'), 5, 'no end of it') : null].filter(Boolean);
    return [legendOf(colouring === 'binds' ? 'What stops a larger load' : 'Largest load', signs, 'With how many nodes, pipes and streets.', true), el('div', { class: 'block legend' }, el('h3', {}, 'Signs'), el('div', { class: 'marks' }, [dotSign('circle', css('ink-3'), css('panel'), 'node'), lineSign(css('ink-3'), 4, 'pipe'), h.streets.id.length > 0 ? lineSign(css('ink-3'), 2, 'street', '5 4') : null, dotSign('plant', css('ink'), css('panel'), 'plant')]))];
  }
  const drawn = h.nodes.course.some((c) => c.length > 0);
  const map = drawn ? createLayerMap(parts.map, layers(), { label: 'Map of the room for more load', pick: facts }) : null;
  const refresh = () => { if (map) { map.set(layers()); clear(parts.legend, legend()); } };
  const controls = el('div', { class: 'controls' }, el('label', {}, 'Colour by', el('select', { 'aria-label': 'Colour by', onchange: (e) => { colouring = e.target.value; refresh(); } }, el('option', { value: 'room' }, 'Largest load'), el('option', { value: 'binds' }, 'What stops a larger one'))));
  const choose = (item) => { facts(item); if (map) { map.select(item); parts.map.scrollIntoView({ behavior: 'auto', block: 'center' }); } };
  const places = (list) => plainTable([['Node', 1], ['Largest load', 0], ['What stops a larger one', 1, 1]], list.map((i) => [el('button', { type: 'button', class: 'link', onclick: () => choose({ kind: 'node', row: i }) }, h.nodes.id[i]), roomText(h.nodes, i), [boundText(h.nodes, i), h.nodes.element[i] ? el('div', { class: 'small' }, h.nodes.element[i]) : null]]), list.map((i) => (hasRoom(h.nodes, i) ? null : 'bad')));
  const shown = Math.min(10, Math.ceil(order.length / 2)), tables = el('div', {});
  clear(box, stateBanner('The study', h.differs),
    el('div', { class: `banner ${tone}` }, el('div', { class: 'word' }, mark(tone), 'Room for more'), el('p', { class: 'say' }, none === 0 ? `Every one of ${counted(h.nodes.id.length, 'nodes')} has room for more.` : `Nothing can connect at ${fixed(none, 0)} of ${counted(h.nodes.id.length, 'nodes')}.`), el('ul', {}, el('li', {}, `One load at a time, at ${h.point}, returning ${fixed(h.return_c, 1)} °C, without a larger pipe anywhere.`))),
    el('dl', { class: 'keys' }, order.length > 0 ? [keyFigure('Most room', roomOf(h.nodes, order[0]) === Infinity ? ['no end', ''] : power(roomOf(h.nodes, order[0])), h.nodes.id[order[0]]), keyFigure('In the middle', roomOf(h.nodes, middle) === Infinity ? ['no end', ''] : power(roomOf(h.nodes, middle)), 'half of the nodes have more'), keyFigure('Least room', power(roomOf(h.nodes, order[order.length - 1])), h.nodes.id[order[order.length - 1]])] : null, bounds.slice(0, 1).map(([word, n]) => keyFigure('Binds most often', [fixed((100 * n) / h.nodes.id.length, 0), '% of nodes'], word))),
    drawn ? [el('div', { class: 'row-head', style: 'margin-top:24px' }, el('h3', { class: 'title' }, 'Where'), controls), el('div', { class: 'map-grid' }, parts.map, el('aside', { class: 'side', 'aria-live': 'polite' }, parts.facts, parts.legend))] : el('p', { class: 'note' }, 'The project gives no coordinates: there is no map.'),
    el('div', { class: 'study-two' }, el('div', {}, el('h3', { class: 'title' }, 'Most room'), places(order.slice(0, shown))), el('div', {}, el('h3', { class: 'title' }, 'Least room'), places(order.slice(-shown).reverse()))),
    el('h3', { class: 'title', style: 'margin-top:28px' }, 'Every node, pipe and street'), tables);
  facts(null);
  refresh();
  createTables(tables, { id: 'hosting', page: STUDY_PAGE, name: `hosting ${h.point}`, pick: choose }).set(Object.entries({ node: 'Nodes', pair: 'Pipes', street: 'Streets' }).map(([kind, name]) => roomTable(kind, name, kinds[kind])).filter((t) => t.rows.length > 0));
  return { refresh, paintNow: () => map?.paintNow() };
}

function roomTable(kind, name, rows) {
  const of = (key) => (i) => rows[key][i] === '' ? null : rows[key][i];
  return { key: kind, name, rows: rows.id.map((_, i) => i), tone: (i) => (hasRoom(rows, i) ? null : 'bad'), sort: [1, -1], columns: [
    column(name.slice(0, -1), '', 'id', (i) => rows.id[i], undefined, { pick: (row) => ({ kind, row }) }), column('Largest load', 'kW', 'capacity_kw', (i) => rows.capacity[i], show.kw), column('What stops a larger one', '', 'binding_limit', (i) => rows.bound[i], undefined, { cell: (v) => BOUND_WORD[v] ?? rows.title[rows.bound.indexOf(v)], say: (v) => BOUND_WORD[v] ?? v.replace(/_/g, ' ') }), column('at', '', 'binding_element', of('element')),
    column('Value', '', 'value', (i) => rows.value[i], (v) => figures(v, 3)), column('Limit', '', 'limit', (i) => rows.limit[i], (v) => figures(v, 3)), column('Unit', '', 'unit', of('unit')), column('on the way to', '', 'design_consumer', of('way')), ...(kind === 'node' ? [] : [column(kind === 'street' ? 'joined at' : 'decided at', '', 'decided_at', of('decided'))]), ...(kind === 'street' ? [column('Part of the pipe', '', 'tap_position', (i) => rows.tap[i], (v) => figures(v, 2)), column('Branch', 'm', 'branch_length_m', (i) => rows.branch[i], show.metre)] : [])
  ] };
}
