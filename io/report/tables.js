// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Tables: sortable, searchable, paged, and written as CSV with the columns that the command's own files have.

const PAGE = 50;
const column = (name, unit, csv, get, text, more) => ({ name, unit, csv, get, text: text ?? ((v) => v ?? NONE), numeric: text !== undefined, ...more });
// The consumer whose way carried its design flows; null for the design point itself.
const wayName = (row) => (row >= 0 ? doc.substations.id[row] : null);
const nodeValue = (point, key, node) => (node < 0 ? null : point.node[key][node]);

function tableList(point) {
  const link = point.link;
  const idColumn = (kind, get) => column(kind === 'plant' ? 'Plant' : 'Substation', '', 'id', get, undefined, { pick: (row) => ({ kind, row }) });
  const status = (get) => column('Status', '', 'status', get, undefined, { cell: (v) => statusChip(v), say: (v) => STATUS_WORD[v] ?? v });
  const pickLine = (line) => ({ kind: 'trench', row: net.trenchOf[line] });
  const t = doc.trenches;
  const pipes = [
    column('Pipe', '', 'id', (i) => net.linkId(i), undefined, { pick: pickLine }),
    column('Size', '', 'size', (i) => sizeOf(net.trenchOf[i])),
    column('From', '', 'from', (i) => doc.places.id[doc.nodes.place[net.from[i]]]),
    column('To', '', 'to', (i) => doc.places.id[doc.nodes.place[net.to[i]]]),
    column('Length', 'm', 'length_m', (i) => t.length[net.trenchOf[i]], show.metre),
    column('Flow', 'kg/s', 'mass_flow_kg_s', (i) => link.m[i], show.flow),
    column('Velocity', 'm/s', 'velocity_m_s', (i) => point.line.v[i], show.speed),
    column('Gradient', 'Pa/m', 'pressure_gradient_pa_m', (i) => point.line.g[i], show.gradient),
    column('of limit', '%', 'gradient_use_percent', (i) => (t.limit[net.trenchOf[i]] && point.line.g[i] !== null ? (100 * point.line.g[i]) / t.limit[net.trenchOf[i]] : null), show.whole),
    ...(point.line.dm ? [
      column('Design flow', 'kg/s', 'design_flow_kg_s', (i) => point.line.dm[i], show.flow),
      column('Design velocity', 'm/s', 'design_velocity_m_s', (i) => point.line.dv[i], show.speed),
      column('Design gradient', 'Pa/m', 'design_pressure_gradient_pa_m', (i) => point.line.dg[i], show.gradient),
      column('on the way to', '', 'design_consumer', (i) => wayName(point.line.dc[i]))
    ] : []),
    column('Inlet', '°C', 'inlet_temperature_c', (i) => point.line.ti[i], show.celsius),
    column('Outlet', '°C', 'outlet_temperature_c', (i) => point.line.to[i], show.celsius),
    column('Heat loss', 'kW', 'heat_loss_kw', (i) => (point.line.q[i] === null ? null : point.line.q[i] / 1000), (v) => figures(v, 3)),
    status((i) => link.s[i])
  ];
  const lines = Array.from({ length: net.lines }, (_, i) => i);
  const worst = (key) => lines.filter((i) => point.line[key][i] !== null).sort((a, b) => point.line[key][b] - point.line[key][a]).slice(0, 20);
  const rowsOf = (columns) => columns.link.map((_, row) => row);
  const p = doc.plants, s = doc.substations;
  const list = [
    { key: 'substations', name: 'Substations', rows: rowsOf(s), tone: (r) => STATUS_TONE[link.s[s.link[r]]], columns: [
      idColumn('substation', (r) => s.id[r]), status((r) => link.s[s.link[r]]),
      column('Heat', 'kW', 'heat_kw', (r) => point.substation.q[r], show.kw), column('Unmet', 'kW', 'unmet_heat_kw', (r) => point.substation.u[r], (v) => (v < 0.05 ? NONE : show.kw(v))),
      column('Flow', 'kg/s', 'mass_flow_kg_s', (r) => link.m[s.link[r]], show.flow), column('Supply', '°C', 'supply_temperature_c', (r) => point.substation.ts[r], show.celsius), column('Return', '°C', 'return_temperature_c', (r) => point.substation.tr[r], show.celsius),
      column('Δp', 'bar', 'differential_pressure_bar', (r) => point.substation.dp[r], show.bar), column('to spare', 'bar', 'differential_pressure_margin_bar', (r) => (point.substation.dp[r] === null || s.minimum_dp[r] === null ? null : point.substation.dp[r] - s.minimum_dp[r]), show.bar),
      ...(point.substation.ddp ? [column('Design Δp', 'bar', 'design_differential_pressure_bar', (r) => point.substation.ddp[r], show.bar)] : []),
      column('Valve', '% open', 'valve_opening_percent', (r) => point.substation.k[r], show.whole), column('Peak', 'kW', 'peak_kw', (r) => s.peak[r], show.kw), column('Annual use', 'MWh', 'annual_use_mwh', (r) => s.annual[r], show.whole)
    ] },
    { key: 'plants', name: 'Plants', rows: rowsOf(p), tone: (r) => STATUS_TONE[link.s[p.link[r]]], columns: [
      idColumn('plant', (r) => p.id[r]), column('Technology', '', 'technology', (r) => p.technology[r]), column('Control', '', 'control', (r) => p.control[r], undefined, { say: (v) => v.replace(/_/g, ' ') }), status((r) => link.s[p.link[r]]),
      column('Heat', 'kW', 'heat_kw', (r) => point.plant.q[r], show.kw), column('Capacity', 'kW', 'capacity_kw', (r) => p.capacity[r], show.kw), column('Flow', 'kg/s', 'mass_flow_kg_s', (r) => link.m[p.link[r]], show.flow),
      column('Supply', '°C', 'supply_temperature_c', (r) => point.plant.ts[r], show.celsius), column('Return', '°C', 'return_temperature_c', (r) => point.plant.tr[r], show.celsius), column('Pressure lift', 'bar', 'differential_pressure_bar', (r) => point.plant.dp[r], show.bar),
      column('Pumps', 'kW el.', 'pump_electricity_kw', (r) => point.plant.pe[r], show.kw), column('All electricity', 'kW el.', 'electricity_kw', (r) => point.plant.e[r], show.kw)
    ] },
    { key: 'steepest', name: 'Steepest 20 pipes', rows: worst('g'), columns: pipes, sort: [7, -1] },
    { key: 'fastest', name: 'Fastest 20 pipes', rows: worst('v'), columns: pipes, sort: [6, -1] },
    { key: 'pipes', name: 'Pipes', rows: lines, columns: pipes },
    { key: 'nodes', name: 'Nodes', rows: doc.nodes.place.map((_, i) => i), columns: [
      column('Node', '', 'id', (i) => doc.places.id[doc.nodes.place[i]] + ['', ':supply', ':return'][doc.nodes.side[i]], undefined, { pick: (i) => ({ kind: 'place', row: doc.nodes.place[i] }) }),
      column('Ground', 'm', 'elevation_m', (i) => doc.places.z[doc.nodes.place[i]], show.celsius), column('Pressure', 'bar gauge', 'pressure_bar', (i) => point.node.p[i], show.bar), column('Temperature', '°C', 'temperature_c', (i) => point.node.t[i], show.celsius)
    ] }
  ];
  const others = doc.links.kind.map((kind, i) => [kind, net.lines + i]);
  const gear = others.filter(([kind]) => kind === KIND.valve || kind === KIND.pump || kind === KIND.bypass).map(([, i]) => i);
  const kindWord = ['pipe', 'valve', 'pump', 'bypass'];
  if (gear.length > 0) list.push({ key: 'gear', name: 'Valves, pumps, bypasses', rows: gear, tone: (i) => STATUS_TONE[link.s[i]], columns: [
    column('Element', '', 'id', (i) => net.linkId(i), undefined, { pick: (i) => ({ kind: 'link', row: i }) }), column('Kind', '', 'kind', (i) => kindWord[net.kindOf(i)]),
    status((i) => link.s[i]), column('Flow', 'kg/s', 'mass_flow_kg_s', (i) => link.m[i], show.flow), column('Pressure before', 'bar', 'pressure_from_bar', (i) => nodeValue(point, 'p', net.from[i]), show.bar), column('behind', 'bar', 'pressure_to_bar', (i) => nodeValue(point, 'p', net.to[i]), show.bar)
  ] });
  if (doc.boundaries.id.length > 0) list.push({ key: 'boundaries', name: 'Water in and out', rows: doc.boundaries.id.map((_, i) => i), columns: [
    column('Element', '', 'id', (i) => doc.boundaries.id[i], undefined, { pick: (i) => ({ kind: 'place', row: doc.nodes.place[doc.boundaries.node[i]] }) }), column('Kind', '', 'kind', (i) => doc.boundaries.kind[i]), column('Leaves the network', 'kg/s', 'mass_flow_kg_s', (i) => point.boundary[i], show.flow)
  ] });
  if (doc.points.length > 1) {
    const all = doc.points;
    const total = (key) => (i) => (all[i].converged ? all[i].totals[key] : null);
    list.push({ key: 'points', name: 'Operating points', rows: all.map((_, i) => i), tone: (i) => all[i].verdict.tone, columns: [
      column('Operating point', '', 'id', (i) => all[i].id, undefined, { go: (i) => i }), column('Verdict', '', 'verdict', (i) => all[i].verdict.sentence, undefined, { wide: true }), column('Served', 'kW', 'heat_served_kw', total('served_kw'), show.kw), column('Unmet', 'kW', 'unmet_heat_kw', total('unmet_kw'), (v) => (v < 0.05 ? NONE : show.kw(v))),
      column('Lost', 'kW', 'heat_loss_kw', total('loss_kw'), show.kw), column('Pumps', 'kW el.', 'pump_electricity_kw', total('pump_electricity_kw'), show.kw), column('Index consumer', '', 'index_consumer', (i) => (all[i].converged && all[i].totals.index >= 0 ? doc.substations.id[all[i].totals.index] : null)), column('to spare', 'bar', 'index_margin_bar', total('index_margin_bar'), show.bar)
    ] });
  }
  return list.filter((table) => table.rows.length > 0);
}

function csvOf(table, rows) {
  const quote = (v) => (v === null || v === undefined ? '' : /[",\n\r]/.test(String(v)) ? `"${String(v).replace(/"/g, '""')}"` : String(v));
  // A text that a spreadsheet would take for a formula is kept a text.
  const cell = (c, v) => quote(!c.numeric && typeof v === 'string' && /^[=+\-@\t\r]/.test(v) ? `'${v}` : v);
  return [table.columns.map((c) => c.csv).join(','), ...rows.map((r) => table.columns.map((c) => cell(c, c.get(r))).join(','))].join('\r\n') + '\r\n';
}

// hooks: id (of its elements), name (of files) or pointId(), pick(item), go(row); page: rows at a time; quiet:
// nothing is said where there is no table.
function createTables(box, hooks) {
  let tables = [], current = '', words = '', sort = null, page = 0, onlyTrouble = false;
  const perPage = hooks.page ?? PAGE;
  const panelId = `${hooks.id ?? 'table'}-panel`;
  const search = el('input', { type: 'search', placeholder: 'Search this table', 'aria-label': 'Search this table', oninput: () => { words = search.value.trim().toLowerCase(); page = 0; render(); } });
  const trouble = el('input', { type: 'checkbox', onchange: () => { onlyTrouble = trouble.checked; page = 0; render(); } });
  const troubleLabel = el('label', {}, trouble, ' only what needs attention');
  const count = el('span', { class: 'count', 'aria-live': 'polite' });
  const download = el('button', { type: 'button', onclick: save }, 'Download CSV');
  const tabs = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Tables' });
  const body = el('div', { role: 'tabpanel', id: panelId });
  const pager = el('div', { class: 'pager' });
  const tools = el('div', { class: 'tools' }, search, troubleLabel, count, download);
  clear(box, tabs, tools, body, pager);
  const table = () => tables.find((t) => t.key === current) ?? tables[0];

  function filtered() {
    const t = table();
    let rows = t.rows;
    if (onlyTrouble && t.tone) rows = rows.filter((r) => ['bad', 'warn'].includes(t.tone(r)));
    if (words) { const texts = t.columns.filter((c) => !c.numeric); rows = rows.filter((r) => texts.some((c) => { const v = c.get(r); return v !== null && v !== undefined && `${v} ${c.say?.(v) ?? ''}`.toLowerCase().includes(words); })); }
    const by = sort ?? t.sort;
    if (by) {
      const c = t.columns[by[0]], keyed = rows.map((r) => [c.get(r), r]);
      const order = new Intl.Collator('en', { numeric: true });
      keyed.sort((a, b) => (a[0] === null || a[0] === undefined ? (b[0] === null || b[0] === undefined ? 0 : 1) : b[0] === null || b[0] === undefined ? -1 : (c.numeric ? a[0] - b[0] : order.compare(a[0], b[0])) * by[1]));
      rows = keyed.map((k) => k[1]);
    }
    return rows;
  }
  function save() {
    const t = table();
    const url = URL.createObjectURL(new Blob(['\ufeff', csvOf(t, filtered())], { type: 'text/csv' }));
    const name = `${doc.project.name || 'network'} ${hooks.name ?? hooks.pointId()} ${t.key}`.replace(/[^\p{L}\p{N}]+/gu, '-');
    const a = el('a', { href: url, download: `${name}.csv` });
    document.body.append(a); a.click(); a.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }
  function render() {
    const t = table();
    tools.hidden = pager.hidden = !t;
    if (!t) { clear(body, hooks.quiet ? null : el('p', { class: 'empty' }, 'There is no result to list.')); return; }
    troubleLabel.hidden = !t.tone;
    const rows = filtered();
    const pages = Math.max(1, Math.ceil(rows.length / perPage));
    page = Math.min(page, pages - 1);
    count.textContent = rows.length === t.rows.length ? `${fixed(rows.length, 0)} rows` : `${fixed(rows.length, 0)} of ${fixed(t.rows.length, 0)} rows`;
    const by = sort ?? t.sort;
    const head = el('tr', {}, t.columns.map((c, i) => el('th', { scope: 'col', class: c.numeric ? null : 'text', 'aria-sort': by?.[0] === i ? (by[1] > 0 ? 'ascending' : 'descending') : 'none' },
      el('button', { type: 'button', onclick: () => { const now = sort ?? t.sort; sort = [i, now?.[0] === i ? -now[1] : c.numeric ? -1 : 1]; page = 0; render(); } }, c.name, by?.[0] === i ? (by[1] > 0 ? ' ↑' : ' ↓') : '', c.unit ? el('small', {}, c.unit) : null))));
    const cells = (r) => t.columns.map((c) => {
      const v = c.get(r), text = v === null || v === undefined ? NONE : c.numeric ? c.text(v) : c.say ? c.say(v) : String(v);
      const inside = c.pick ? el('button', { type: 'button', class: 'link', title: text, onclick: () => hooks.pick(c.pick(r)) }, text) : c.go ? el('button', { type: 'button', class: 'link', onclick: () => hooks.go(c.go(r)) }, text) : c.cell && v ? c.cell(v) : text;
      return el('td', { class: [c.numeric ? '' : 'text', c.wide ? 'wrap' : ''].join(' ').trim() || null }, inside);
    });
    clear(body, rows.length === 0 ? el('p', { class: 'empty' }, 'Nothing here matches.') : el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t.name }, el('table', { class: 'data' }, el('thead', {}, head), el('tbody', {}, rows.slice(page * perPage, (page + 1) * perPage).map((r) => { const tone = t.tone?.(r); return el('tr', { class: tone === 'bad' || tone === 'warn' ? tone : null }, cells(r)); })))));
    clear(pager, pages > 1 ? [el('button', { type: 'button', disabled: page === 0, onclick: () => { --page; render(); } }, 'Previous'), el('span', {}, `${page + 1} of ${pages}`), el('button', { type: 'button', disabled: page === pages - 1, onclick: () => { ++page; render(); } }, 'Next')] : null);
  }
  function drawTabs() {
    clear(tabs, tables.map((t) => el('button', { type: 'button', role: 'tab', 'aria-controls': panelId, 'aria-selected': String(t === table()), tabindex: t === table() ? 0 : -1, onclick: () => choose(t.key), onkeydown: (e) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
      if (!step) return;
      e.preventDefault();
      choose(tables[(tables.indexOf(table()) + step + tables.length) % tables.length].key);
      tabs.querySelector('[aria-selected=true]').focus();
    } }, t.name, ' ', el('small', {}, t.key === 'steepest' || t.key === 'fastest' ? '' : fixed(t.rows.length, 0)))));
  }
  function choose(key) { current = key; words = ''; search.value = ''; sort = null; page = 0; drawTabs(); render(); }
  return { set(list) { tables = list; drawTabs(); render(); }, choose };
}
