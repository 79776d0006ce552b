// The widgets that show something. Each draws itself for the element it is in: (element, widget, state).
import { html, nothing, svg } from 'lit';
import { number, timeOf } from '../lib/text.js';
import { imageOf, isOn, shareOf, spanOfWidget, tableOf, textOf } from '../lib/widget.js';
import { brightnessOf, lamp } from './lamp.js';
import { markdown } from './markdown.js';
import './recorded.js';

const unitOf = (widget) => (widget.unit ? html` <small>${widget.unit}</small>` : nothing);

const lampBeside = (value, widget) => (widget.lamp === true || widget.lamp === 'true'
  ? lamp(isOn(value, widget) === null ? brightnessOf(value, widget.min ?? 0, widget.max ?? 100) : Number(isOn(value, widget))) : nothing);

const text = (_, widget, state) => html`<div class="sign">${lampBeside(state.value, widget)}
  <span class="big" data-testid="value">${textOf(state.value, widget)}${state.value === null ? nothing : unitOf(widget)}</span></div>`;

/** The arc of a gauge: three quarters of a circle, opened below. */
const ARC = 'M 26.1 93.9 A 48 48 0 1 1 93.9 93.9';
const ARC_LENGTH = 226.2;

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
    <text class="ends" x="22" y="109" text-anchor="middle">${number(min)}</text>
    <text class="ends" x="98" y="109" text-anchor="middle">${number(max)}</text>
  </svg>`;
}

function level(_, widget, state) {
  const share = shareOf(state.value, widget) ?? 0;
  const { min, max } = spanOfWidget(widget);
  const height = 104 * share;
  const hasLamp = widget.lamp !== undefined && widget.lamp !== null && widget.lamp !== false;
  const lit = hasLamp ? isOn(state.lamp) : null;
  const name = typeof widget.lamp === 'string' ? widget.lamp : widget['lamp-title'] ?? 'lamp';
  return html`<div class="beside">
    <svg class="tank" viewBox="0 0 120 124" role="img"
      aria-label="${widget.title || widget.id}: filled to ${textOf(state.value, widget)} ${widget.unit ?? ''} of ${number(max)}">
      <rect class="water" x="16" y=${114 - height} width="70" height=${height}></rect>
      ${height > 0 ? svg`<line class="surface" x1="16" x2="86" y1=${114 - height} y2=${114 - height}></line>` : nothing}
      ${[0, 0.25, 0.5, 0.75, 1].map((at) => svg`<line class="mark" x1="86" x2=${at % 0.5 === 0 ? 78 : 82} y1=${114 - 104 * at} y2=${114 - 104 * at}></line>`)}
      <path class="wall" d="M 15 6 V 115 H 87 V 6"></path>
      <text class="ends" x="92" y="15">${number(max)}</text><text class="ends" x="92" y="66">${number((min + max) / 2)}</text>
      <text class="ends" x="92" y="116">${number(min)}</text>
    </svg>
    <div><div class="big" data-testid="value">${textOf(state.value, widget)}${unitOf(widget)}</div>
      ${hasLamp ? html`<div class="sign">${lamp(lit === null ? null : Number(lit))}<span>${name}: ${lit === null ? 'not known' : textOf(state.lamp)}</span></div>` : nothing}</div>
  </div>`;
}

const namesOf = (series) => (Array.isArray(series) ? series : series ? [series] : []).map((each) => each.name ?? each);

const recorded = (_, widget) => html`<serai-recorded bare .series=${namesOf(widget.series)} .range=${widget.range ?? '24h'}
  .min=${widget.min} .max=${widget.max} .label=${widget.title || widget.id}></serai-recorded>`;

function table(_, widget, state) {
  const found = tableOf(state.value, widget.columns);
  if (!found) return html`<p class="quiet">${state.value === null ? 'No rows yet.' : textOf(state.value)}</p>`;
  return html`<div class="table" tabindex="0" role="region" aria-label=${widget.title || widget.id}><table>
    <thead><tr>${found.titles.map((each) => html`<th>${each}</th>`)}</tr></thead>
    <tbody>${found.rows.slice(0, widget.rows ?? 200).map((row) => html`<tr>${row.map((each) => html`<td>${textOf(each, widget)}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

function image(_, widget, state) {
  const address = imageOf(state.value ?? widget.url ?? widget.src ?? '');
  return address ? html`<img src=${address} alt=${widget.alt ?? widget.title ?? widget.id}>`
    : html`<p class="quiet">${state.value ? 'What came is no image.' : 'No image yet.'}</p>`;
}

const words = (_, widget, state) => html`<div class="words">${markdown(widget.text ?? state.value ?? '')}</div>`;

function log(element, widget, state) {
  const lines = (Array.isArray(state.value) ? state.value : element.kept)
    .map((each) => (each && typeof each === 'object' && 'value' in each ? each : { value: each })).slice(0, widget.lines ?? 50);
  return lines.length === 0 ? html`<p class="quiet">Nothing yet.</p>` : html`<ul class="log" tabindex="0" aria-label=${widget.title || widget.id}>
    ${lines.map((each) => html`<li>${each.time ? html`<time>${timeOf(each.time)}</time>` : nothing}<span>${textOf(each.value, widget)}</span></li>`)}</ul>`;
}

function alert(_, widget, state) {
  const on = isOn(state.value, widget);
  if (state.value === null || on === false) return html`<p class="good">✓ ${widget['text-off'] ?? 'nothing to report'}</p>`;
  return html`<div class="alarm" role="alert">⚠ ${on ? widget.text ?? widget.title ?? 'on' : textOf(state.value, widget)}</div>`;
}

export const PICTURES = { text, gauge, level, chart: recorded, 'state-timeline': recorded, table, image, markdown: words, log, alert };
