// The dashboard of the house, as its file declares it.
import { LitElement, css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { get } from '../lib/api.js';
import { Following } from '../lib/following.js';
import { shared } from '../lib/style.js';
import { icon } from '../parts/icon.js';
import { notice, problemList, waiting } from '../parts/notice.js';
import '../parts/widget.js';

const WHOLE = new Set(['chart', 'state-timeline', 'table', 'log']);
const WIDE = new Set(['markdown', 'image', 'slider', 'level']);
/** How many columns a widget takes: what the file says, or what suits its type. */
const widthOf = ({ width, type }) => `w${width ?? (WHOLE.has(type) ? 4 : WIDE.has(type) ? 2 : 1)}`;

class SeraiDashboardPage extends LitElement {
  static properties = { path: { attribute: false }, query: { attribute: false }, dashboard: { state: true }, error: { state: true } };

  static styles = [shared, css`
    nav { display: flex; flex-wrap: wrap; gap: .2rem; margin: 0 0 .9rem; border-bottom: 1px solid var(--line); }
    nav a { display: flex; gap: .4rem; align-items: center; padding: .4rem .8rem; color: var(--text); text-decoration: none; border-radius: 6px 6px 0 0; }
    nav a:hover { background: var(--raised); }
    nav a[aria-current] { font-weight: 600; box-shadow: inset 0 -3px 0 var(--accent); }
    .groups { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(23rem, 100%), 1fr)); gap: .9rem; align-items: start; }
    section { container-type: inline-size; }
    .widgets { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(10rem, 100%), 1fr)); gap: 1.1rem 1.2rem; align-items: start; }
    .w4 { grid-column: 1 / -1; }
    @container (min-width: 22.5rem) { .w2 { grid-column: span 2; } .w3 { grid-column: 1 / -1; } }
    @container (min-width: 34rem) { .w3 { grid-column: span 3; } }
    pre { background: var(--raised); padding: .75rem; border-radius: 6px; }
  `];

  following = new Following(this);
  states = new Map();

  connectedCallback() {
    super.connectedCallback();
    this.following.channel('widgets', {}, { latest: (id, state) => this.states.set(id, state) });
    this.following.channel('dashboard', {}, { latest: (_, version) => { if (version !== this.dashboard?.version) this.load(); } });
    this.following.onReturn(() => this.load());
    this.following.every('ages', 1000, () => this.following.draw());
    this.load();
  }

  async load() {
    try {
      const answer = await get('dashboard');
      Object.entries(answer.values ?? {}).forEach(([id, state]) => { if (!this.states.has(id)) this.states.set(id, state); });
      this.dashboard = answer;
      this.error = null;
    } catch (e) {
      this.error = e;
    }
  }

  get pages() {
    return this.dashboard?.pages ?? [];
  }

  render() {
    const page = this.pages.find((each) => each.id === this.path?.[0]) ?? this.pages[0];
    const wanted = this.path?.[0];
    return html`
      <h1 class=${page ? 'sr' : ''}>Dashboard${page ? `: ${page.title}` : ''}</h1>
      ${notice(this.error)}
      ${this.dashboard?.problems?.length ? html`<div class="problem" role="alert">
        dashboard.yaml has problems${this.pages.length ? '; what is shown is its last version without' : ''}:
        ${problemList(this.dashboard.problems)}
        <a href="#/edit/dashboard.yaml">Edit dashboard.yaml</a></div>` : nothing}
      ${!this.dashboard && !this.error ? waiting('the dashboard') : nothing}
      ${this.pages.length > 1 ? html`<nav aria-label="Pages of the dashboard">${this.pages.map((each) => html`
        <a href="#/dashboard/${encodeURIComponent(each.id)}" aria-current=${each === page ? 'page' : nothing}>${icon(each.icon)}${each.title}</a>`)}</nav>` : nothing}
      ${wanted && page && page.id !== wanted ? html`<p class="warn" role="status">There is no page "${wanted}" in the dashboard; this is "${page.id}".</p>` : nothing}
      ${page ? this.groups(page) : nothing}
      ${this.dashboard && !page && !this.dashboard.problems?.length ? this.howTo() : nothing}`;
  }

  groups(page) {
    const now = Math.floor(Date.now() / 1000);
    return html`<div class="groups">${repeat(page.groups, (group, i) => `${page.id} ${i}`, (group) => html`
      <section class="card" aria-label=${group.title || page.title}>
        ${group.title ? html`<h2>${group.title}</h2>` : nothing}
        <div class="widgets">${repeat(group.widgets, (each) => each.id, (each) => html`
          <serai-widget class=${widthOf(each)} .widget=${each} .state=${this.states.get(each.id)} .now=${now}></serai-widget>`)}
        </div>
      </section>`)}</div>`;
  }

  howTo() {
    return html`<div class="card">
      <h2>No dashboard yet</h2>
      <p>Write <code>routes/dashboard.yaml</code>, here or in any editor; it appears as soon as it is saved. A first one:</p>
      <pre tabindex="0" role="region" aria-label="A first dashboard">pages:
  - id: home
    title: Home
    groups:
      - title: Office
        widgets:
          - {type: switch, title: Lamp, topic: home/office/lamp}</pre>
      <p><a class="button" href="#/edit/dashboard.yaml">Write dashboard.yaml</a></p>
    </div>`;
  }
}

customElements.define('serai-dashboard-page', SeraiDashboardPage);
