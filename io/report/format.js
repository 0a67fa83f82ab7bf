// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Numbers as people read them, colours, and small helpers to build elements. Text from the data is only ever
// set as text, never as markup.

const NONE = '–';
const numberFormats = new Map();
function fixed(value, digits) {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  if (!numberFormats.has(digits)) numberFormats.set(digits, new Intl.NumberFormat('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  const text = numberFormats.get(digits).format(value);
  return /[1-9]/.test(text) ? text.replace('-', '−') : text.replace('-', '');
}
// As many decimals as leave `figures` significant ones, never cutting whole digits.
function figures(value, count = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const size = Math.abs(value) < 1e-12 ? 0 : Math.floor(Math.log10(Math.abs(value)) + 1e-9);
  return fixed(value, Math.min(6, Math.max(0, count - 1 - size)));
}
// Residuals: 1.7 · 10⁻⁷.
const tiny = (v) => (v === null ? NONE : v === 0 ? '0' : v.toExponential(1).replace('-', '−').replace(/e(.)(\d+)/, (_, sign, e) => ` · 10${(sign === '+' ? '' : '⁻') + [...e].map((d) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[d]).join('')}`));
const show = {
  bar: (v) => fixed(v, 2), celsius: (v) => fixed(v, 1), kelvin: (v) => fixed(v, 1), kw: (v) => fixed(v, Math.abs(v) < 100 ? 1 : 0), flow: (v) => fixed(v, 2),
  speed: (v) => fixed(v, 2), gradient: (v) => fixed(v, Math.abs(v) < 10 ? 1 : 0), metre: (v) => fixed(v, Math.abs(v) < 10 ? 1 : 0), percent: (v) => fixed(v, 1),
  whole: (v) => fixed(v, 0), money: (v) => fixed(v, 0)
};
// Heat or power in kW, with the unit that keeps it short.
function power(kw) {
  if (kw === null || kw === undefined || !Number.isFinite(kw)) return [NONE, ''];
  if (kw === 0) return ['0', 'kW'];
  return Math.abs(kw) >= 1000 ? [figures(kw / 1000, 3), 'MW'] : [figures(kw, 3), 'kW'];
}
const powerText = (kw) => power(kw).join(' ').trim();
function distance(metres) { return Math.abs(metres) >= 1000 ? `${figures(metres / 1000, 3)} km` : `${fixed(metres, 0)} m`; }
const CURRENCY = { GBP: '£', EUR: '€', USD: '$', DKK: 'kr ', SEK: 'kr ' };
// "3 plants", "1 plant".
function counted(n, many) {
  const one = many.endsWith('bypasses') ? many.slice(0, -2) : many.endsWith('entries') ? `${many.slice(0, -3)}y` : many.endsWith('settings') ? many : many.replace(/s$/, '');
  return `${fixed(n, 0)} ${n === 1 ? one : many}`;
}
// A whole number of the currency, large ones to hundreds; small rates to `count` significant figures.
function money(value, count) {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const sign = `${value < 0 ? '−' : ''}${CURRENCY[doc.project.currency] ?? `${doc.project.currency} `}`;
  value = Math.abs(value);
  if (value >= 1e6) return `${sign}${figures(value / 1e6, 3)} million`;
  if (count !== undefined && value < 100) return `${sign}${value === 0 ? '0' : figures(value, count)}`;
  return `${sign}${fixed(value >= 1000 ? Math.round(value / 100) * 100 : value, 0)}`;
}

// Amounts of one table in one unit: its name, how many of the currency it is, and how each is written.
function coins(values) {
  const sign = (CURRENCY[doc.project.currency] ?? doc.project.currency).trim();
  const scale = [[1e6, `${sign} million`], [1e3, `${sign} 1,000`], [1, sign]].find(([s]) => Math.max(0, ...values.map((v) => Math.abs(v ?? 0))) >= 10 * s || s === 1);
  return { unit: scale[1], scale: scale[0], text: (v) => fixed(v / scale[0], scale[0] < 1e6 ? 0 : 2) };
}

function put(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'text') node.textContent = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== false) node.append(child);
  return node;
}
const el = (tag, attributes, ...children) => put(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => put(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
const byId = (id) => document.getElementById(id);
function clear(node, ...children) { node.replaceChildren(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false)); return node; }

// A shape for each tone: the colour never says it alone.
function mark(tone) {
  const shape = {
    good: svg('path', { d: 'M2.5 7.5l3 3 6-7', fill: 'none', stroke: 'currentColor', 'stroke-width': 2, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' }),
    warn: svg('path', { d: 'M7 1.2L13.4 12.6H.6zM7 5v3.6M7 10.1v1', fill: 'none', stroke: 'currentColor', 'stroke-width': 1.5, 'stroke-linejoin': 'round' }),
    bad: svg('path', { d: 'M2.5 2.5l9 9M11.5 2.5l-9 9', fill: 'none', stroke: 'currentColor', 'stroke-width': 2.2, 'stroke-linecap': 'round' }),
    idle: svg('circle', { cx: 7, cy: 7, r: 4, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.5 })
  }[tone];
  return svg('svg', { viewBox: '0 0 14 14', 'aria-hidden': 'true', width: 14, height: 14 }, shape);
}
const chip = (tone, text) => el('span', { class: `chip ${tone}` }, mark(tone), text);
const statusChip = (status) => chip(STATUS_TONE[status] ?? 'idle', STATUS_WORD[status] ?? status);

const darkQuery = window.matchMedia('(prefers-color-scheme: dark)');
let printing = false;
const isDark = () => darkQuery.matches && !printing;
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// Colours from OKLCH (Ottosson 2020): lightness falls or rises evenly along a ramp, so order is seen without
// hue, by colour-blind eyes and in grey print. Large values stand out from the background in both themes.
function oklch(l, c, h) {
  const a = c * Math.cos((h * Math.PI) / 180), b = c * Math.sin((h * Math.PI) / 180);
  const x = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const y = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const z = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channel = (v) => {
    const s = v <= 0.0031308 ? 12.92 * v : 1.055 * Math.max(0, v) ** (1 / 2.4) - 0.055;
    return Math.round(255 * Math.min(1, Math.max(0, s)));
  };
  return `rgb(${channel(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z)},${channel(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z)},${channel(-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z)})`;
}
const RAMPS = {
  // share 0..1 -> [lightness, chroma, hue]; light and dark theme
  amount: { light: (s) => [0.83 - 0.53 * s, 0.085 + 0.07 * Math.sin(Math.PI * s), 185 + 105 * s], dark: (s) => [0.42 + 0.5 * s, 0.11 + 0.03 * s, 290 - 180 * s] },
  heat: { light: (s) => [0.76 - 0.34 * s, 0.1 + 0.07 * s, 250 + 135 * s], dark: (s) => [0.5 + 0.36 * s, 0.13, 262 + 155 * s] },
  level: { light: (s) => [0.82 - 0.5 * s, 0.09 + 0.04 * s, 130 + 125 * s], dark: (s) => [0.44 + 0.46 * s, 0.1 + 0.02 * s, 265 - 140 * s] }
};
const BINS = 28;
function rampColours(name) {
  const ramp = RAMPS[name][isDark() ? 'dark' : 'light'];
  return Array.from({ length: BINS }, (_, i) => oklch(...ramp(i / (BINS - 1))));
}

// Round steps for an axis from low to high, about `wanted` of them.
function ticks(low, high, wanted = 5) {
  const span = high - low || Math.abs(high) || 1;
  const raw = span / wanted;
  const base = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((f) => f * base).find((s) => s >= raw - 1e-12) ?? 10 * base;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (Math.abs(step / base - 2.5) < 1e-9 ? 1 : 0));
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return { step, digits, at: Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step) };
}

// A tooltip inside `box`, kept within its edges.
function tooltip(box) {
  const node = el('div', { class: 'tip', role: 'status', hidden: true });
  box.append(node);
  return {
    hide() { node.hidden = true; },
    show(x, y, heading, rows, tail) {
      clear(node, el('b', {}, heading), el('table', {}, el('tbody', {}, rows.map(([name, value]) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, value))))), tail ?? null);
      node.hidden = false;
      const w = node.offsetWidth, h = node.offsetHeight;
      node.style.left = `${Math.max(4, x + 16 + w > box.clientWidth ? x - w - 16 : x + 16)}px`;
      node.style.top = `${Math.max(4, Math.min(y + 14, box.clientHeight - h - 4))}px`;
    }
  };
}
function segmented(label, options, chosen, onpick) {
  const group = el('span', { class: 'seg', role: 'group', 'aria-label': label });
  for (const [value, text] of options) {
    group.append(el('button', {
      type: 'button', 'aria-pressed': String(value === chosen), onclick: (event) => {
        for (const b of group.children) b.setAttribute('aria-pressed', String(b === event.currentTarget));
        onpick(value);
      }
    }, text));
  }
  return group;
}
