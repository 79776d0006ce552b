// Who is connected to the gateway's own broker, and whose session waits for its return.
import { LitElement, css, html, nothing } from 'lit';
import { get } from '../lib/api.js';
import { Following } from '../lib/following.js';
import { shared } from '../lib/style.js';
import { notice, waiting } from './notice.js';

const LOOK_MS = 5000;

/** How long a session is kept without its client, in words. */
function kept(session) {
  if (typeof session !== 'number') return session;
  if (session === 0) return 'ends with the connection';
  if (session >= 4_294_967_295) return 'kept for ever';
  if (session < 3600) return `kept ${Math.round(session / 60)} min`;
  if (session < 172_800) return `kept ${Math.round(session / 3600)} h`;
  return `kept ${Math.round(session / 86_400)} d`;
}

const filterOf = (subscription) => subscription.filter ?? subscription;

class SeraiClients extends LitElement {
  static properties = { answer: { state: true }, error: { state: true } };

  static styles = [shared, css`
    .table { overflow-x: auto; }
    td { overflow-wrap: break-word; min-width: 4.5rem; } td:first-child { min-width: 8rem; }
    details { max-width: 18rem; } summary { cursor: pointer; min-height: 28px; }
    ul { margin: .2rem 0; padding-left: 1.1rem; }
  `];

  following = new Following(this);

  connectedCallback() {
    super.connectedCallback();
    this.following.every('clients', LOOK_MS, () => this.load());
    this.load();
  }

  async load() {
    try {
      this.answer = await get('clients');
      this.error = null;
    } catch (e) {
      this.error = e;
    }
  }

  render() {
    const clients = [...(this.answer?.clients ?? [])]
      .sort((a, b) => Number(b.connected) - Number(a.connected) || a.id.localeCompare(b.id));
    return html`
      <section class="card" aria-labelledby="clients">
        <h2 id="clients">Clients ${clients.length ? html`<span class="quiet">${clients.length}</span>` : nothing}</h2>
        ${notice(this.error)}
        ${!this.answer && !this.error ? waiting('the clients') : nothing}
        ${this.answer && !clients.length ? html`<p class="quiet">${this.answer.broker === false
    ? 'The gateway has no broker of its own; ask the one it is connected to.' : 'Nobody is connected.'}</p>` : nothing}
        ${clients.length ? html`<div class="table" tabindex="0" role="group" aria-labelledby="clients"><table>
          <thead><tr><th>Client</th><th>Session</th><th>Waiting</th><th>Subscriptions</th></tr></thead>
          <tbody>${clients.map((each) => html`<tr>
            <td><code>${each.id}</code><br><span class=${each.connected ? 'good' : 'off'}>${each.connected ? '● connected' : '○ away'}</span>
              <span class="quiet">${each.address ?? ''}</span></td>
            <td>${kept(each.session)}</td><td>${each.queued}</td>
            <td>${each.subscriptions.length ? html`<details><summary>${each.subscriptions.length}</summary>
              <ul>${each.subscriptions.map((one) => html`<li><code>${filterOf(one)}</code></li>`)}</ul></details>` : 'none'}</td></tr>`)}
          </tbody></table></div>` : nothing}
      </section>`;
  }
}

customElements.define('serai-clients', SeraiClients);
