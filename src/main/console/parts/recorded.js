// What was recorded of some series: asked for, shown, and continued as it happens.
import { LitElement, css, html, nothing } from 'lit';
import { get } from '../lib/api.js';
import { Following } from '../lib/following.js';
import { dashOf } from '../lib/chart-option.js';
import { historyPath, spanOf } from '../lib/range.js';
import { recordedOf } from '../lib/series.js';
import { shared } from '../lib/style.js';
import { notice } from './notice.js';
import './lines.js';
import './states.js';

/** Longer spans are made of means, which are asked for anew; shorter ones go on point by point. */
const LIVE_MS = 25 * 3_600_000;
const AGAIN_MS = 60_000;
const MOVE_MS = 5000;
const MISSING_MS = 15_000;
const MOST_POINTS = 5000;

class SeraiRecorded extends LitElement {
  static properties = {
    series: { attribute: false }, range: {}, from: {}, to: {}, bare: { type: Boolean }, label: {},
    unit: {}, min: { attribute: false }, max: { attribute: false }, answer: { state: true }, error: { state: true }, busy: { state: true },
  };

  static styles = [shared, css`
    h3 { font-weight: 600; font-size: .95rem; margin: .4rem 0 0; }
    ul { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1rem; padding: 0; margin: .2rem 0; font-size: .87rem; }
    li { display: flex; gap: .4rem; align-items: center; }
    p { margin: .3rem 0; }
    section + section { margin-top: .8rem; }
    .c0 { stroke: var(--series-1); } .c1 { stroke: var(--series-2); } .c2 { stroke: var(--series-3); }
    .c3 { stroke: var(--series-4); } .c4 { stroke: var(--series-5); } .c5 { stroke: var(--series-6); }
  `];

  following = new Following(this);

  willUpdate(changed) {
    if (['series', 'range', 'from', 'to'].some((name) => changed.has(name))) {
      const key = JSON.stringify([this.series, this.range, this.from, this.to]);
      if (key !== this.key) {
        this.key = key;
        this.begin();
      }
    }
  }

  begin() {
    this.answer = null;
    this.early = [];
    this.missing = [];
    ['history', 'again', 'move', 'missing'].forEach((each) => this.following.stop(each));
    if (!this.series?.length) return;
    this.span = spanOf(this);
    const { live } = this.span;
    if (live && this.span.to - this.span.from <= LIVE_MS) {
      this.following.channel('history', { series: this.series }, { next: (point) => this.take(point), missed: () => this.load() });
      this.following.every('move', MOVE_MS, () => this.move());
    } else if (live) {
      this.following.every('again', AGAIN_MS, () => this.load());
    }
    this.following.onReturn(() => this.load());
    this.load();
  }

  async load() {
    const { key } = this;
    this.busy = true;
    this.span = spanOf(this);
    try {
      const { known, missing } = await recordedOf(this.series);
      if (key !== this.key) return;
      const answer = known.length ? await get(historyPath(known, this.span)) : { series: [] };
      if (key !== this.key) return;
      this.missing = missing;
      this.wait(missing.length > 0);
      this.answer = answer;
      this.early.splice(0).forEach((point) => this.take(point));
      this.error = null;
      this.dispatchEvent(new CustomEvent('loaded', { detail: answer }));
    } catch (e) {
      if (key === this.key) this.error = e;
    } finally {
      this.busy = false;
    }
  }

  /** What is not recorded yet is looked for until it is. */
  wait(isMissing) {
    if (isMissing) this.following.every('missing', MISSING_MS, () => this.load());
    else this.following.stop('missing');
  }

  take({ series, time, value }) {
    if (!this.answer) {
      this.early.push({ series, time, value });
      this.early = this.early.slice(-MOST_POINTS);
      return;
    }
    const points = this.answer.series.find((each) => each.name === series)?.points;
    if (points && time > (points.at(-1)?.[0] ?? 0)) {
      points.push([time, value]);
      this.move();
    }
  }

  /** The right edge is now; what has left on the left is forgotten, but for the state that still holds. */
  move() {
    this.span = spanOf(this);
    for (const { points } of this.answer?.series ?? []) {
      while (points.length > 2 && (points[1][0] < this.span.from || points.length > MOST_POINTS)) points.shift();
    }
    this.following.draw();
  }

  render() {
    if (!this.series?.length) return html`<p class="quiet">No series is chosen.</p>`;
    if (!this.answer) {
      return this.error ? notice(this.error) : html`<p class="quiet" role="status">Loading what was recorded …</p>`;
    }
    const numbers = this.answer.series.filter((each) => each.kind !== 'state');
    const states = this.answer.series.filter((each) => each.kind === 'state');
    const unitOf = (each) => this.unit ?? each.unit ?? '';
    const units = [...new Set(numbers.map(unitOf))];
    this.tick = (this.tick ?? 0) + 1;
    return html`
      ${notice(this.error)}
      ${this.missing.length ? html`<p class="quiet" role="status">Nothing has been recorded yet of ${this.missing.join(', ')}.</p>` : nothing}
      ${units.map((unit) => this.lines(unit, numbers.filter((each) => unitOf(each) === unit), numbers.length > 1 || !this.bare))}
      ${states.length ? html`<section><serai-states .list=${states} .span=${this.span} .tick=${this.tick}></serai-states></section>` : nothing}`;
  }

  lines(unit, list, named) {
    const nothingYet = list.every((each) => each.points.length === 0);
    return html`<section>
      ${named || unit ? html`<ul>
        ${named ? list.map((each, i) => html`<li><svg width="26" height="10" aria-hidden="true"><line class="c${i % 6}" x1="0" x2="26" y1="5" y2="5"
          stroke-width="3" stroke-dasharray=${{ solid: 'none', dashed: '7 4', dotted: '2 3' }[dashOf(i)]}></line></svg>${each.name}</li>`) : nothing}
        ${unit ? html`<li class="quiet">in ${unit}</li>` : nothing}</ul>` : nothing}
      ${nothingYet ? html`<p class="quiet">Nothing was recorded in this time.</p>` : nothing}
      <serai-lines ?bare=${this.bare} .list=${list} .span=${this.span} .label=${this.label ?? 'Chart'} .min=${this.min} .max=${this.max}
        .tick=${this.tick}></serai-lines>
    </section>`;
  }
}

customElements.define('serai-recorded', SeraiRecorded);
