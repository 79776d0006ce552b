// One topic in detail: its last message, those that came while it was looked at, and forgetting it.
import { LitElement, css, html, nothing } from 'lit';
import { send } from '../lib/api.js';
import { Following } from '../lib/following.js';
import { shared } from '../lib/style.js';
import { bytes, timeOf } from '../lib/text.js';
import { prettyJson } from '../lib/topics.js';
import { notice } from './notice.js';

const MOST_SEEN = 100;

class SeraiTopicView extends LitElement {
  static properties = {
    topic: {}, value: { state: true }, seen: { state: true },
    asks: { state: true }, error: { state: true }, plain: { state: true },
  };

  static styles = [shared, css`
    dl { display: flex; flex-wrap: wrap; gap: .1rem 1.2rem; margin: .4rem 0; }
    dl div { display: flex; gap: .35rem; } dt { color: var(--quiet); } dd { margin: 0; }
    header { display: flex; gap: .5rem; align-items: flex-start; }
    h2 { overflow-wrap: anywhere; flex: 1; }
    pre { background: var(--raised); border-radius: 6px; padding: .6rem; max-height: 22rem; overflow: auto; }
    .seen { max-height: 16rem; overflow: auto; }
    td.body { overflow-wrap: anywhere; } td.time { white-space: nowrap; }
    summary { cursor: pointer; min-height: 28px; margin-top: .5rem; }
  `];

  following = new Following(this);

  willUpdate(changed) {
    if (changed.has('topic')) {
      this.seen = [];
      this.value = null;
      this.asks = false;
      this.error = null;
      this.following.channel('topics', { filter: this.topic }, {
        latest: (_, value) => this.take(value),
        error: (text) => { this.error = text; },
      });
    }
  }

  take(value) {
    const last = this.seen[0];
    this.value = value;
    if (!last || last.time !== value.time || last.count !== value.count) {
      this.seen = [value, ...this.seen].slice(0, MOST_SEEN);
    }
  }

  async clear() {
    this.asks = false;
    try {
      await send('POST', 'publish', { topic: this.topic, payload: '', qos: 1, retain: true });
      this.error = null;
    } catch (e) {
      this.error = e;
    }
  }

  async ask() {
    this.asks = true;
    await this.updateComplete;
    this.renderRoot.getElementById('no').focus();
  }

  render() {
    const { value } = this;
    return html`
      <section class="card" aria-labelledby="topic">
        <header><h2 id="topic" class="mono">${this.topic}</h2>
          <button @click=${() => this.dispatchEvent(new CustomEvent('close'))} aria-label="Close this topic">✕</button></header>
        ${notice(this.error)}
        ${value ? this.message(value) : html`<p class="quiet" role="status">Nothing is known of this topic: no message came since it is watched, and none is retained.</p>`}
      </section>`;
  }

  message(value) {
    const pretty = value.kind === 'json' ? prettyJson(value.payload) : null;
    return html`
      <dl>
        <div><dt>Time</dt><dd>${timeOf(value.time)}</dd></div>
        <div><dt>Kind</dt><dd>${value.kind}</dd></div>
        <div><dt>Size</dt><dd>${bytes(value.bytes)}</dd></div>
        <div><dt>QoS</dt><dd>${value.qos}</dd></div>
        <div><dt>Retained</dt><dd>${value.retained ? 'yes' : 'no'}</dd></div>
        <div><dt>Messages</dt><dd>${value.count}</dd></div>
      </dl>
      ${value.kind === 'empty' ? html`<p class="quiet">The message is empty.</p>` : html`
        <pre tabindex="0" role="region" aria-label="The message" data-testid="payload">${pretty !== null && !this.plain ? pretty : value.payload}</pre>`}
      ${value.kind === 'binary' ? html`<p class="quiet">Not text: shown in base64.</p>` : nothing}
      ${value.cut ? html`<p class="quiet">Only its beginning is kept here; the message has ${bytes(value.bytes)}.</p>` : nothing}
      <div class="row">
        ${pretty === null || pretty === value.payload ? nothing : html`<label><input type="checkbox" .checked=${Boolean(this.plain)}
          @change=${(e) => { this.plain = e.target.checked; }}> as it was sent</label>`}
        ${value.retained && value.kind !== 'empty' ? this.forget() : nothing}
      </div>
      <details open><summary>Seen while looking (${this.seen.length}${this.seen.length === MOST_SEEN ? ', the newest' : ''})</summary>
        <div class="seen" tabindex="0" role="region" aria-label="Messages seen while looking">
          <table><thead><tr><th>Time</th><th>Message</th></tr></thead>
          <tbody>${this.seen.map((each) => html`<tr><td class="time">${timeOf(each.time)}</td>
            <td class="body mono">${each.kind === 'empty' ? '(empty)' : each.payload.slice(0, 500)}</td></tr>`)}</tbody></table></div>
        <p class="quiet">Messages that come faster than twenty a second may be left out here.</p>
      </details>`;
  }

  forget() {
    return this.asks ? html`
      <span>Everybody who subscribes later gets nothing of this topic. Clear it?</span>
      <button class="main" @click=${this.clear}>Clear it</button>
      <button id="no" @click=${() => { this.asks = false; }} @keydown=${(e) => { if (e.key === 'Escape') this.asks = false; }}>Keep it</button>`
      : html`<button @click=${this.ask}>Clear the retained message …</button>`;
  }
}

customElements.define('serai-topic-view', SeraiTopicView);
