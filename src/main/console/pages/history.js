// What was recorded, and what fires next.
import { LitElement, css, html, nothing } from 'lit';
import { get } from '../lib/api.js';
import { Following } from '../lib/following.js';
import { historyPath, nameOf, RANGES, spanOf } from '../lib/range.js';
import { shared } from '../lib/style.js';
import { empty, notice, waiting } from '../parts/notice.js';
import '../parts/recorded.js';
import '../parts/recorded-table.js';
import '../parts/series-list.js';
import '../parts/upcoming.js';

const USUAL = '24h';
const LOOK_MS = 30_000;

/** A time as the input of a form has it: local, to the minute. */
const asInput = (time) => {
  const date = new Date(time);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

class SeraiHistoryPage extends LitElement {
  static properties = {
    path: { attribute: false }, query: { attribute: false }, all: { state: true }, error: { state: true },
    answer: { state: true }, table: { state: true }, wrong: { state: true },
  };

  static styles = [shared, css`
    .columns { display: grid; grid-template-columns: minmax(13rem, 17rem) minmax(0, 1fr); gap: .9rem; align-items: start; }
    .right { display: grid; grid-template-columns: minmax(0, 1fr); gap: .9rem; }
    .ranges { margin-bottom: .6rem; }
    fieldset { border: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem; }
    button[aria-pressed=true] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
    form { display: flex; flex-wrap: wrap; gap: .4rem .6rem; align-items: end; margin-top: .6rem; }
    form label { display: grid; font-size: .87rem; color: var(--quiet); }
    summary { cursor: pointer; min-height: 28px; margin-top: .4rem; }
    p { margin: .4rem 0; }
    .foot { margin-top: .6rem; }
    @media (max-width: 760px) { .columns { grid-template-columns: minmax(0, 1fr); } }
  `];

  following = new Following(this);

  connectedCallback() {
    super.connectedCallback();
    this.following.every('series', LOOK_MS, () => this.load());
    this.following.onReturn(() => this.load());
    this.load();
  }

  async load() {
    try {
      this.all = (await get('series')).series;
      this.error = null;
    } catch (e) {
      this.error = e;
    }
  }

  get chosen() {
    return (this.query?.getAll('series') ?? []).flatMap((each) => each.split(',')).filter(Boolean);
  }

  get when() {
    const [from, to] = [this.query?.get('from'), this.query?.get('to')];
    return from ? { from, to } : { range: this.query?.get('range') ?? USUAL };
  }

  go(series, when) {
    const query = new URLSearchParams(series.length ? { series: series.join(',') } : {});
    Object.entries(when).forEach(([name, value]) => { if (value) query.set(name, value); });
    location.hash = `#/history?${query}`;
  }

  submit(event) {
    event.preventDefault();
    const { from, to } = event.target.elements;
    const begin = new Date(from.value);
    const end = to.value ? new Date(to.value) : null;
    if (Number.isNaN(begin.getTime()) || (end ?? Date.now()) <= begin) {
      this.wrong = 'The begin must be before the end.';
      return;
    }
    this.wrong = '';
    this.go(this.chosen, { from: begin.toISOString(), to: end?.toISOString() });
  }

  render() {
    const { all } = this;
    return html`
      <h1>History</h1>
      ${notice(this.error)}
      ${!all && !this.error ? waiting('what is recorded') : nothing}
      <div class=${all?.length ? 'columns' : ''}>
        ${all?.length ? html`<serai-series-list .series=${all} .chosen=${this.chosen}
          @choose=${(e) => this.go(e.detail, this.when)}></serai-series-list>` : nothing}
        ${all?.length === 0 ? empty('Nothing is recorded yet', html`Say in <code>routes/history.yaml</code> which topics and devices
          to record. <a href="#/edit/history.yaml">Write history.yaml</a>`) : nothing}
        <div class="right">
          ${all?.length ? this.chart() : nothing}
          <serai-upcoming></serai-upcoming>
        </div>
      </div>`;
  }

  chart() {
    const { chosen, when } = this;
    const span = spanOf(when);
    return html`<section class="card" aria-label="Chart">
      <div class="ranges">
        <fieldset><legend class="sr">Stretch of time</legend>${RANGES.map((each) => html`
          <button aria-pressed=${each === when.range} @click=${() => this.go(chosen, { range: each })}>${nameOf(each)}</button>`)}</fieldset>
        <details ?open=${Boolean(when.from)}><summary>from … to …</summary>
          <form @submit=${this.submit}>
            <label>From<input name="from" type="datetime-local" required .value=${asInput(span.from)}></label>
            <label>To<input name="to" type="datetime-local" .value=${when.to ? asInput(span.to) : ''}></label>
            <button>Show</button></form>
          ${this.wrong ? html`<p class="problem" role="alert">${this.wrong}</p>` : nothing}
        </details>
      </div>
      ${chosen.length ? html`
        <serai-recorded .series=${chosen} .range=${when.range} .from=${when.from} .to=${when.to} label="History"
          @loaded=${(e) => { this.answer = e.detail; }}></serai-recorded>
        <div class="row foot">
          <a class="button" href=${`/api/${historyPath(chosen, span, { format: 'csv' })}`} download="history.csv">Save as CSV</a>
          ${this.answer?.step ? html`<span class="quiet">each point stands for ${this.answer.step} s: its mean, with least and greatest as a band</span>` : nothing}
        </div>
        <details @toggle=${(e) => { this.table = e.target.open; }}><summary>As a table</summary>
          ${this.table && this.answer ? html`<serai-recorded-table .answer=${this.answer}></serai-recorded-table>` : nothing}</details>`
    : html`<p class="quiet">Choose one or more series, and they are drawn here.</p>`}
    </section>`;
  }
}

customElements.define('serai-history-page', SeraiHistoryPage);
