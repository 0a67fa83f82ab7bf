// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Candidate loads that connect one after the other, each in the network that those before it have made.

// Sums after the last step; null where a cost is unknown.
function togetherTotals(rows) {
  const last = rows.filter((r) => r.step !== null).pop();
  return last ? { count: last.step, peak: last.total_peak_kw, use: last.total_annual_use_mwh, cost: last.total_cost } : { count: 0, peak: 0, use: 0, cost: 0 };
}

// What has to be larger, folded away where it is much.
function largerPipes(text) {
  const list = text.split('; ').filter(Boolean);
  if (list.length === 0) return null;
  return list.length <= 2 ? el('div', { class: 'small' }, `with ${list.join('; ')}`) : el('details', { class: 'small' }, el('summary', {}, `with ${list.length} larger pipes`), list.map((one) => el('div', {}, one)));
}

function drawTogether(section, box) {
  section.hidden = !doc.together;
  if (section.hidden) return;
  const { rows, differs } = doc.together, total = togetherTotals(rows), out = rows.filter((r) => r.step === null);
  const tone = out.length === 0 ? 'good' : 'warn', known = new Map(doc.connections.map((c, row) => [c.id, row]));
  const pick = (id) => (known.has(id) ? el('button', { type: 'button', class: 'link', onclick: () => app.pick({ kind: 'connection', row: known.get(id) }) }, nameOf(id)) : nameOf(id));
  function nameOf(id) { const row = rows.find((r) => r.id === id); return row.name || id; }
  const most = Math.max(1e-9, ...rows.map((r) => r.cost ?? 0)), coin = coins(rows.map((r) => r.total_cost ?? r.cost));
  const steps = rows.filter((r) => r.step !== null).map((r) => [`${r.step}`, el('span', {}, pick(r.id), largerPipes(r.reinforcements)), powerText(r.peak_kw), r.cost === null ? NONE : { share: r.cost / most, text: coin.text(r.cost) }, r.cost_alone === null ? NONE : coin.text(r.cost_alone), r.cost_per_mwh === null ? NONE : money(r.cost_per_mwh, 2), powerText(r.total_peak_kw), coin.text(r.total_cost)]);
  clear(box, stateBanner('The order', differs),
    el('div', { class: `banner ${tone}` }, el('div', { class: 'word' }, mark(tone), 'One after the other'), el('p', { class: 'say' }, `${fixed(total.count, 0)} of ${counted(rows.length, 'candidate loads')} can be connected together: ${powerText(total.peak)}${total.use > 0 ? ` and ${energyText(total.use)} a year` : ''}${total.cost > 0 ? ` for ${money(total.cost)}` : ''}.`), el('ul', {}, el('li', {}, 'The cheapest for each MWh comes first; another order may connect more.'))),
    steps.length > 0 ? el('div', { style: 'margin-top:18px' }, plainTable([['Step', 1], ['Candidate', 1, 1], ['Peak', 0], [`Cost, ${coin.unit}`, 0], ['alone', 0], ['a MWh', 0], ['Peaks so far', 0], ['Cost so far', 0]], steps)) : null,
    out.length > 0 ? el('div', { style: 'margin-top:22px' }, el('h3', { class: 'title' }, 'Left out'), plainTable([['Candidate', 1, 1], ['Peak', 0], ['Why', 1, 1]], out.map((r) => [pick(r.id), powerText(r.peak_kw), r.reason]))) : null);
}
