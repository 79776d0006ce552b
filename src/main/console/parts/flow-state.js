// What the steps of a flow keep, as it changes; cleared by hand.
import { LitElement, css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { shared } from '../lib/style.js';
import { send } from '../lib/api.js';
import { follow } from '../lib/live.js';

class SeraiFlowState extends LitElement {
  static properties = {
    flow: {},
    answer: { state: true },
    failure: { state: true },
    said: { state: true },
    busy: { state: true },
  };

  static styles = [
    shared,
    css`
      .scroll { overflow: auto; max-height: 18rem; }
      table { font-size: .8rem; }
      td, th { padding: .25rem; overflow-wrap: anywhere; }
      td:last-child { text-align: right; }
      td button { min-height: 24px; padding: 0 .5rem; }
      p { margin: .4rem 0; }
    `,
  ];

  willUpdate(changed) {
    if (changed.has('flow')) {
      this.open();
    }
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.flow && !this.live) {
      this.open();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.live?.close();
    this.live = null;
  }

  open() {
    this.live?.close();
    this.answer = null;
    this.failure = null;
    this.said = '';
    this.live = follow('states', { flow: this.flow }, {
      latest: (_, answer) => { this.answer = answer; },
      error: (text) => { this.failure = text; },
    });
  }

  render() {
    const { answer } = this;
    return html`
      ${this.failure ? html`<p class="problem" role="alert">${this.failure}</p>` : nothing}
      <p class="quiet" role="status">${this.said}</p>
      ${answer?.states.length ? this.table(answer) : html`<p class="quiet">${answer ? 'Its steps keep nothing.' : 'Asking…'}</p>`}
    `;
  }

  table({ states, more }) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="State of ${this.flow}"><table>
        <thead><tr><th scope="col">Step</th><th scope="col">Key</th><th scope="col">Value</th><th><span class="sr">Clear</span></th></tr></thead>
        <tbody>${repeat(states, (each) => JSON.stringify([each.node, each.key]), (each) => html`<tr>
          <td>${each.node}</td><td>${each.key}</td>
          <td class="mono">${each.cut ? `${each.value}… (${each.bytes} bytes)` : JSON.stringify(each.value)}</td>
          <td><button type="button" ?disabled=${this.busy} aria-label="Clear ${each.node} ${each.key}" @click=${() => this.clear(each)}>Clear</button></td></tr>`)}</tbody>
      </table></div>
      ${more ? html`<p class="quiet">There is more; the first ${states.length} are shown.</p>` : nothing}
      <button type="button" ?disabled=${this.busy} @click=${() => this.clear(null)}>Clear all</button>`;
  }

  async clear(one) {
    const { flow } = this;
    const what = one ? `what step ${one.node} of ${flow} keeps under “${one.key}”` : `everything that the steps of ${flow} keep`;
    if (!confirm(`Clear ${what}? It goes on as if it had never seen a message.`)) {
      return;
    }
    this.busy = true;
    this.failure = null;
    this.said = '';
    try {
      const query = one ? `?node=${encodeURIComponent(one.node)}&key=${encodeURIComponent(one.key)}` : '';
      const { cleared } = await send('DELETE', `flows/${encodeURIComponent(flow)}/state${query}`);
      if (flow === this.flow) {
        this.said = cleared === 1 ? '1 state cleared.' : `${cleared} states cleared.`;
      }
    } catch (e) {
      this.failure = e.message;
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('serai-flow-state', SeraiFlowState);
