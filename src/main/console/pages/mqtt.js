// What is said on the broker: topics with their last values, one of them in detail, and who is connected.
import { LitElement, css, html, nothing } from 'lit';
import { Following } from '../lib/following.js';
import { shared } from '../lib/style.js';
import '../parts/topic-tree.js';
import '../parts/topic-view.js';
import '../parts/publish.js';
import '../parts/clients.js';
import { notice } from '../parts/notice.js';

/** Topics a page keeps at most; those beyond are counted. */
const MOST_TOPICS = 10_000;

class SeraiMqttPage extends LitElement {
  static properties = {
    path: { attribute: false }, query: { attribute: false }, filter: { state: true }, error: { state: true },
    sampled: { state: true },
  };

  static styles = [shared, css`
    .columns { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: .9rem; align-items: start; }
    .right { display: grid; grid-template-columns: minmax(0, 1fr); gap: .9rem; }
    .left { min-width: 0; }
    .filters { margin-bottom: .6rem; }
    .filters label { display: grid; gap: .15rem; flex: 1 1 9rem; min-width: 0; font-size: .87rem; color: var(--quiet); }
    .filters input { width: 100%; color: var(--text); }
    p { margin: .3rem 0; }
    @media (max-width: 900px) { .columns { grid-template-columns: minmax(0, 1fr); } }
  `];

  following = new Following(this);
  values = new Map();
  beyond = 0;
  search = '';

  constructor() {
    super();
    this.filter = '#';
  }

  connectedCallback() {
    super.connectedCallback();
    this.follow();
  }

  get chosen() {
    return this.query?.get('topic') ?? null;
  }

  follow() {
    this.values = new Map();
    this.beyond = 0;
    this.error = null;
    this.sampled = false;
    this.following.channel('topics', { filter: this.filter }, {
      latest: (topic, value) => this.take(topic, value),
      missed: (count) => { this.beyond += count; },
      error: (text) => { this.error = text; },
    });
  }

  /** What is told of "#" is true of all topics; no topic has that name. */
  take(topic, value) {
    if (topic === '#') {
      this.sampled = value.sampled;
    } else if (value === null) {
      this.values.delete(topic);
    } else if (this.values.has(topic) || this.values.size < MOST_TOPICS) {
      this.values.set(topic, value);
    } else {
      this.beyond++;
    }
  }

  changeFilter(event) {
    this.filter = event.target.value.trim() || '#';
    event.target.value = this.filter;
    this.follow();
  }

  choose(topic) {
    const query = new URLSearchParams(topic === null ? {} : { topic });
    location.hash = `#/mqtt?${query}`;
  }

  render() {
    const { chosen } = this;
    return html`
      <h1>MQTT</h1>
      ${notice(this.error)}
      <div class="columns">
        <section class="card left" aria-labelledby="topics">
          <h2 id="topics">Topics <span class="quiet" data-testid="topic-count">${this.values.size}</span></h2>
          <div class="row filters">
            <label>Search<input type="search" placeholder="in names and values" autocomplete="off"
              @input=${(e) => { this.search = e.target.value; this.following.draw(); }}></label>
            <label>Topic filter<input class="mono" autocomplete="off" autocapitalize="off" spellcheck="false"
              .value=${this.filter} @change=${this.changeFilter}></label>
          </div>
          ${this.beyond ? html`<p class="warn">${this.beyond} changes of further topics are not shown. Narrow the topic filter.</p>` : nothing}
          ${this.sampled ? html`<p class="warn" role="status">More than 2000 messages a second: some of them are looked at, every few
            seconds. A topic that is chosen, or a narrower filter, is shown as it comes.</p>` : nothing}
          <serai-topic-tree .values=${this.values} .search=${this.search} .chosen=${chosen}
            .tick=${this.tick = (this.tick ?? 0) + 1} @choose=${(e) => this.choose(e.detail)}></serai-topic-tree>
        </section>
        <div class="right">
          ${chosen === null ? nothing : html`
            <serai-topic-view .topic=${chosen}
              @close=${() => this.choose(null)}></serai-topic-view>`}
          <serai-publish .topic=${chosen ?? ''}></serai-publish>
          <serai-clients></serai-clients>
        </div>
      </div>`;
  }
}

customElements.define('serai-mqtt-page', SeraiMqttPage);
