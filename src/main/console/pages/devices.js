// The hardware of the house: what it says, what it is told, and where it is connected.
import { LitElement, css, html, nothing } from 'lit';
import { get } from '../lib/api.js';
import { Following } from '../lib/following.js';
import { shared } from '../lib/style.js';
import { empty, notice, waiting } from '../parts/notice.js';
import '../parts/device.js';

const ORDER = ['sensor', 'input', 'switch', 'level'];
const byKind = (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.id.localeCompare(b.id);

class SeraiDevicesPage extends LitElement {
  static properties = { path: { attribute: false }, query: { attribute: false }, error: { state: true } };

  static styles = [shared, css`
    .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: .9rem; margin: 0 0 1.4rem; }
    .table { overflow-x: auto; }
    .head { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; }
    .head p { margin: 0 0 .75rem; }
    td, th { white-space: nowrap; }
  `];

  following = new Following(this);
  devices = null;

  connectedCallback() {
    super.connectedCallback();
    this.following.channel('devices', {}, { latest: (id, device) => this.take(id, device) });
    this.following.onReturn(() => this.load());
    this.following.every('ages', 1000, () => this.following.draw());
    this.load();
  }

  take(id, device) {
    this.devices ??= new Map();
    if (device === null) {
      this.devices.delete(id);
    } else {
      this.devices.set(id, device);
    }
  }

  async load() {
    try {
      const answer = await get('devices');
      this.devices = new Map(answer.devices.map((each) => [each.id, each]));
      this.error = null;
    } catch (e) {
      this.error = e;
    }
    this.following.draw();
  }

  updated() {
    const wanted = this.path?.[0];
    if (wanted && wanted !== this.gone && this.devices) {
      this.gone = wanted;
      this.renderRoot.getElementById(`device-${wanted}`)?.scrollIntoView({ block: 'center' });
    }
  }

  render() {
    const all = [...(this.devices?.values() ?? [])].sort(byKind);
    const simulated = all.filter((each) => each.simulated).length;
    const failing = all.filter((each) => each.error).length;
    return html`
      <div class="head">
        <h1>Devices</h1>
        ${all.length ? html`<p class="quiet">${all.length} in all, ${simulated} simulated${failing
    ? html`, <span class="bad">${failing} with an error</span>` : ''}</p>` : nothing}
      </div>
      ${notice(this.error)}
      ${!this.devices && !this.error ? waiting('the devices') : nothing}
      ${this.devices && !all.length ? empty('No devices yet',
    html`Describe them in <code>routes/devices.yaml</code>; they are simulated where there is no hardware.`) : nothing}
      <div class="grid">${all.map((each) => html`
        <serai-device id="device-${each.id}" .device=${each} .now=${Math.floor(Date.now() / 1000)}></serai-device>`)}
      </div>
      ${all.length ? this.pins(all) : nothing}
    `;
  }

  pins(all) {
    const rows = all.filter((each) => each.pin).sort((a, b) => String(a.pin).localeCompare(String(b.pin), undefined, { numeric: true }));
    return html`
      <section aria-labelledby="pins" class="card">
        <h2 id="pins">Connections</h2>
        ${rows.length ? html`
          <div class="table" tabindex="0" role="group" aria-labelledby="pins"><table>
            <thead><tr><th>Pin or address</th><th>Owner</th><th>Kind</th><th>Driver</th><th>Used by</th></tr></thead>
            <tbody>${rows.map((each) => html`<tr>
              <td><code>${each.pin}</code></td><td>${each.id}</td><td>${each.kind}</td><td>${each.driver}</td>
              <td>${each.usedBy?.length ? each.usedBy.join(', ') : '–'}</td></tr>`)}</tbody>
          </table></div>` : html`<p class="quiet">No device of this machine is at a pin or an address: all are simulated.</p>`}
      </section>`;
  }
}

customElements.define('serai-devices-page', SeraiDevicesPage);
