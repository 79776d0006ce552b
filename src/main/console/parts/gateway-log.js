// What the gateway says, as it says it.
import { LitElement, css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { Following } from '../lib/following.js';
import { shared } from '../lib/style.js';
import { timeOf } from '../lib/text.js';
import { notice } from './notice.js';

const MOST_LINES = 500;
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];
const COLOURS = { WARN: 'warn', ERROR: 'bad', DEBUG: 'quiet', TRACE: 'quiet' };

class SeraiGatewayLog extends LitElement {
  static properties = {
    level: { state: true }, search: { state: true }, paused: { state: true }, error: { state: true },
  };

  static styles = [shared, css`
    .lines { height: 20rem; overflow: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 6px; padding: .4rem .6rem; overflow-anchor: none; }
    .lines div { display: grid; grid-template-columns: auto 3.6rem minmax(0, 1fr); gap: .7rem; font: .85rem/1.5 var(--mono); }
    .lines span:last-child { white-space: pre-wrap; overflow-wrap: anywhere; }
    .head { margin-bottom: .5rem; } .head h2 { margin: 0; flex: 1 1 auto; }
    p { margin: 0; }
    @media (max-width: 480px) { .lines div { grid-template-columns: auto 1fr; gap: 0 .6rem; } .lines span:last-child { grid-column: 1 / -1; } }
  `];

  following = new Following(this);
  lines = [];
  held = [];
  missed = 0;
  atEnd = true;

  constructor() {
    super();
    this.level = 'INFO';
    this.search = '';
    this.paused = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.following.channel('log', {}, {
      next: (line) => this.take(line), missed: (count) => { this.missed += count; }, error: (text) => { this.error = text; },
    });
  }

  /** After a lost connection the gateway tells its last lines again. */
  take(line) {
    const list = this.paused ? this.held : this.lines;
    const last = this.held.at(-1) ?? this.lines.at(-1);
    if (last && line.number <= last.number) {
      if (line.time <= last.time) return;
      this.lines.length = 0;
    }
    list.push(line);
    if (list.length > MOST_LINES) list.splice(0, list.length - MOST_LINES);
  }

  pause() {
    this.paused = !this.paused;
    if (!this.paused) {
      this.lines = [...this.lines, ...this.held.splice(0)].slice(-MOST_LINES);
      this.atEnd = true;
    }
  }

  updated() {
    const box = this.renderRoot.querySelector('.lines');
    if (this.atEnd && !this.paused) box.scrollTop = box.scrollHeight;
  }

  scrolled(event) {
    const box = event.target;
    this.atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 30;
  }

  render() {
    const least = LEVELS.indexOf(this.level);
    const wanted = this.search.toLowerCase();
    const lines = this.lines.filter((each) => LEVELS.indexOf(each.level) >= least
      && (!wanted || each.text.toLowerCase().includes(wanted) || (each.source ?? each.flow ?? '').toLowerCase().includes(wanted)));
    return html`<section class="card" aria-labelledby="log">
      <div class="row head"><h2 id="log">Log</h2>
        <label>from <select @change=${(e) => { this.level = e.target.value; }}>${LEVELS.slice(1).map((each) => html`
          <option ?selected=${each === this.level}>${each}</option>`)}</select></label>
        <input type="search" aria-label="Search in the log" placeholder="search" @input=${(e) => { this.search = e.target.value; }}>
        <button aria-pressed=${this.paused} @click=${this.pause}>${this.paused ? `Go on (${this.held.length} held)` : 'Pause'}</button></div>
      ${notice(this.error)}
      ${this.missed ? html`<p class="warn">${this.missed} lines came too fast to be shown; they are in the log file.</p>` : nothing}
      <div class="lines" tabindex="0" role="log" aria-label="Lines of the log" aria-live="off" @scroll=${this.scrolled}>
        ${lines.length === 0 ? html`<p class="quiet">${this.lines.length ? 'No line fits.' : 'No lines yet.'}</p>` : nothing}
        ${repeat(lines, (each) => each.number, (each) => html`<div><span class="quiet">${timeOf(each.time)}</span>
          <span class=${COLOURS[each.level] ?? ''}>${each.level}</span><span>${each.source ? html`<span class="quiet">${each.source}: </span>` : nothing}${each.text}</span></div>`)}
      </div></section>`;
  }
}

customElements.define('serai-gateway-log', SeraiGatewayLog);
