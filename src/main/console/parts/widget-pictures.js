// The widgets that show something. Each draws itself for the element it is in: (element, widget, state).
import { html, nothing, svg } from 'lit';
import { number, timeOf } from '../lib/text.js';
import { imageOf, isOn, outside, shareOf, spanOfWidget, tableOf, textOf } from '../lib/widget.js';
import { brightnessOf, lamp } from './lamp.js';
import { markdown } from './markdown.js';
import './recorded.js';

/** Rows of a table that are drawn at most. */
const MOST_ROWS = 200;

const unitOf = (widget) => (widget.unit ? html` <small>${widget.unit}</small>` : nothing);

const text = (_, widget, state) => html`<div class="big" data-testid="value">${textOf(state.value, widget)}${state.value === null
  ? nothing : unitOf(widget)}</div>`;

const onOff = (_, __, state) => html`<div class="sign">${lamp(brightnessOf(state.value), 40)}
  <span class="big" data-testid="value">${state.value ?? 'not known'}</span></div>`;

/** The arc of a gauge: three quarters of a circle, opened below. */
const ARC = 'M 26.1 93.9 A 48 48 0 1 1 93.9 93.9';
const ARC_LENGTH = 226.2;

const marksOf = (widget) => ['low', 'high'].filter((name) => widget[name] !== undefined)
  .map((name) => ({ name: `${name}: ${widget[name]}`, at: shareOf(widget[name], widget) }));

function gauge(_, widget, state) {
  const share = shareOf(state.value, widget);
  const { min, max } = spanOfWidget(widget);
  return html`<svg class="gauge" viewBox="0 0 120 112" role="img"
    aria-label="${widget.title || widget.id}: ${textOf(state.value, widget)} ${widget.unit ?? ''}, between ${number(min)} and ${number(max)}">
    <path class="track" d=${ARC} fill="none" stroke-width="11" stroke-linecap="round"></path>
    ${share === null || share === 0 ? nothing : svg`<path class="share" d=${ARC} fill="none" stroke-width="11" stroke-linecap="round"
      stroke-dasharray="${share * ARC_LENGTH} ${ARC_LENGTH * 2}"></path>`}
    <text class="figure" x="60" y="66" text-anchor="middle" data-testid="value">${textOf(state.value, widget)}</text>
    <text class="unit" x="60" y="84" text-anchor="middle">${widget.unit ?? ''}</text>
    ${marksOf(widget).map(({ at, name }) => {
    const angle = Math.PI * (0.75 + 1.5 * at);
    const point = (radius) => [60 + radius * Math.cos(angle), 60 + radius * Math.sin(angle)];
    const [x1, y1] = point(39);
    const [x2, y2] = point(57);
    return svg`<line class="edge" x1=${x1} y1=${y1} x2=${x2} y2=${y2} stroke-width="2.5"><title>${name}</title></line>`;
  })}
    <text class="ends" x="22" y="109" text-anchor="middle">${number(min)}</text>
    <text class="ends" x="98" y="109" text-anchor="middle">${number(max)}</text>
  </svg>
  ${outside(state.value, widget) ? html`<div class="warn">⚠ ${outside(state.value, widget)}</div>` : nothing}`;
}

function level(_, widget, state) {
  const share = shareOf(state.value, widget) ?? 0;
  const { min, max } = spanOfWidget(widget);
  const height = 104 * share;
  const lit = isOn(state.lamp);
  return html`<div class="beside">
    <svg class="tank" viewBox="0 0 120 124" role="img"
      aria-label="${widget.title || widget.id}: filled to ${textOf(state.value, widget)} ${widget.unit ?? ''} of ${number(max)}">
      <rect class="water" x="16" y=${114 - height} width="70" height=${height}></rect>
      ${height > 0 ? svg`<line class="surface" x1="16" x2="86" y1=${114 - height} y2=${114 - height}></line>` : nothing}
      ${marksOf(widget).map(({ at, name }) => svg`<line class="limit" x1="17" x2="85" y1=${114 - 104 * at} y2=${114 - 104 * at}><title>${name}</title></line>`)}
      ${[0, 0.25, 0.5, 0.75, 1].map((at) => svg`<line class="mark" x1="86" x2=${at % 0.5 === 0 ? 78 : 82} y1=${114 - 104 * at} y2=${114 - 104 * at}></line>`)}
      <path class="wall" d="M 15 6 V 115 H 87 V 6"></path>
      <text class="ends" x="92" y="15">${number(max)}</text><text class="ends" x="92" y="66">${number((min + max) / 2)}</text>
      <text class="ends" x="92" y="116">${number(min)}</text>
    </svg>
    <div><div class="big" data-testid="value">${textOf(state.value, widget)}${state.value === null ? nothing : unitOf(widget)}</div>
      ${outside(state.value, widget) ? html`<div class="warn">⚠ ${outside(state.value, widget)}</div>` : nothing}
      ${widget.lamp ? html`<div class="sign" data-testid="lamp">${lamp(lit === null ? null : Number(lit))}
        <span>${widget.lampTitle ?? 'lamp'}: ${lit === null ? 'not known' : textOf(state.lamp)}</span></div>` : nothing}</div>
  </div>`;
}

const recorded = (_, widget) => html`<serai-recorded bare .series=${widget.series ?? []} .range=${widget.span ?? '24h'}
  .min=${widget.min} .max=${widget.max} .unit=${widget.unit} .label=${widget.title || widget.id}></serai-recorded>`;

function table(_, widget, state) {
  const found = tableOf(state.value, widget.columns);
  if (!found) return html`<p class="quiet">${state.value === null ? 'No rows yet.' : textOf(state.value)}</p>`;
  return html`<div class="table" tabindex="0" role="region" aria-label=${widget.title || widget.id}><table>
    <thead><tr>${found.titles.map((each) => html`<th>${each}</th>`)}</tr></thead>
    <tbody>${found.rows.slice(0, MOST_ROWS).map((row) => html`<tr>${row.map((each) => html`<td>${textOf(each, widget)}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

function image(_, widget, state) {
  const given = state.value ?? widget.url ?? '';
  const address = imageOf(given);
  if (address) return html`<img src=${address} alt=${widget.alt ?? widget.title ?? widget.id}>`;
  return /^https?:\/\//.test(given) ? html`<p><a href=${given} target="_blank" rel="noopener noreferrer">Open the picture</a>
    <span class="quiet">The console shows only pictures of this gateway.</span></p>`
    : html`<p class="quiet">${given ? 'What came is no picture.' : 'No picture yet.'}</p>`;
}

const words = (_, widget) => html`<div class="words">${markdown(widget.text ?? '')}</div>`;

function log(_, widget, state) {
  const lines = [...(state.value ?? [])].reverse();
  return lines.length === 0 ? html`<p class="quiet">Nothing yet.</p>` : html`<ul class="log" tabindex="0" aria-label=${widget.title || widget.id}>
    ${lines.map((each) => html`<li><time>${timeOf(each.time)}</time><span class="quiet">${each.from}</span><span>${each.text}</span></li>`)}</ul>`;
}

const SIGNS = { info: 'ℹ', warning: '⚠', error: '✖' };

function alert(_, widget, state) {
  if (!state.active) {
    return html`<p class=${state.value === null ? 'quiet' : 'good'}>${state.value === null ? 'Nothing is known yet.' : '✓ nothing to report'}</p>`;
  }
  return html`<div class="alarm ${widget.severity}" role="alert">${SIGNS[widget.severity] ?? '⚠'} ${widget.text || widget.title || widget.severity}
    <span class="now">${textOf(state.value, widget)}</span></div>`;
}

export const PICTURES = {
  text, lamp: onOff, gauge, level, chart: recorded, 'state-timeline': recorded, table, image, markdown: words, log, alert,
};
