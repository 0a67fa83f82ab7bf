// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The report's data as written by the program (io/src/report/write_*.cpp; pressures bar, temperatures degC, heat kW, losses of lines W), and what
// is derived from its topology once. null stands for a value that does not exist.

const doc = JSON.parse(document.getElementById('data').textContent);

for (const p of doc.points) {
  if (!p.converged) continue;
  p.link.s = p.link.s.map((code) => doc.statuses[code].replace(/ /g, '_'));
  p.line.m = p.link.m; // pipe lines are the first links
  p.line.s = p.link.s;
}

const SIDE = { none: 0, supply: 1, ret: 2 };
const KIND = { pipe: 0, valve: 1, pump: 2, bypass: 3, substation: 4, plant: 5 };
const STATUS_WORD = {
  normal: 'normal', no_flow: 'no flow', shut: 'shut', cut_off: 'cut off', limited_by_pressure: 'short of pressure',
  too_cold: 'water too cold', at_capacity: 'at capacity', at_pressure_limit: 'pumps at their limit', at_flow_limit: 'at its flow limit',
  reversed: 'runs backwards', controlling: 'controlling', wide_open: 'wide open', return_too_hot: 'return too hot'
};
const STATUS_TONE = {
  normal: 'good', controlling: 'good', no_flow: 'idle', shut: 'idle', wide_open: 'warn', reversed: 'warn', at_capacity: 'warn',
  at_pressure_limit: 'warn', at_flow_limit: 'warn', return_too_hot: 'warn', cut_off: 'bad', limited_by_pressure: 'bad', too_cold: 'bad'
};

function prepare(d) {
  const lines = d.lines.from.length;
  const net = {
    lines,
    links: lines + d.links.kind.length,
    sided: d.nodes.side.some((s) => s !== SIDE.none),
    from: d.lines.from.concat(d.links.from),
    to: d.lines.to.concat(d.links.to),
    kindOf: (link) => (link < lines ? KIND.pipe : d.links.kind[link - lines]),
    placeNodes: d.places.id.map(() => [-1, -1, -1]),
    trenchOf: new Int32Array(lines),
    lineSide: new Uint8Array(lines)
  };
  d.nodes.place.forEach((place, node) => { net.placeNodes[place][d.nodes.side[node]] = node; });
  const t = d.trenches;
  t.id.forEach((_, k) => {
    for (const line of [t.supply[k], t.return[k]]) {
      if (line >= 0) {
        net.trenchOf[line] = k;
        net.lineSide[line] = d.nodes.side[net.from[line]];
      }
    }
  });
  net.trenchEnds = t.id.map((_, k) => {
    const supply = t.supply[k];
    const line = supply >= 0 ? supply : t.return[k];
    const ends = [d.nodes.place[net.from[line]], d.nodes.place[net.to[line]]];
    return supply >= 0 ? ends : ends.reverse();
  });
  const byLink = (columns) => {
    const found = new Map();
    columns.link.forEach((link, row) => found.set(link, row));
    return found;
  };
  net.substationAt = byLink(d.substations);
  net.plantAt = byLink(d.plants);
  net.linkId = (link) => {
    if (link >= lines) return d.links.id[link - lines];
    const k = net.trenchOf[link];
    return t.supply[k] >= 0 && t.return[k] >= 0 ? t.id[k] + (t.supply[k] === link ? ':supply' : ':return') : t.id[k];
  };
  net.placeOfLink = (link) => d.nodes.place[net.from[link]];
  // Links at each node, as [start, ...] into one array.
  const degree = new Int32Array(d.nodes.place.length + 1);
  for (let i = 0; i < net.links; ++i) { degree[net.from[i] + 1]++; degree[net.to[i] + 1]++; }
  for (let i = 0; i < d.nodes.place.length; ++i) degree[i + 1] += degree[i];
  net.first = degree;
  net.incident = new Int32Array(2 * net.links);
  const fill = degree.slice();
  for (let i = 0; i < net.links; ++i) { net.incident[fill[net.from[i]]++] = i; net.incident[fill[net.to[i]]++] = i; }
  return net;
}
const net = prepare(doc);

// Where the project gives no coordinates, places are laid out as a tree: x by distance from the plant, y by
// order, so that the map still shows what joins what.
function positions(d) {
  const { x, y } = d.places;
  const count = x.length;
  const known = x.map((v, i) => v !== null && y[i] !== null);
  const placed = known.filter(Boolean).length;
  const px = new Float64Array(count);
  const py = new Float64Array(count);
  if (placed > count / 2) {
    const near = d.places.id.map(() => []);
    net.trenchEnds.forEach(([a, b]) => { near[a].push(b); near[b].push(a); });
    for (let i = 0; i < d.links.kind.length; ++i) {
      const a = d.nodes.place[d.links.from[i]], b = d.nodes.place[d.links.to[i]];
      near[a].push(b); near[b].push(a);
    }
    const done = known.slice();
    for (let i = 0; i < count; ++i) if (known[i]) { px[i] = x[i]; py[i] = y[i]; }
    for (let pass = 0, open = count - placed; open > 0 && pass < count; ++pass) {
      const before = open;
      for (let i = 0; i < count; ++i) {
        const around = done[i] ? [] : near[i].filter((j) => done[j]);
        if (around.length === 0) continue;
        px[i] = around.reduce((s, j) => s + px[j], 0) / around.length + 8;
        py[i] = around.reduce((s, j) => s + py[j], 0) / around.length + 8;
        done[i] = true; --open;
      }
      if (open === before) break;
    }
    for (let i = 0; i < count; ++i) if (!done[i]) { px[i] = px[known.indexOf(true)]; py[i] = py[known.indexOf(true)]; }
    return { px, py, schematic: false };
  }
  const near = d.places.id.map(() => []);
  net.trenchEnds.forEach(([a, b], k) => { const l = d.trenches.length[k] || 1; near[a].push([b, l]); near[b].push([a, l]); });
  for (let i = 0; i < d.links.kind.length; ++i) {
    const a = d.nodes.place[d.links.from[i]], b = d.nodes.place[d.links.to[i]];
    if (a !== b) { near[a].push([b, 1]); near[b].push([a, 1]); }
  }
  const roots = d.plants.link.map((l) => d.nodes.place[net.to[l]]).concat(d.boundaries.node.map((n) => d.nodes.place[n]), [...near.keys()]);
  const seen = new Uint8Array(count);
  const children = d.places.id.map(() => []);
  const order = [];
  const heads = [];
  for (const root of roots) {
    if (seen[root]) continue;
    seen[root] = 1; heads.push(root);
    const queue = [root];
    for (let q = 0; q < queue.length; ++q) {
      const a = queue[q]; order.push(a);
      for (const [b, l] of near[a]) if (!seen[b]) { seen[b] = 1; px[b] = px[a] + l; children[a].push(b); queue.push(b); }
    }
  }
  const longest = px.reduce((m, v) => Math.max(m, v), 1);
  let row = 0;
  const stack = heads.slice().reverse().map((r) => [r, 0]);
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    const [node, at] = top;
    if (children[node].length === 0) { py[node] = row++; stack.pop(); continue; }
    if (at < children[node].length) { top[1]++; stack.push([children[node][at], 0]); continue; }
    py[node] = children[node].reduce((s, c) => s + py[c], 0) / children[node].length;
    stack.pop();
  }
  const step = (longest * 0.6) / Math.max(1, row);
  for (let i = 0; i < count; ++i) py[i] = -py[i] * step;
  return { px, py, schematic: true };
}
const at = positions(doc);

// The way of the water from a plant to a substation: nodes and links on the supply side, found upstream along
// the largest flow; where nothing flows, the shortest way through pipes that are open.
function wayTo(substation, point) {
  const goal = doc.substations.link[substation];
  const start = net.from[goal];
  const flow = point.link.m;
  const nodes = [start];
  const links = [];
  const seen = new Set([start]);
  for (let node = start; ;) {
    let best = -1, most = 1e-9;
    for (let q = net.first[node]; q < net.first[node + 1]; ++q) {
      const link = net.incident[q];
      const kind = net.kindOf(link);
      if (kind === KIND.substation || kind === KIND.bypass || flow[link] === null) continue;
      const into = net.to[link] === node ? flow[link] : -flow[link];
      if (into > most) { most = into; best = link; }
    }
    if (best < 0) return shortestWay(start);
    if (net.kindOf(best) === KIND.plant) return { nodes: nodes.reverse(), links: links.reverse(), plant: net.plantAt.get(best), substation };
    node = net.to[best] === node ? net.from[best] : net.to[best];
    if (seen.has(node)) return shortestWay(start);
    seen.add(node); nodes.push(node); links.push(best);
  }

  function shortestWay(from) {
    const distance = new Map([[from, 0]]);
    const previous = new Map();
    const heap = [[0, from]];
    const ends = new Map(doc.plants.link.map((l, row) => [net.to[l], row]));
    while (heap.length > 0) {
      const [d, node] = heapPop(heap);
      if (d > distance.get(node)) continue;
      if (ends.has(node)) {
        const path = [node], ways = [];
        for (let n = node; previous.has(n);) { const [link, next] = previous.get(n); ways.push(link); path.push(next); n = next; }
        return { nodes: path, links: ways, plant: ends.get(node), substation, still: true };
      }
      for (let q = net.first[node]; q < net.first[node + 1]; ++q) {
        const link = net.incident[q];
        const kind = net.kindOf(link);
        if (kind > KIND.pump) continue;
        const next = net.to[link] === node ? net.from[link] : net.to[link];
        const far = d + (kind === KIND.pipe ? doc.trenches.length[net.trenchOf[link]] : 0.1);
        if (!distance.has(next) || far < distance.get(next)) { distance.set(next, far); previous.set(next, [link, node]); heapPush(heap, [far, next]); }
      }
    }
    return null;
  }
}
function heapPush(heap, item) {
  let i = heap.push(item) - 1;
  while (i > 0) { const up = (i - 1) >> 1; if (heap[up][0] <= item[0]) break; heap[i] = heap[up]; i = up; }
  heap[i] = item;
}
function heapPop(heap) {
  const top = heap[0], last = heap.pop();
  if (heap.length > 0) {
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1][0] < heap[child][0]) ++child;
      if (heap[child][0] >= last[0]) break;
      heap[i] = heap[child]; i = child;
    }
    heap[i] = last;
  }
  return top;
}

// Absolute vapour pressure in bar, from the table that the engine's fluid gave (logarithmic between points).
function vapourBar(temperature) {
  const [t, p] = doc.vapour;
  if (temperature === null || t.length === 0) return null;
  let i = t.findIndex((v) => v >= temperature);
  if (i < 0) i = t.length - 1;
  i = Math.max(1, i);
  const share = (temperature - t[i - 1]) / (t[i] - t[i - 1]);
  return Math.exp(Math.log(p[i - 1]) * (1 - share) + Math.log(p[i]) * share);
}
