// The versions of a flow that ran: who made each and when, its text, and the way back to it.
import { LitElement, css, html, nothing } from 'lit';
import { ApiError, get, send } from '../lib/api.js';
import { shared } from '../lib/style.js';
import { timeOf } from '../lib/text.js';
import './edit-diff.js';

const MOST = 50;

class SeraiEditHistory extends LitElement {
  static properties = {
    flow: { type: String },
    /** The version that runs. */
    current: { type: Number },
    text: { type: String },
    versions: { state: true },
    shown: { state: true },
    asked: { state: true },
    failure: { state: true },
    busy: { state: true },
  };

  static styles = [
    shared,
    css`
      td button { min-height: 26px; padding: 0 .6rem; }
      .table { overflow-x: auto; }
      .ask { margin: .5rem 0; }
    `,
  ];

  willUpdate(changed) {
    if (changed.has('flow') || changed.has('current')) {
      this.load();
    }
    if (changed.has('flow')) {
      this.shown = null;
      this.asked = null;
    }
  }

  async load() {
    const { flow } = this;
    await this.trying(async () => {
      const { versions } = await get(`flows/${encodeURIComponent(flow)}/history?n=${MOST}`);
      if (flow === this.flow) {
        this.versions = versions;
      }
    });
  }

  async trying(what) {
    this.failure = '';
    this.busy = true;
    try {
      await what();
    } catch (e) {
      if (!(e instanceof ApiError)) {
        throw e;
      }
      this.failure = [e.message, ...e.problems.map((each) => `${each.file}:${each.line}: ${each.text}`)].join('\n');
    } finally {
      this.busy = false;
    }
  }

  look(number) {
    return this.trying(async () => {
      this.shown = await get(`flows/${encodeURIComponent(this.flow)}/versions/${number}`);
    });
  }

  rollBack(number) {
    return this.trying(async () => {
      await send('POST', `flows/${encodeURIComponent(this.flow)}/rollback?version=${number}&by=console`);
      this.asked = null;
      this.shown = null;
      this.dispatchEvent(new CustomEvent('rolled-back', { detail: { number } }));
      await this.load();
    });
  }

  version(each) {
    return html`
      <tr>
        <td>${each.number}${each.number === this.current ? html` <strong class="good">runs</strong>` : nothing}</td>
        <td>${timeOf(each.time)}</td>
        <td>${each.by}</td>
        <td>${each.removal ? 'removed' : ''} ${each.note}</td>
        <td>
          ${each.removal ? nothing : html`
            <button aria-label="Look at version ${each.number}" @click=${() => this.look(each.number)}>Look</button>
            ${each.number === this.current ? nothing : html`
              <button aria-label="Roll back to version ${each.number}" @click=${() => { this.asked = each.number; }}>Roll back</button>`}`}
        </td>
      </tr>`;
  }

  difference() {
    return html`
      <div class="row"><strong>Version ${this.shown.number} beside what is in the editor</strong>
        <button @click=${() => { this.shown = null; }}>Back to the versions</button>
        <button @click=${() => this.dispatchEvent(new CustomEvent('take-text', { detail: { text: this.shown.text } }))}>
          Put its text into the editor</button></div>
      <serai-edit-diff .before=${this.shown.text} .after=${this.text} .beforeName=${`version ${this.shown.number}`}
        afterName="the editor"></serai-edit-diff>`;
  }

  render() {
    return html`
      ${this.failure ? html`<p class="problem" role="alert"><span class="mono">${this.failure}</span></p>` : nothing}
      ${this.asked ? html`
        <div class="ask row" role="alert">Version ${this.asked} is to run instead, and the file is to have its text?
          <button class="main" ?disabled=${this.busy} @click=${() => this.rollBack(this.asked)}>Roll back to ${this.asked}</button>
          <button @click=${() => { this.asked = null; }}>Keep as it is</button></div>` : nothing}
      ${this.shown ? this.difference() : this.list()}`;
  }

  list() {
    if (!this.versions?.length) {
      return this.versions ? html`<p class="quiet">Nothing of this flow has run yet.</p>` : nothing;
    }
    return html`
      <div class="table" tabindex="0" role="region" aria-label="Versions"><table>
        <thead><tr><th scope="col">Version</th><th scope="col">When</th><th scope="col">By</th><th scope="col">Note</th>
          <th scope="col"><span class="sr">Actions</span></th></tr></thead>
        <tbody>${this.versions.map((each) => this.version(each))}</tbody>
      </table></div>`;
  }
}

customElements.define('serai-edit-history', SeraiEditHistory);
