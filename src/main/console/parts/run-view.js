// One run: what came, the way it took, each step, how it ended.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { get } from '../lib/api.js';
import { debugAddress } from '../lib/flows.js';
import { around, pathOf } from '../lib/path.js';
import { number, timeOf } from '../lib/text.js';
import './flow-picture.js';
import './made-test.js';
import './message-view.js';
import './run-steps.js';
import './send-again.js';

const AGAIN_MS = 1000;

/** The first whole millisecond in which all of it had happened. */
const afterwards = (run) => new Date(Date.parse(run.begin) + Math.ceil(run.millis) + 1).toISOString();

class SeraiRunView extends LitElement {
  static properties = {
    run: {},
    whole: { attribute: false },
    watch: { attribute: false },
    bare: { type: Boolean },
    loaded: { state: true },
    failure: { state: true },
    node: { state: true },
  };

  static styles = [
    shared,
    css`
      :host { display: grid; gap: .7rem; min-width: 0; }
      h2, h3, p { margin: 0; }
      pre.text { max-height: 24rem; overflow: auto; background: var(--raised); border-radius: 6px; padding: .5rem; font-size: .8rem; }
    `,
  ];

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.later);
  }

  willUpdate(changed) {
    if (changed.has('run') && this.run) {
      this.loaded = null;
      this.node = null;
      this.load();
    }
  }

  async load() {
    const { run } = this;
    clearTimeout(this.later);
    try {
      const loaded = await get(`runs/${encodeURIComponent(run)}`);
      if (run !== this.run) {
        return;
      }
      this.failure = null;
      this.loaded = loaded;
      if (['running', 'waiting'].includes(loaded.outcome) && this.isConnected) {
        this.later = setTimeout(() => this.load(), AGAIN_MS);
      }
    } catch (e) {
      this.failure = e.message;
    }
  }

  render() {
    const run = this.whole ?? this.loaded;
    if (this.failure && !run) {
      return html`<p class="problem" role="alert">${this.failure}</p>`;
    }
    if (!run) {
      return html`<p class="quiet" role="status">Asking…</p>`;
    }
    const now = this.watch.picture(run.flow);
    const whole = run.picture ?? now;
    if (run !== this.drawn || whole !== this.drawnOf) {
      this.drawn = run;
      this.drawnOf = whole;
      this.picture = whole && around(whole, run);
      this.lit = whole && pathOf(whole, run);
    }
    const { picture } = this;
    const report = this.watch.reports.get(run.flow);
    const ran = report && report.version !== run.version;
    return html`
      <div>
        <h2>${timeOf(run.begin)}: ${run.trigger}</h2>
        <p>${run.route} <strong class=${{ failed: 'bad', done: 'good' }[run.outcome] ?? 'warn'}>${run.outcome}</strong> after ${number(run.millis)} ms${run.version ? `, version ${run.version}` : ''}${ran ? html`<span class="warn"> (now version ${report.version ?? 'none'} is in use)</span>` : nothing}${run.reason ? html`: <span class="bad">${run.reason}</span>` : nothing}</p>
        ${run.continues ? html`<p><a href=${debugAddress({ tab: 'runs', flow: run.flow, run: run.continues })}>It goes on from an earlier run</a></p>` : nothing}
      </div>
      ${picture?.nodes.length ? html`<serai-flow-picture label="The way it took through ${run.flow}" .picture=${picture} .lit=${this.lit} .node=${this.node}
        @chosen=${({ detail }) => { this.node = detail.node; }}></serai-flow-picture>` : nothing}
      <serai-run-steps .run=${run} .report=${report} .node=${this.node} @chosen=${({ detail }) => { this.node = detail; }}></serai-run-steps>
      ${this.bare ? nothing : html`
        <details><summary>What came${run.input?.topic ? html` on <code>${run.input.topic}</code>` : nothing}</summary><serai-message-view .message=${run.input}></serai-message-view></details>
        <serai-send-again .message=${{ ...run.input, flow: run.flow, route: run.route }} .routes=${report?.routes}></serai-send-again>
        <div class="row"><a class="button" href=${debugAddress({ tab: 'why', flow: run.flow, at: afterwards(run) })}>Why, at that moment?</a></div>
        <serai-made-test .from=${`runs/${encodeURIComponent(run.id)}`}></serai-made-test>
        ${run.text ? html`<details><summary>The version that ran</summary><pre class="text" tabindex="0" aria-label="Text of version ${run.version}">${run.text}</pre></details>` : nothing}`}
    `;
  }
}

customElements.define('serai-run-view', SeraiRunView);
