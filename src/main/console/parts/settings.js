// The settings in effect and where each comes from.
import { LitElement, css, html } from 'lit';
import { shared } from '../lib/style.js';

class SeraiSettings extends LitElement {
  static properties = { settings: { attribute: false }, search: { state: true }, changed: { state: true } };

  static styles = [shared, css`
    .table { overflow: auto; max-height: 26rem; }
    td { overflow-wrap: anywhere; min-width: 6rem; }
    .head { margin-bottom: .5rem; } .head h2 { margin: 0; flex: 1 1 auto; }
  `];

  constructor() {
    super();
    this.search = '';
  }

  render() {
    const wanted = this.search.toLowerCase();
    const some = (this.settings ?? []).filter((each) => (!this.changed || each.source !== 'default')
      && (!wanted || `${each.name} ${each.value} ${each.source}`.toLowerCase().includes(wanted)));
    return html`<section class="card" aria-labelledby="settings">
      <div class="row head"><h2 id="settings">Settings in effect</h2>
        <label><input type="checkbox" @change=${(e) => { this.changed = e.target.checked; }}> only what differs from the default</label>
        <input type="search" aria-label="Search in the settings" placeholder="search" @input=${(e) => { this.search = e.target.value; }}></div>
      ${some.length ? html`<div class="table" tabindex="0" role="group" aria-labelledby="settings"><table>
        <thead><tr><th>Setting</th><th>Value</th><th>From</th></tr></thead>
        <tbody>${some.map((each) => html`<tr><td><code>${each.name}</code></td><td class="mono">${each.value === '' ? html`<span class="quiet">(empty)</span>` : each.value}</td>
          <td>${each.source}</td></tr>`)}</tbody></table></div>`
    : html`<p class="quiet" role="status">No setting fits.</p>`}
    </section>`;
  }
}

customElements.define('serai-settings', SeraiSettings);
