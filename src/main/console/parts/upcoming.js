// What fires next: timers, polls and what waits for its time.
import { LitElement, css, html, nothing } from 'lit';
import { get } from '../lib/api.js';
import { Following } from '../lib/following.js';
import { shared } from '../lib/style.js';
import { number, timeOf } from '../lib/text.js';
import { notice, waiting } from './notice.js';

const LOOK_MS = 5000;

function left(millis) {
  const seconds = Math.ceil(millis / 1000);
  if (seconds <= 0) return 'now';
  if (seconds < 60) return `in ${seconds} s`;
  if (seconds < 3600) return `in ${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds < 86_400) return `in ${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`;
  return `in ${Math.floor(seconds / 86_400)} d ${Math.floor(seconds / 3600) % 24} h`;
}

class SeraiUpcoming extends LitElement {
  static properties = { upcoming: { state: true }, error: { state: true } };

  static styles = [shared, css`
    .table { overflow-x: auto; } td { min-width: 5rem; }
    .left { font-variant-numeric: tabular-nums; white-space: nowrap; min-width: 6.5rem; }
  `];

  following = new Following(this);
  /** How far the gateway's clock is before the one here. */
  ahead = 0;

  get now() {
    return Date.now() + this.ahead;
  }

  connectedCallback() {
    super.connectedCallback();
    this.following.every('upcoming', LOOK_MS, () => this.load());
    this.following.every('seconds', 1000, () => this.tick());
    this.load();
  }

  /** One that is due is asked for again, at most once a second. */
  tick() {
    if (this.upcoming?.some((each) => Date.parse(each.next) <= this.now)) this.load();
    this.requestUpdate();
  }

  async load() {
    try {
      const answer = await get('upcoming');
      this.upcoming = answer.upcoming;
      this.ahead = answer.time ? Date.parse(answer.time) - Date.now() : 0;
      this.error = null;
    } catch (e) {
      this.error = e;
    }
  }

  render() {
    const list = [...(this.upcoming ?? [])].sort((a, b) => Date.parse(a.next) - Date.parse(b.next));
    return html`<section class="card" aria-labelledby="upcoming">
      <h2 id="upcoming">What fires next</h2>
      ${notice(this.error)}
      ${!this.upcoming && !this.error ? waiting('what fires next') : nothing}
      ${this.upcoming && !list.length ? html`<p class="quiet">No timer, poll or waiting step: every flow waits for a message.</p>` : nothing}
      ${list.length ? html`<div class="table" tabindex="0" role="group" aria-labelledby="upcoming"><table>
        <thead><tr><th>When</th><th>Flow</th><th>What</th><th>Then</th></tr></thead>
        <tbody>${list.map((each) => html`<tr>
          <td class="left" title=${timeOf(each.next)}>${left(Date.parse(each.next) - this.now)}</td>
          <td><a href="#/flows/${encodeURIComponent(each.flow)}">${each.flow}</a></td><td>${each.text}</td>
          <td>${each.every ? `every ${number(each.every)} s` : '–'}</td></tr>`)}</tbody></table></div>` : nothing}
    </section>`;
  }
}

customElements.define('serai-upcoming', SeraiUpcoming);
