// Messages that no flow could process: why, what they were, and what to do with them.
import { LitElement, css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { shared } from '../lib/style.js';
import { get, send } from '../lib/api.js';
import { editAddress } from '../lib/flows.js';
import { follow } from '../lib/live.js';
import { number, timeOf } from '../lib/text.js';
import './made-test.js';
import './message-view.js';

const SHOWN = 50;

class SeraiDebugFailures extends LitElement {
  static properties = {
    watch: { attribute: false },
    flow: {},
    beat: { attribute: false },
    answer: { state: true },
    failure: { state: true },
    busy: { state: true },
    said: { state: true },
  };

  static styles = [
    shared,
    css`
      :host { display: grid; gap: .8rem; grid-template-columns: minmax(0, 1fr); }
      p { margin: .2rem 0; overflow-wrap: anywhere; }
      .row { margin-top: .5rem; }
      article { border-left: 4px solid var(--bad); }
    `,
  ];

  constructor() {
    super();
    this.said = new Map();
  }

  connectedCallback() {
    super.connectedCallback();
    this.live = follow('failures', {}, { latest: () => this.load(), state: (connected) => connected && this.load() });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.live.close();
  }

  willUpdate(changed) {
    if (changed.has('flow')) {
      this.load();
    }
  }

  async load() {
    const { flow } = this;
    try {
      const answer = await get(`failures?n=${SHOWN}${flow ? `&flow=${encodeURIComponent(flow)}` : ''}`);
      if (flow === this.flow) {
        this.answer = answer;
        this.failure = null;
      }
    } catch (e) {
      this.failure = e.message;
    }
  }

  render() {
    const { answer } = this;
    if (!answer) {
      return this.failure ? html`<p class="problem" role="alert">${this.failure}</p>` : html`<p class="quiet" role="status">Asking…</p>`;
    }
    return html`
      ${this.failure ? html`<p class="problem" role="alert">${this.failure}</p>` : nothing}
      <p role="status" class="quiet">${answer.count === 0 ? `No message failed${this.flow ? ` in ${this.flow}` : ''}.` : `${answer.count === 1 ? '1 message' : `${number(answer.count)} messages`} failed${this.flow ? ` in ${this.flow}` : ''}${answer.count > answer.failures.length ? `; the newest ${answer.failures.length} are shown` : ''}.`}${answer.forgotten ? ` ${number(answer.forgotten)} older ones were let go.` : ''}</p>
      ${[...this.said].filter(([id]) => !answer.failures.some((each) => each.id === id)).map(([, said]) => html`<p class=${said.colour} role="alert">${said.text}</p>`)}
      ${repeat(answer.failures, (each) => each.id, (each) => this.entry(each))}
    `;
  }

  entry(failure) {
    const report = this.watch.reports.get(failure.flow);
    const line = Number(/(?:line |:)(\d+)/.exec(failure.place)?.[1] ?? 0);
    const said = this.said.get(failure.id);
    return html`<article class="card" aria-label="Failure of ${failure.flow}">
      <div class="row"><strong class="grow">${failure.flow}</strong><span class="quiet">${timeOf(failure.time)}</span></div>
      <p class="bad">${failure.reason}</p>
      <p class="quiet">at ${failure.place}, on <code>${failure.message.topic}</code>, QoS ${failure.message.qos}${failure.message.retained ? ', retained' : ''}</p>
      <details><summary>The message</summary><serai-message-view .message=${failure.message}></serai-message-view></details>
      <div class="row">
        <button type="button" class="main" ?disabled=${this.busy} @click=${() => this.retry(failure)}>Try again</button>
        ${report ? html`<a class="button" href=${editAddress(report, line)}>Edit${line ? ` at line ${line}` : ''}</a>` : nothing}
        <button type="button" ?disabled=${this.busy} @click=${() => this.remove(failure)}>Delete</button>
        <serai-made-test .from=${`failures/${encodeURIComponent(failure.id)}`}></serai-made-test>
      </div>
      ${said ? html`<p class=${said.colour} role="alert">${said.text}</p>` : nothing}
    </article>`;
  }

  retry(failure) {
    return this.during(failure, async () => {
      const { outcome, reason } = await send('POST', `failures/${encodeURIComponent(failure.id)}/retry`);
      if (outcome === 'failed') {
        return { text: `The message of ${failure.flow} failed again: ${reason}`, colour: 'bad' };
      }
      return outcome === 'under way'
        ? { text: `The message of ${failure.flow} is under way: ${reason}`, colour: 'warn' }
        : { text: `The message of ${failure.flow} went through.`, colour: 'good' };
    });
  }

  remove(failure) {
    if (confirm(`Delete this message of ${failure.flow}? It cannot be had back.`)) {
      return this.during(failure, () => send('DELETE', `failures/${encodeURIComponent(failure.id)}`).then(() => null));
    }
    return undefined;
  }

  async during(failure, work) {
    this.busy = true;
    let said;
    try {
      said = await work();
    } catch (e) {
      said = { text: e.message, colour: 'bad' };
    }
    this.said = new Map(said ? [[failure.id, said]] : []); // one that fails again is a failure of its own
    this.busy = false;
    await this.load();
  }
}

customElements.define('serai-debug-failures', SeraiDebugFailures);
