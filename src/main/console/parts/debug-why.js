// Why a flow did or did not do something at a moment, in sentences a tired person understands.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { get } from '../lib/api.js';
import { debugAddress, editAddress } from '../lib/flows.js';
import { ago, timeOf } from '../lib/text.js';
import { heldOf, valuesOf } from './run-steps.js';
import './run-view.js';

const AGAIN_MS = 3000;
const SOON_MS = 300;
const HOUR_S = 3600;

/** A moment as the field for one has it, in the time of the place. */
const local = (time) => {
  const date = new Date(time);
  return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
};

class SeraiDebugWhy extends LitElement {
  static properties = {
    watch: { attribute: false },
    flow: {},
    at: {},
    beat: { attribute: false },
    why: { state: true },
    failure: { state: true },
    open: { state: true },
  };

  static styles = [
    shared,
    css`
      :host { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
      .said p { font-size: 1.1rem; margin: .3rem 0; max-width: 60rem; overflow-wrap: anywhere; }
      label.slider { display: flex; gap: .6rem; align-items: center; flex: 1 1 18rem; }
      input[type=range] { flex: 1; min-height: 24px; accent-color: var(--accent); }
      .scroll { overflow-x: auto; }
      h3 { margin: 0 0 .3rem; }
    `,
  ];

  connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated) {
      this.ask(0);
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.later);
  }

  willUpdate(changed) {
    if ((changed.has('flow') || changed.has('at')) && this.flow) {
      if (changed.has('flow')) {
        this.why = null;
      }
      this.ask(changed.has('flow') ? 0 : SOON_MS);
    }
  }

  ask(wait) {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.load(), wait);
  }

  async load() {
    const { flow, at } = this;
    try {
      const why = await get(`why?flow=${encodeURIComponent(flow)}${at ? `&at=${encodeURIComponent(new Date(at).toISOString())}` : ''}`);
      if (flow === this.flow && at === this.at) {
        this.why = why;
        this.failure = null;
      }
    } catch (e) {
      this.failure = e.message;
    }
    if (!this.at && this.isConnected && flow === this.flow) {
      this.ask(AGAIN_MS);
    }
  }

  go(at) {
    location.hash = debugAddress({ tab: 'why', flow: this.flow, ...(at ? { at: new Date(at).toISOString() } : {}) });
  }

  render() {
    if (!this.flow) {
      return html`<p class="quiet">Choose a flow to ask why it did or did not do something.</p>`;
    }
    const back = this.at ? Math.max(-HOUR_S, Math.min(0, Math.round((Date.parse(this.at) - Date.now()) / 1000))) : 0;
    return html`
      <div class="row">
        <button type="button" aria-pressed=${this.at ? 'false' : 'true'} class=${this.at ? '' : 'main'} @click=${() => this.go(null)}>Now</button>
        <label>At <input type="datetime-local" step="1" .value=${local(this.at || Date.now())} @change=${(event) => event.target.value && this.go(event.target.value)}></label>
        <label class="slider">The last hour <input type="range" min=${-HOUR_S} max="0" step="5" .value=${String(back)} aria-valuetext=${back ? `${ago(Date.now() + back * 1000)}` : 'now'}
          @change=${(event) => this.go(Number(event.target.value) === 0 ? null : Date.now() + event.target.value * 1000)}></label>
        <span class="quiet">${back ? ago(Date.now() + back * 1000) : 'now'}</span>
      </div>
      ${this.failure ? html`<p class="problem" role="alert">${this.failure}</p>` : nothing}
      ${this.why ? this.answer(this.why) : this.failure ? nothing : html`<p class="quiet" role="status">Asking…</p>`}
    `;
  }

  answer(why) {
    const report = this.watch.reports.get(this.flow);
    const line = (each) => (each.line ? html`<a href=${editAddress(report, each.line)}>line ${each.line}</a>` : nothing);
    return html`
      <section class="card said" aria-label="Answer" data-testid="why">${why.sentences.map((each) => html`<p>${each}</p>`)}</section>
      ${why.conditions.length ? html`<section><h3>Conditions</h3><div class="scroll" tabindex="0" role="region" aria-label="Conditions"><table>
        <thead><tr><th scope="col">Condition</th><th scope="col">Held</th><th scope="col">Values</th><th scope="col">Where</th></tr></thead>
        <tbody>${why.conditions.map((each) => html`<tr><td class="mono">${each.text}</td><td>${heldOf(each.held)}</td><td>${valuesOf(each.values)}</td><td>${line(each)}</td></tr>`)}</tbody></table></div></section>` : nothing}
      ${why.waiting.length ? html`<section><h3>What waits</h3><ul>${why.waiting.map((each) => html`<li>${each.text}${each.since ? `, since ${timeOf(each.since)}` : ''}${each.until ? `, until ${timeOf(each.until)}` : ''} ${line(each)}</li>`)}</ul></section>` : nothing}
      ${why.since.length ? html`<section><h3>What its sources brought last</h3><div class="scroll" tabindex="0" role="region" aria-label="Sources"><table>
        <thead><tr><th scope="col">Source</th><th scope="col">Last</th><th scope="col">Next</th><th scope="col">Where</th></tr></thead>
        <tbody>${why.since.map((each) => html`<tr><td>${each.text}</td><td>${each.last ? `${timeOf(each.last)} (${ago(each.last)})` : 'nothing yet'}</td><td>${each.next ? timeOf(each.next) : ''}</td><td>${line(each)}</td></tr>`)}</tbody></table></div></section>` : nothing}
      ${why.last ? html`<section><h3>The last run before that moment</h3>
        <serai-run-view bare .whole=${why.last} .watch=${this.watch}></serai-run-view>
        <p><a href=${debugAddress({ tab: 'runs', flow: this.flow, run: why.last.id })}>Open it among the runs</a></p></section>` : nothing}
    `;
  }
}

customElements.define('serai-debug-why', SeraiDebugWhy);
