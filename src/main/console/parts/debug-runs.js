// The last runs of a flow, and one of them step by step beside the picture of the way it took.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { get } from '../lib/api.js';
import { debugAddress } from '../lib/flows.js';
import { follow } from '../lib/live.js';
import { number, timeOf } from '../lib/text.js';
import './run-view.js';

const MOST = 100;
export const OUTCOMES = { done: ['✓', 'good'], failed: ['✗', 'bad'], stopped: ['■', 'warn'], running: ['…', 'quiet'], waiting: ['◷', 'warn'] };

class SeraiDebugRuns extends LitElement {
  static properties = {
    watch: { attribute: false },
    flow: {},
    run: {},
    beat: { attribute: false },
    runs: { state: true },
    outcome: { state: true },
    failure: { state: true },
    more: { state: true },
  };

  static styles = [
    shared,
    css`
      :host { display: grid; grid-template-columns: minmax(15rem, 20rem) minmax(0, 1fr); gap: 1rem; align-items: start; }
      ul { list-style: none; margin: .5rem 0; padding: 3px; max-height: calc(100dvh - 15rem); min-height: 10rem; overflow: auto; }
      a { display: grid; grid-template-columns: 1.2rem 1fr auto; gap: .1rem .4rem; padding: .35rem .5rem; border-radius: 6px; color: var(--text); text-decoration: none; }
      a:hover { background: var(--raised); }
      a[aria-current] { background: var(--raised); box-shadow: inset 3px 0 0 var(--accent); }
      .trigger, .reason { grid-column: 2 / -1; font-size: .85rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .millis { font-variant-numeric: tabular-nums; font-size: .85rem; }
      @media (max-width: 900px) { :host { grid-template-columns: minmax(0, 1fr); } ul { max-height: 16rem; } }
    `,
  ];

  constructor() {
    super();
    this.outcome = '';
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.live?.close();
    this.live = null;
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.flow && this.hasUpdated) {
      this.load();
    }
  }

  willUpdate(changed) {
    if (changed.has('flow') && this.flow) {
      this.load();
    }
  }

  async load() {
    const { flow } = this;
    this.live?.close();
    this.runs = null;
    this.failure = null;
    this.live = follow('runs', { flow }, { next: (run) => this.take([run]), error: (text) => { this.failure = text; } });
    await this.fetch(`runs?flow=${encodeURIComponent(flow)}&n=50`, flow);
  }

  async fetch(path, flow) {
    try {
      const { runs, untraced } = await get(path);
      if (flow === this.flow) {
        this.untraced = untraced;
        this.more = runs.length > 0;
        this.take(runs);
      }
    } catch (e) {
      this.failure = e.message;
    }
  }

  /** The newest are kept, and the one that is open. */
  take(runs) {
    const all = new Map((this.runs ?? []).map((each) => [each.id, each]));
    runs.forEach((each) => all.set(each.id, each));
    const sorted = [...all.values()].sort((a, b) => Date.parse(b.begin) - Date.parse(a.begin));
    this.runs = sorted.filter((each, index) => index < MOST || each.id === this.run);
  }

  older() {
    const last = this.runs.at(-1);
    return this.fetch(`runs?flow=${encodeURIComponent(this.flow)}&n=50&before=${encodeURIComponent(last.id)}`, this.flow);
  }

  render() {
    if (!this.flow) {
      return html`<p class="quiet">Choose a flow to see its last runs.</p>`;
    }
    const shown = (this.runs ?? []).filter((each) => !this.outcome || each.outcome === this.outcome);
    return html`
      <section aria-label="Runs">
        <label>Show <select @change=${(event) => { this.outcome = event.target.value; }}>
          <option value="">all runs</option>${Object.keys(OUTCOMES).map((each) => html`<option value=${each}>${each}</option>`)}</select></label>
        ${this.failure ? html`<p class="problem" role="alert">${this.failure}</p>` : nothing}
        ${this.runs === null && !this.failure ? html`<p class="quiet" role="status">Asking…</p>` : nothing}
        ${this.runs?.length === 0 ? html`<p class="quiet">Nothing has come to ${this.flow} since the gateway started, or it was too long ago.</p>` : nothing}
        <ul>${shown.map((each) => this.entry(each))}</ul>
        <div class="row">
          ${this.more && (this.runs?.length ?? 0) < MOST ? html`<button type="button" @click=${this.older}>Older ones</button>` : nothing}
          ${this.untraced ? html`<span class="quiet">${number(this.untraced)} runs were counted but not kept, because too many came.</span>` : nothing}
        </div>
      </section>
      ${this.run ? html`<serai-run-view .run=${this.run} .watch=${this.watch}></serai-run-view>` : html`<p class="quiet">Choose a run to see it step by step.</p>`}
    `;
  }

  entry(run) {
    const [sign, colour] = OUTCOMES[run.outcome] ?? ['', ''];
    return html`<li><a href=${debugAddress({ tab: 'runs', flow: run.flow, run: run.id })} aria-current=${run.id === this.run ? 'true' : nothing}>
      <span class=${colour} aria-hidden="true">${sign}</span><span>${timeOf(run.begin)} <span class=${colour}>${run.outcome}</span></span><span class="millis quiet">${number(run.millis)} ms</span>
      <span class="trigger quiet">${run.trigger}${run.route !== run.flow ? ` · ${run.route}` : ''}</span>
      ${run.reason ? html`<span class="reason bad">${run.reason}</span>` : nothing}</a></li>`;
  }
}

customElements.define('serai-debug-runs', SeraiDebugRuns);
