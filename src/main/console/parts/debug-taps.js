// Listens at nodes of flows: what comes is listed as it comes, and can be read, filtered and sent again.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { debugAddress, flowAddress } from '../lib/flows.js';
import { follow } from '../lib/live.js';
import { Tapped } from '../lib/tapped.js';
import './flow-picture.js';
import './message-view.js';
import './send-again.js';
import './tap-list.js';

const SHOW_MS = 200;
const MOST_TAPS = 20;

class SeraiDebugTaps extends LitElement {
  static properties = {
    watch: { attribute: false },
    flow: {},
    node: {},
    beat: { attribute: false },
    taps: { state: true },
    filter: { state: true },
    newestFirst: { state: true },
    message: { state: true },
    count: { state: true },
  };

  static styles = [
    shared,
    css`
      :host { display: flex; flex-direction: column; gap: .7rem; }
      .taps { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0; padding: 0; list-style: none; }
      .taps li { display: inline-flex; align-items: center; gap: .3rem; border: 1px solid var(--control); border-radius: 1rem; padding: .1rem .2rem .1rem .7rem; }
      .taps button { min-height: 24px; min-width: 24px; padding: 0; justify-content: center; border: 0; border-radius: 50%; }
      .split { display: grid; grid-template-columns: minmax(0, 1.4fr) minmax(0, 1fr); gap: .8rem; }
      .split[data-one] { grid-template-columns: minmax(0, 1fr); }
      serai-tap-list { height: 26rem; }
      .row label { max-width: 100%; }
      select { max-width: min(24rem, 100%); }
      input[type=search] { flex: 1 1 12rem; }
      @media (max-width: 900px) { .split { grid-template-columns: minmax(0, 1fr); } }
    `,
  ];

  constructor() {
    super();
    this.taps = [];
    this.tapped = new Tapped();
    this.filter = '';
    this.newestFirst = true;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.taps.forEach((each) => each.live.close());
    this.taps = [];
    clearTimeout(this.later);
    this.later = undefined;
  }

  willUpdate(changed) {
    if ((changed.has('flow') || changed.has('node')) && this.flow && this.node) {
      this.tap(this.flow, this.node);
    }
  }

  tap(flow, node) {
    if (this.taps.some((each) => each.flow === flow && (each.node === node || each.node === null)) || this.taps.length >= MOST_TAPS) {
      return;
    }
    if (node === null) {
      this.taps.filter((each) => each.flow === flow).forEach((each) => this.untap(each));
    }
    const tap = { flow, node, failure: '' };
    tap.live = follow('taps', node === null ? { flow } : { flow, node }, {
      next: (message) => this.take(message),
      missed: (count) => { this.tapped.missed += count; },
      error: (text) => {
        tap.failure = text;
        this.requestUpdate();
      },
    });
    this.taps = [...this.taps, tap];
  }

  untap(tap) {
    tap.live.close();
    this.taps = this.taps.filter((each) => each !== tap);
  }

  take(message) {
    this.tapped.missed += message.untraced ?? 0;
    this.tapped.take(message);
    this.soon();
  }

  /** Many a second are shown together. */
  soon() {
    this.later ??= setTimeout(() => {
      this.later = undefined;
      this.requestUpdate();
    }, SHOW_MS);
  }

  label(message) {
    const node = this.watch.picture(message.flow)?.nodes.find((each) => each.id === message.node);
    return this.taps.some((each) => each.flow !== message.flow) ? `${message.flow}: ${node?.label ?? message.node}` : node?.label ?? message.node;
  }

  render() {
    const { tapped } = this;
    const picture = this.watch.picture(this.flow);
    const found = tapped.matching(this.filter);
    const here = new Set(this.taps.filter((each) => each.flow === this.flow).flatMap((each) => (each.node === null ? picture?.nodes.map((node) => node.id) ?? [] : [each.node])));
    return html`
      ${picture
        ? html`<serai-flow-picture label="Picture of ${this.flow}: choose the steps to listen at" .picture=${picture} .tapped=${here}
            @chosen=${({ detail }) => detail.node && this.toggle(detail.node)}></serai-flow-picture>
          <div class="row">
            <label>Step <select aria-label="Step" @change=${this.chooseNode}>
              <option value="">choose one…</option>
              ${picture.nodes.map((each) => html`<option value=${each.id}>${each.route}: ${each.label}</option>`)}</select></label>
            <button type="button" @click=${() => this.tap(this.flow, null)}>Tap all of ${this.flow}</button>
          </div>`
        : html`<p class="quiet">${this.flow ? `There is no picture of ${this.flow}.` : 'Choose a flow, then the steps whose messages you want to see.'}</p>`}
      ${this.taps.length ? html`<ul class="taps" aria-label="Taps">${this.taps.map((each) => html`
        <li>${each.flow}${each.node === null ? ', all of it' : `: ${this.watch.picture(each.flow)?.nodes.find((node) => node.id === each.node)?.label ?? each.node}`}
          ${each.failure ? html`<span class="bad">${each.failure}</span>` : nothing}
          <button type="button" aria-label="End this tap" title="End this tap" @click=${() => this.untap(each)}>✕</button></li>`)}</ul>` : nothing}
      <div class="row">
        <button type="button" aria-pressed=${tapped.paused ? 'true' : 'false'} class=${tapped.paused ? 'main' : ''} @click=${this.pause}>${tapped.paused ? `Go on (${tapped.waiting.length} wait)` : 'Pause'}</button>
        <input type="search" aria-label="Filter messages" placeholder="Filter by text, topic or step" .value=${this.filter} @input=${(event) => { this.filter = event.target.value; }}>
        <label><input type="checkbox" .checked=${this.newestFirst} @change=${(event) => { this.newestFirst = event.target.checked; }}> newest first</label>
        <button type="button" @click=${this.clear}>Clear</button>
      </div>
      <div class="quiet" role="status">${this.counted(found)}</div>
      ${tapped.messages.length === 0
        ? html`<p class="quiet">${this.taps.length ? 'Listening. Nothing has come yet.' : 'Nothing is tapped.'}</p>`
        : html`<div class="split" ?data-one=${!this.message}>
            <serai-tap-list aria-label="Messages" .messages=${found} .labels=${(each) => this.label(each)} .selected=${this.message?.number} ?newestFirst=${this.newestFirst}
              @chosen=${(event) => { this.message = event.detail; }}></serai-tap-list>
            ${this.message ? this.opened(this.message) : nothing}</div>`}
    `;
  }

  counted(found) {
    const { messages, fallen, missed } = this.tapped;
    return [
      this.filter ? `${found.length} of ${messages.length} messages` : messages.length === 1 ? '1 message' : `${messages.length} messages`,
      ...(fallen ? [`${fallen} older ones were let go`] : []),
      ...(missed ? [`${missed} came too fast to be shown`] : []),
    ].join(', ');
  }

  opened(message) {
    const route = this.watch.picture(message.flow)?.nodes.find((each) => each.id === message.node)?.route;
    return html`<section class="card" aria-label="The chosen message">
      <div class="row"><h2 class="grow">${this.label(message)}</h2><button type="button" aria-label="Close the message" @click=${() => { this.message = null; }}>✕</button></div>
      ${message.topic ? html`<p>on <code>${message.topic}</code></p>` : nothing}
      <serai-message-view .message=${message}></serai-message-view>
      <serai-send-again .message=${{ ...message, route }} .routes=${this.watch.reports.get(message.flow)?.routes}></serai-send-again>
      <p class="row"><a href=${debugAddress({ tab: 'runs', flow: message.flow, run: message.run })}>The run it belongs to</a><a href=${flowAddress(message.flow, message.node)}>Show the step</a></p>
    </section>`;
  }

  toggle(node) {
    const tap = this.taps.find((each) => each.flow === this.flow && each.node === node);
    tap ? this.untap(tap) : this.tap(this.flow, node);
  }

  chooseNode(event) {
    if (event.target.value) {
      this.tap(this.flow, event.target.value);
      event.target.value = '';
    }
  }

  pause() {
    this.tapped.pause(!this.tapped.paused);
    this.requestUpdate();
  }

  clear() {
    this.tapped.clear();
    this.message = null;
    this.requestUpdate();
  }
}

customElements.define('serai-debug-taps', SeraiDebugTaps);
