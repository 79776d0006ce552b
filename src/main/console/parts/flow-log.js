// The newest lines of a flow's log, as they come.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { get } from '../lib/api.js';
import { follow } from '../lib/live.js';
import { timeOf } from '../lib/text.js';

const MOST = 100;
const COLOURS = { ERROR: 'bad', WARN: 'warn' };

class SeraiFlowLog extends LitElement {
  static properties = { flow: {}, lines: { state: true }, failure: { state: true } };

  static styles = [
    shared,
    css`
      ol { list-style: none; margin: 0; padding: 0; max-height: 14rem; overflow: auto; font-size: .8rem; }
      li { padding: .15rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
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

  async open() {
    const { flow } = this;
    this.live?.close();
    this.lines = null;
    this.failure = null;
    this.live = follow('log', { flow }, { next: (line) => this.add([line]) });
    try {
      const { lines } = await get(`flows/${encodeURIComponent(flow)}/log?n=${MOST}`);
      if (flow === this.flow) {
        this.add(lines);
      }
    } catch (e) {
      this.failure = e.message;
    }
  }

  add(lines) {
    const all = new Map([...(this.lines ?? []), ...lines].map((each) => [each.number, each]));
    this.lines = [...all.values()].sort((a, b) => b.number - a.number).slice(0, MOST);
  }

  render() {
    if (this.failure) {
      return html`<p class="bad">${this.failure}</p>`;
    }
    if (!this.lines?.length) {
      return html`<p class="quiet">${this.lines ? 'It has said nothing since the gateway started.' : 'Asking…'}</p>`;
    }
    return html`<ol tabindex="0" aria-label="Log of ${this.flow}, the newest first">${this.lines.map((each) => html`
      <li><span class="quiet">${timeOf(each.time)}</span> ${COLOURS[each.level] ? html`<strong class=${COLOURS[each.level]}>${each.level}</strong>` : nothing} ${each.text}</li>`)}</ol>`;
  }
}

customElements.define('serai-flow-log', SeraiFlowLog);
