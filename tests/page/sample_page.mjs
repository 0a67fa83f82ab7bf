// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// A small network as the report's data, and the page's scripts run on it without a browser: elements are
// objects that keep what they are given, a canvas takes every call.

import { readFileSync } from 'node:fs';
import vm from 'node:vm';

// source -p1- a -p2- b, with a pump in the supply between a and c and a pipe p3 from b back to c that runs
// against its drawn direction; consumers at b and c. Nodes: supply 0..3, return 4..7 of source, a, b, c.
const lines = [[0, 1], [5, 4], [1, 2], [6, 5], [2, 3], [7, 6]];
const others = [['pump', 2, 1, 3], ['home', 4, 2, 6], ['mill', 4, 3, 7], ['works', 5, 4, 0]];
export const data = {
  project: { name: 'n', description: '', crs: '', currency: 'GBP' }, statuses: ['normal', 'no flow'],
  limits: { velocity: 3, vapour_margin: 0.5, gravity: 9.80665, atmospheric: 1.01325 },
  vapour: [[0, 50, 100], [0.00611, 0.1235, 1.01418]],
  places: { id: ['source', 'a', 'b', 'c'], x: [0, 100, 200, 200], y: [0, 0, 0, 80], z: [10, 12, 20, 15] },
  nodes: { place: [0, 1, 2, 3, 0, 1, 2, 3], side: [1, 1, 1, 1, 2, 2, 2, 2] },
  lines: { from: lines.map((l) => l[0]), to: lines.map((l) => l[1]) },
  links: { id: others.map((o) => o[0]), kind: others.map((o) => o[1]), from: others.map((o) => o[2]), to: others.map((o) => o[3]) },
  entries: ['EN253/2/DN100'], trenches: { id: ['p1', 'p2', 'p3'], supply: [0, 2, 4], return: [1, 3, 5], length: [100, 100, 80], diameter: [107, 107, 54], entry: [0, 0, -1], rating: [16, 16, 10], limit: [100, 100, 250], trunk: [1, 1, 0], open: [1, 1, 1], route: [null, null, null] },
  substations: { link: [7, 8], id: ['home', 'mill'], peak: [100, 50], annual: [null, null], dwellings: [0, 0], minimum_dp: [0.6, 0.6], minimum_temperature: [60, null] },
  plants: { link: [9], id: ['works'], technology: [''], control: ['pressure_holding'], point: ['return_side'], held: [3], capacity: [500], maximum_dp: [null], headroom: [null] },
  boundaries: { id: [], kind: [], node: [] }, connections: [], streets: [],
  time: null, plan: null, phases: null, together: null, hosting: null, contingency: null,
  points: [{
    id: '', converged: true, density: 980, node: { p: [6, 5.5, 4.4, 6.2, 3, 3.2, 3.6, 3.4], t: [80, 79, 78, 78.5, 44, 45, 46, 47] },
    link: { m: [3, 3, 1, 1, -0.5, -0.5, 2, 1.5, 1.5, 3], s: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
    line: { v: [0.4, 0.4, 0.2, 0.2, 3.5, 0.2, 0], g: [20, 20, 5, 5, 300, 30], ti: [80, 46, 79, 46.5, 78.5, 46.8], to: [79, 45.9, 78.2, 46.2, 78, 46.5], q: [500, 200, 300, 100, 80, 40] },
    totals: { index: 0 }
  }]
};

class Element {
  constructor(tag) { Object.assign(this, { tag, attributes: {}, children: [], listeners: {}, style: {}, hidden: false, clientWidth: 800, clientHeight: 500, offsetWidth: 80, offsetHeight: 40, value: '' }); this.classes = new Set(); }
  get classList() { const set = this.classes; return { toggle: (name, on) => { const now = on ?? !set.has(name); if (now) set.add(name); else set.delete(name); return now; }, add: (name) => set.add(name), remove: (name) => set.delete(name), contains: (name) => set.has(name) }; }
  get lastChild() { return this.children[this.children.length - 1]; }
  get textContent() { return this.text ?? this.children.map((c) => (typeof c === 'object' ? c.textContent : String(c))).join(' '); }
  set textContent(text) { this.children = []; this.text = text; }
  append(...children) { this.text = undefined; this.children.push(...children); }
  replaceChildren(...children) { this.text = undefined; this.children = children; }
  setAttribute(name, value) { this.attributes[name] = String(value); }
  addEventListener(name, act) { this.listeners[name] = act; }
  click() { this.listeners.click({ currentTarget: this, target: this }); }
  choose(value) { this.value = value; this.listeners.change({ currentTarget: this, target: this }); }
  getContext() { return canvas; }
  scrollIntoView() {}
  focus() {}
  // Every element of this tag below, in order.
  all(tag) { return this.children.flatMap((c) => (typeof c === 'object' ? [...(c.tag === tag ? [c] : []), ...c.all(tag)] : [])); }
}
// What was drawn on any canvas since it was last emptied: the calls' names.
export const drawn = [];
const canvas = new Proxy({}, {
  get: (target, name) => target[name] ?? ((...values) => { drawn.push([name, ...values]); return name === 'measureText' ? { width: 7 * values[0].length } : undefined; }),
  set: (target, name, value) => { target[name] = value; return true; }
});

// The names listed in `returned`, of the page's `files` in this order; element(tag), and settle(), which draws
// what waits for the next frame.
export function loadPage(folder, files, returned, data) {
  const pending = [];
  const element = (tag) => new Element(tag);
  const context = vm.createContext({
    document: { getElementById: () => ({ textContent: JSON.stringify(data) }), documentElement: {}, body: element('body'), createElement: element, createElementNS: (_, tag) => element(tag) },
    window: { matchMedia: () => ({ matches: false, addEventListener() {} }), devicePixelRatio: 1 }, Intl, console,
    getComputedStyle: () => ({ getPropertyValue: () => '#888', fontFamily: 'sans' }), requestAnimationFrame: (act) => pending.push(act),
    ResizeObserver: class { constructor(act) { this.act = act; } observe() { pending.push(this.act); } }
  });
  const scripts = files.map((name) => readFileSync(`${folder}/${name}`, 'utf8')).join('\n');
  return { ...vm.runInContext(`(() => { 'use strict'; ${scripts}\nreturn { ${returned} }; })()`, context), element, settle: () => { while (pending.length > 0) pending.shift()(); } };
}
