// The series that are recorded, some of them chosen.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { ago } from '../lib/text.js';
import { textOf } from '../lib/widget.js';

/** Lines of one chart that can still be told apart. */
const MOST_CHOSEN = 12;

class SeraiSeriesList extends LitElement {
  static properties = { series: { attribute: false }, chosen: { attribute: false }, search: { state: true } };

  static styles = [shared, css`
    ul { list-style: none; margin: .5rem 0 0; padding: 0; max-height: 28rem; overflow: auto; }
    li label { display: flex; gap: .5rem; padding: .3rem .2rem; cursor: pointer; border-radius: 4px; align-items: baseline; }
    li label:hover { background: var(--raised); }
    .name { overflow-wrap: anywhere; flex: 1; } .last { font-size: .85rem; }
    input[type=checkbox] { width: 18px; height: 18px; flex: none; align-self: start; margin: .2rem 0 0; accent-color: var(--accent); }
    input[type=search] { width: 100%; }
    @media (max-width: 760px) { ul { max-height: 14rem; } }
  `];

  constructor() {
    super();
    this.search = '';
  }

  turn(name, on) {
    const others = this.chosen.filter((each) => each !== name);
    this.dispatchEvent(new CustomEvent('choose', { detail: on ? [...others, name] : others }));
  }

  render() {
    const wanted = this.search.toLowerCase();
    const some = this.series.filter((each) => each.name.toLowerCase().includes(wanted))
      .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
    const gone = this.chosen.filter((name) => !this.series.some((each) => each.name === name));
    const full = this.chosen.length >= MOST_CHOSEN;
    return html`<section class="card" aria-labelledby="series">
      <h2 id="series">Series <span class="quiet">${this.series.length}</span></h2>
      <input type="search" aria-label="Search series" placeholder="search" @input=${(e) => { this.search = e.target.value; }}>
      ${full ? html`<p class="warn">No more than ${MOST_CHOSEN} at once.</p>` : nothing}
      <ul tabindex="0" aria-labelledby="series">
        ${gone.map((name) => html`<li><label><input type="checkbox" checked @change=${() => this.turn(name, false)}>
          <span class="name">${name}<br><span class="bad last">not recorded</span></span></label></li>`)}
        ${some.map((each) => {
    const on = this.chosen.includes(each.name);
    return html`<li><label><input type="checkbox" .checked=${on} ?disabled=${full && !on} @change=${(e) => this.turn(each.name, e.target.checked)}>
          <span class="name">${each.name}${each.last ? html`<br><span class="quiet last">${[textOf(each.last.value), each.unit].filter(Boolean).join(' ')},
            ${ago(each.last.time)}</span>` : nothing}</span></label></li>`;
  })}
      </ul>
      ${some.length === 0 ? html`<p class="quiet" role="status">No series has this in its name.</p>` : nothing}
    </section>`;
  }
}

customElements.define('serai-series-list', SeraiSeriesList);
