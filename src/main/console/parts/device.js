// One device: its value, what it can be set to, and who uses it.
import { LitElement, css, html, nothing } from 'lit';
import { path, send } from '../lib/api.js';
import { LastWins } from '../lib/lastwins.js';
import { shared } from '../lib/style.js';
import { ago, number } from '../lib/text.js';
import { brightnessOf, lamp } from './lamp.js';
import { notice } from './notice.js';
import { toggle, toggleStyle } from './toggle.js';
import './slider.js';

class SeraiDevice extends LitElement {
  static properties = { device: { attribute: false }, now: { attribute: false }, refused: { state: true } };

  static styles = [shared, toggleStyle, css`
    :host { display: flex; }
    article { flex: 1; display: flex; flex-direction: column; gap: .5rem; min-width: 0; }
    h3 { margin: 0; overflow-wrap: anywhere; }
    header { display: flex; gap: .6rem; align-items: flex-start; }
    .value { font-size: 1.55rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }
    .value small { font-size: .95rem; font-weight: 400; color: var(--quiet); }
    p { margin: 0; }
    footer { margin-top: auto; font-size: .87rem; display: flex; flex-wrap: wrap; gap: .1rem .9rem; color: var(--quiet); }
    footer a { display: inline-block; min-height: 24px; }
    svg { flex: none; }
  `];

  sender = new LastWins((value) => this.put(value));

  async put(value) {
    try {
      await send('PUT', `devices/${path(this.device.id)}`, { value });
      this.refused = null;
    } catch (e) {
      this.refused = e;
    }
  }

  get isOnOff() {
    return this.device.kind === 'switch' || this.device.kind === 'input';
  }

  get min() { return this.device.min ?? 0; }

  get max() { return this.device.max ?? 100; }

  render() {
    const { device } = this;
    const known = device.value !== null && device.value !== undefined;
    return html`
      <article class="card" aria-labelledby="name">
        <header>
          ${device.kind === 'sensor' ? nothing : lamp(brightnessOf(device.value, this.min, this.max))}
          <div class="grow"><h3 id="name">${device.id}</h3><p class="quiet">${device.description}</p></div>
        </header>
        <div class="row">
          <span class="value" data-testid="value">${!known ? 'no value yet' : this.isOnOff ? device.value
    : html`${Number.isFinite(Number(device.value)) ? number(Number(device.value)) : device.value} <small>${device.unit ?? ''}</small>`}</span>
          ${device.time ? html`<span class="quiet">${ago(device.time)}</span>` : nothing}
        </div>
        ${device.error ? html`<p class="problem">${device.error}</p>` : nothing}
        ${device.byHand ? html`<div class="row"><span class="quiet">set by hand; its generator waits</span>
          <button type="button" aria-label="Back to the generator: ${device.id}" @click=${() => this.sender.push(null)}>Back to the generator</button></div>` : nothing}
        ${device.settable ? this.control() : html`<p class="quiet">Read only: the hardware says what it is.</p>`}
        ${notice(this.refused)}
        <footer>
          <span>${device.simulated ? 'simulated ' : ''}${device.kind}</span>
          ${device.pin || !device.simulated ? html`<span>${device.pin ? html`${device.pin}, ` : nothing}driver ${device.driver}</span>` : nothing}
          <span>${device.usedBy?.length ? html`used by ${device.usedBy.map((each, i) => html`${i ? ', ' : ''}${each === '*' ? 'any flow' : html`<a
            href="#/flows/${encodeURIComponent(each)}">${each}</a>`}`)}` : 'used by no flow'}</span>
        </footer>
      </article>`;
  }

  control() {
    const { device } = this;
    if (this.isOnOff) {
      const on = device.value === 'on';
      return toggle({ on: device.value === null || device.value === undefined ? null : on, label: device.id, act: (wanted) => this.sender.push(wanted ? 'on' : 'off') });
    }
    return html`<serai-slider .value=${Number(device.value ?? NaN)} .min=${this.min} .max=${this.max} .unit=${device.unit || ''}
      .label=${device.id} @command=${(e) => this.sender.push(e.detail)}></serai-slider>`;
  }
}

customElements.define('serai-device', SeraiDevice);
