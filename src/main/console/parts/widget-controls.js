// The widgets that command something. Each draws itself for the element it is in: (element, widget, state).
import { html, nothing } from 'lit';
import { figure, isOn, spanOfWidget } from '../lib/widget.js';
import { toggle } from './toggle.js';
import './slider.js';

const nameOf = (widget) => widget.title || widget.label || widget.id;

/** What a control stands at: what is wanted while that is not reported, else what is reported. */
const standing = (state) => state.commanded ?? state.value;

function onOff(element, widget, state) {
  return toggle({
    on: isOn(state.value), label: nameOf(widget), act: () => element.command(isOn(standing(state)) ? 'off' : 'on'),
  });
}

function button(element, widget) {
  const label = widget.label ?? widget.title ?? widget.id;
  const press = () => { element.asks = false; element.command(widget.value ?? ''); };
  if (element.asks) {
    return html`<div class="row"><span>Sure?</span>
      <button class="main" @click=${press}>${label}</button>
      <button @click=${() => { element.asks = false; }}>Cancel</button></div>`;
  }
  return html`<button class="main" @click=${widget.confirm ? () => { element.asks = true; } : press}>${label}</button>`;
}

function slider(element, widget, state) {
  const { min, max } = spanOfWidget(widget);
  return html`<serai-slider .value=${figure(state.value) ?? NaN} .min=${min} .max=${max} .step=${figure(widget.step) ?? 0}
    .unit=${widget.unit ?? ''} .label=${nameOf(widget)} @command=${(e) => element.command(e.detail)}></serai-slider>`;
}

function number(element, widget, state) {
  const submit = (event) => {
    event.preventDefault();
    const value = figure(event.target.elements.value.value);
    if (value !== null) element.command(value);
  };
  return html`<form class="row" @submit=${submit}>
    <input class="figure" name="value" type="number" required min=${widget.min ?? nothing} max=${widget.max ?? nothing}
      step=${widget.step ?? 'any'} aria-label=${nameOf(widget)} .value=${String(figure(standing(state)) ?? '')}>
    ${widget.unit ? html`<span class="quiet">${widget.unit}</span>` : nothing}
    <button>Set</button></form>`;
}

function select(element, widget, state) {
  const options = widget.options ?? [];
  const at = String(standing(state) ?? '');
  const known = options.includes(at);
  return html`<select aria-label=${nameOf(widget)} @change=${(e) => element.command(e.target.value)}>
    ${known ? nothing : html`<option value="" selected disabled>${at === '' ? 'choose' : `${at} (not among the options)`}</option>`}
    ${options.map((each) => html`<option value=${each} .selected=${each === at}>${each}</option>`)}
  </select>`;
}

function colour(element, widget, state) {
  const at = String(standing(state) ?? '');
  const known = /^#[0-9a-f]{6}$/i.test(at);
  return html`<div class="row"><input type="color" aria-label=${nameOf(widget)} .value=${known ? at.toLowerCase() : '#000000'}
    @input=${(e) => element.command(e.target.value)}><code>${at || 'not known'}</code></div>`;
}

export const CONTROLS = { switch: onOff, button, slider, number, select, colour };
