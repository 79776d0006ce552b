// The frame of the console: the way between its pages, its colours, and whether the gateway is reached.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from './lib/style.js';
import { watchConnection, follow } from './lib/live.js';

/** Each page is its own chunk, loaded when it is first gone to. */
const PAGES = [
  { name: 'flows', title: 'Flows', load: () => import('./pages/flows.js') },
  { name: 'edit', title: 'Edit', load: () => import('./pages/edit.js') },
  { name: 'debug', title: 'Debug', load: () => import('./pages/debug.js') },
  { name: 'dashboard', title: 'Dashboard', load: () => import('./pages/dashboard.js') },
  { name: 'history', title: 'History', load: () => import('./pages/history.js') },
  { name: 'devices', title: 'Devices', load: () => import('./pages/devices.js') },
  { name: 'mqtt', title: 'MQTT', load: () => import('./pages/mqtt.js') },
  { name: 'system', title: 'System', load: () => import('./pages/system.js') },
];

const THEME = 'serai-theme';
const wantsDark = matchMedia('(prefers-color-scheme: dark)');

class SeraiConsole extends LitElement {
  static properties = {
    page: { state: true },
    parts: { state: true },
    query: { state: true },
    connected: { state: true },
    failed: { state: true },
    theme: { state: true },
    safeMode: { state: true },
  };

  static styles = [
    shared,
    css`
      :host { display: grid; grid-template-rows: auto 1fr; min-height: 100vh; }
      header {
        display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1rem; padding: .4rem 1rem;
        background: var(--surface); border-bottom: 1px solid var(--line); position: sticky; top: 0; z-index: 5;
      }
      .name { display: flex; align-items: center; gap: .5rem; font-weight: 700; color: var(--text); text-decoration: none; min-height: 2rem; }
      nav { display: flex; flex-wrap: wrap; gap: .1rem; }
      nav a { padding: .3rem .7rem; border-radius: 6px; color: var(--text); text-decoration: none; min-height: 24px; }
      nav a:hover { background: var(--raised); }
      nav a[aria-current] { background: var(--raised); box-shadow: inset 0 -3px 0 var(--accent); font-weight: 600; }
      .state { margin-left: auto; display: flex; align-items: center; gap: .6rem; }
      .skip { position: absolute; left: -999px; }
      .skip:focus { left: 1rem; top: .4rem; z-index: 9; background: var(--surface); padding: .4rem .8rem; }
      main { padding: 1rem; min-width: 0; }
      main[tabindex]:focus-visible { outline: none; }
      .banner { padding: .5rem 1rem; background: var(--bad); color: var(--surface); }
      @media (max-width: 640px) { main { padding: .6rem; } header { position: static; } }
    `,
  ];

  constructor() {
    super();
    this.theme = localStorage.getItem(THEME) ?? 'auto';
    this.parts = [];
    this.query = new URLSearchParams();
    this.safeMode = '';
    this.applyTheme();
    wantsDark.addEventListener('change', () => this.applyTheme());
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('hashchange', () => this.go());
    this.go();
    watchConnection((connected) => { this.connected = connected; });
    this.system = follow('system', {}, { latest: (_, value) => { this.safeMode = value.safeMode ?? ''; } });
  }

  async go() {
    const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
    const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
    const page = PAGES.find((each) => each.name === parts[0]) ?? PAGES[0];
    this.failed = null;
    try {
      await page.load();
    } catch (e) {
      this.failed = `This page cannot be loaded: ${e.message}. Load the console again.`;
    }
    const moved = this.page !== page;
    this.page = page;
    this.parts = parts.slice(1);
    this.query = new URLSearchParams(query ?? '');
    document.title = `${[page.title, ...this.parts].join(' ')} - Serai`;
    if (moved && this.hasUpdated) {
      await this.updateComplete;
      this.renderRoot.querySelector('main').focus();
    }
  }

  applyTheme() {
    const dark = this.theme === 'dark' || (this.theme === 'auto' && wantsDark.matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    dispatchEvent(new CustomEvent('serai-theme', { detail: { dark } }));
  }

  chooseTheme(event) {
    this.theme = event.target.value;
    localStorage.setItem(THEME, this.theme);
    this.applyTheme();
  }

  pageElement() {
    if (!this.page || this.failed) {
      return nothing;
    }
    const name = `serai-${this.page.name}-page`;
    if (this.element?.localName !== name) {
      this.element = document.createElement(name);
    }
    this.element.path = this.parts;
    this.element.query = this.query;
    return this.element;
  }

  render() {
    return html`
      <a class="skip" href="#main" @click=${this.skip}>Skip to the page</a>
      <header>
        <a class="name" href="#/flows"><img src="icon.svg" alt="" width="24" height="24">Serai</a>
        <nav aria-label="Pages">
          ${PAGES.map((each) => html`
            <a href="#/${each.name}" aria-current=${each === this.page ? 'page' : nothing}>${each.title}</a>`)}
        </nav>
        <div class="state">
          <span role="status" class=${this.connected ? 'good' : 'bad'}>
            ${this.connected ? '● live' : '○ not connected'}
          </span>
          <label><span class="sr">Colours</span>
            <select @change=${this.chooseTheme}>
              ${['auto', 'light', 'dark'].map((each) => html`
                <option value=${each} ?selected=${each === this.theme}>${each}</option>`)}
            </select>
          </label>
        </div>
      </header>
      <main id="main" tabindex="-1">
        ${this.safeMode ? html`<div class="banner" role="alert">Safe mode: ${this.safeMode}</div>` : nothing}
        ${this.failed ? html`<p class="problem" role="alert">${this.failed}</p>` : nothing}
        ${this.pageElement()}
      </main>
    `;
  }

  skip(event) {
    event.preventDefault();
    this.renderRoot.querySelector('main').focus();
  }
}

customElements.define('serai-console', SeraiConsole);
