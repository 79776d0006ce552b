// All flows as they work: a list, the picture of the house, and what is known of the flow that was chosen.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { arrange } from '../lib/house.js';
import { Figures } from '../lib/figures.js';
import { flowAddress } from '../lib/flows.js';
import { follow } from '../lib/live.js';
import { HouseWatch } from '../lib/watch.js';
import '../parts/flow-list.js';
import '../parts/flow-canvas.js';
import '../parts/flow-panel.js';

const BEAT_MS = 500;

class SeraiFlowsPage extends LitElement {
  static properties = {
    path: { attribute: false },
    query: { attribute: false },
    house: { state: true },
    beat: { state: true },
    tick: { state: true },
    values: { state: true },
  };

  static styles = [
    shared,
    css`
      :host { display: grid; grid-template-columns: 16rem minmax(0, 1fr); grid-template-rows: minmax(0, 1fr) auto; gap: .8rem; height: calc(100dvh - 5.2rem); min-height: 26rem; }
      :host([panel]) { grid-template-columns: 16rem minmax(0, 1fr) 22rem; }
      serai-flow-list, serai-flow-panel { min-height: 0; }
      serai-flow-panel { padding-right: .3rem; }
      .foot { grid-column: 1 / -1; font-size: .85rem; margin: 0; }
      .empty { grid-column: 1 / -1; place-self: center; max-width: 34rem; text-align: center; }
      /* What is known of a flow below the list, so that its picture has the width it needs. */
      @media (max-width: 1500px) {
        :host([panel]) { grid-template-columns: 20rem minmax(0, 1fr); grid-template-rows: minmax(0, 2fr) minmax(0, 3fr) auto; }
        :host([panel]) serai-flow-canvas { grid-column: 2; grid-row: 1 / span 2; }
        :host([panel]) serai-flow-panel { border-top: 1px solid var(--line); padding-top: .6rem; }
      }
      @media (max-width: 1150px) { :host([panel]) { grid-template-columns: 17rem minmax(0, 1fr); } }
      @media (max-width: 900px) {
        :host, :host([panel]) { grid-template-columns: minmax(0, 1fr); grid-template-rows: none; height: auto; }
        serai-flow-canvas, :host([panel]) serai-flow-canvas { height: 55vh; grid-column: auto; grid-row: auto; }
        serai-flow-panel, :host([panel]) serai-flow-panel { overflow: visible; border-top: none; padding-top: 0; }
      }
    `,
  ];

  constructor() {
    super();
    this.path = [];
    this.query = new URLSearchParams();
    this.figures = new Figures();
    this.values = new Map();
    this.watch = new HouseWatch((what) => this.changedHouse(what));
  }

  get flow() {
    return this.path[0] ?? null;
  }

  get node() {
    return this.query.get('node');
  }

  connectedCallback() {
    super.connectedCallback();
    this.watch.open();
    this.stats = follow('stats', {}, { latest: (id, news) => this.passed(id, news) });
    this.timer = setInterval(() => { this.beat = Date.now(); }, BEAT_MS);
    this.followValues();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watch.close();
    this.stats.close();
    this.live?.close();
    this.live = null;
    clearInterval(this.timer);
  }

  willUpdate(changed) {
    const flow = this.flow;
    if (changed.has('path') && flow !== this.valuesOf) {
      this.followValues();
    }
    this.toggleAttribute('panel', Boolean(flow && this.watch.reports.has(flow)));
  }

  updated(changed) {
    const canvas = this.canvas;
    const moved = changed.has('path') && this.flow !== this.shown;
    if (canvas && this.house && (moved || !this.hasShown)) {
      this.hasShown = true;
      this.shown = this.flow;
      this.flow ? canvas.focusFlow(this.flow, !this.node) : canvas.fit();
    }
    if (changed.has('query') && this.node && this.flow) {
      canvas?.reveal({ flow: this.flow, node: this.node });
    }
    canvas?.touch();
  }

  get canvas() {
    return this.renderRoot.querySelector('serai-flow-canvas');
  }

  followValues() {
    this.live?.close();
    this.live = null;
    this.valuesOf = this.flow;
    this.values = new Map();
    if (this.flow && this.isConnected) {
      this.live = follow('values', { flow: this.flow }, {
        latest: (node, value) => (value === null ? this.values.delete(node) : this.values.set(node, value)),
        frame: () => this.canvas?.touch(),
      });
    }
  }

  changedHouse(what) {
    if (what === 'pictures') {
      this.house = arrange(this.watch.pictures, this.watch.links, this.room());
    }
    this.requestUpdate();
  }

  /** How large the picture is, or will be. */
  room() {
    const { width, height } = this.canvas?.view ?? { width: 0, height: 0 };
    return width > 1 ? { width, height } : { width: Math.max(300, innerWidth - 300), height: Math.max(300, innerHeight - 140) };
  }

  passed(id, news) {
    const grown = this.figures.take(id, news);
    this.canvas?.pulse(id, grown);
  }

  render() {
    const { watch } = this;
    if (watch.pictures === null) {
      return watch.failure
        ? html`<div class="empty"><p class="problem" role="alert">${watch.failure}</p><button type="button" @click=${() => watch.load()}>Try again</button></div>`
        : html`<p class="empty quiet" role="status">Asking the gateway for its flows…</p>`;
    }
    if (watch.reports.size === 0) {
      return html`<div class="empty"><h1>No flows yet</h1>
        <p>Put a file such as <code>lamp.camel.yaml</code> into the folder <code>routes/</code>: it starts as soon as it is there.</p>
        <a class="button" href="#/edit">Write the first one</a></div>`;
    }
    const report = watch.reports.get(this.flow);
    return html`
      <h1 class="sr">Flows</h1>
      <serai-flow-list .reports=${watch.reports} .figures=${this.figures} .selected=${this.flow} .beat=${this.beat}></serai-flow-list>
      <serai-flow-canvas label="Picture of the flows" .house=${this.house} .figures=${this.figures} .reports=${watch.reports} .values=${this.values}
        .selected=${{ flow: this.flow, node: this.node }} @chosen=${this.choose}></serai-flow-canvas>
      ${report
        ? html`<serai-flow-panel .report=${report} .picture=${watch.picture(this.flow)} .figures=${this.figures} .values=${this.values}
            .node=${this.node} .links=${watch.links} .beat=${this.beat} @chosen=${this.choose} @reported=${this.reported}></serai-flow-panel>`
        : nothing}
      <p class="foot quiet">${this.footnote()}</p>
    `;
  }

  footnote() {
    const late = this.canvas?.late ?? 0;
    const dropped = this.canvas?.pulses.dropped ?? 0;
    return html`
      ${this.flow && !this.watch.reports.has(this.flow) ? html`<span class="bad" role="alert">There is no flow “${this.flow}”. </span>` : nothing}
      ${this.watch.failure ? html`<span class="bad" role="alert">${this.watch.failure} What is shown may be old. </span>` : nothing}
      ▶ source, ○ step, ◇ branch, ⇥ goes out. Dashed lines lead to other flows and routes.
      ${late ? html`<span data-testid="late">${late} ${late === 1 ? 'frame' : 'frames'} dropped. </span>` : nothing}${dropped ? html`<span>${dropped} ${dropped === 1 ? 'pulse' : 'pulses'} not drawn.</span>` : nothing}`;
  }

  choose({ detail }) {
    if (detail.flow) {
      location.hash = flowAddress(detail.flow, detail.node);
    }
  }

  reported({ detail }) {
    this.watch.report(detail.id, detail);
    this.requestUpdate();
  }
}

customElements.define('serai-flows-page', SeraiFlowsPage);
