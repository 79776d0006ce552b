// What happened inside the flows: taps, runs, the reasons, and what failed.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { debugAddress } from '../lib/flows.js';
import { follow } from '../lib/live.js';
import { HouseWatch } from '../lib/watch.js';
import '../parts/debug-taps.js';
import '../parts/debug-runs.js';
import '../parts/debug-why.js';
import '../parts/debug-failures.js';

const TABS = [['taps', 'Taps'], ['runs', 'Runs'], ['why', 'Why'], ['failures', 'Failures']];

class SeraiDebugPage extends LitElement {
  static properties = {
    path: { attribute: false },
    query: { attribute: false },
    beat: { state: true },
    failures: { state: true },
  };

  static styles = [
    shared,
    css`
      .tabs { display: flex; flex-wrap: wrap; gap: .2rem; border-bottom: 1px solid var(--line); margin-bottom: .8rem; align-items: end; }
      .tabs a { padding: .4rem .9rem; color: var(--text); text-decoration: none; border-radius: 6px 6px 0 0; min-height: 24px; }
      .tabs a:hover { background: var(--raised); }
      .tabs a[aria-current] { background: var(--raised); box-shadow: inset 0 -3px 0 var(--accent); font-weight: 600; }
      .tabs label { margin: 0 0 .3rem auto; }
      .tabs select { max-width: 16rem; }
      @media (max-width: 640px) { .tabs label { margin-left: 0; width: 100%; } }
    `,
  ];

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.watch = new HouseWatch(() => { this.beat = (this.beat ?? 0) + 1; });
  }

  connectedCallback() {
    super.connectedCallback();
    this.watch.open();
    this.live = follow('failures', {}, { latest: (_, value) => { this.failures = value?.count ?? 0; } });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watch.close();
    this.live.close();
  }

  get tab() {
    const query = this.query;
    return query.get('tab') ?? (query.has('run') ? 'runs' : query.has('at') ? 'why' : 'taps');
  }

  render() {
    const flow = this.query.get('flow') ?? '';
    const { tab, watch } = this;
    return html`
      <h1 class="sr">Debug</h1>
      <nav class="tabs" aria-label="Ways to look">
        ${TABS.map(([name, title]) => html`<a href=${debugAddress({ tab: name, ...(flow ? { flow } : {}) })} aria-current=${name === tab ? 'page' : nothing}>${title}${name === 'failures' && this.failures ? html` <span class="bad">${this.failures}</span>` : nothing}</a>`)}
        <label>Flow <select @change=${(event) => { location.hash = debugAddress({ tab, ...(event.target.value ? { flow: event.target.value } : {}) }); }}>
          <option value="">${tab === 'failures' ? 'all flows' : 'choose one…'}</option>
          ${[...watch.reports.keys()].map((each) => html`<option value=${each} ?selected=${each === flow}>${each}</option>`)}
        </select></label>
      </nav>
      ${watch.failure ? html`<p class="problem" role="alert">${watch.failure}</p>` : nothing}
      ${this.shown(tab, flow)}
    `;
  }

  shown(tab, flow) {
    const { watch, beat, query } = this;
    if (tab === 'runs') {
      return html`<serai-debug-runs .watch=${watch} .beat=${beat} .flow=${flow} .run=${query.get('run')}></serai-debug-runs>`;
    }
    if (tab === 'why') {
      return html`<serai-debug-why .watch=${watch} .beat=${beat} .flow=${flow} .at=${query.get('at')}></serai-debug-why>`;
    }
    if (tab === 'failures') {
      return html`<serai-debug-failures .watch=${watch} .beat=${beat} .flow=${flow}></serai-debug-failures>`;
    }
    return html`<serai-debug-taps .watch=${watch} .beat=${beat} .flow=${flow} .node=${query.get('node')}></serai-debug-taps>`;
  }
}

customElements.define('serai-debug-page', SeraiDebugPage);
