// The flows of the house, to be searched and walked through.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { count, rate } from '../lib/figures.js';
import { STATE_SIGNS, flowAddress } from '../lib/flows.js';

class SeraiFlowList extends LitElement {
  static properties = {
    reports: { attribute: false },
    figures: { attribute: false },
    selected: { attribute: false },
    beat: { attribute: false },
    search: { state: true },
  };

  static styles = [
    shared,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; gap: .5rem; }
      input { width: 100%; }
      ul { list-style: none; margin: 0; padding: 3px; overflow-y: auto; min-height: 0; flex: 1 1 auto; }
      a {
        display: grid; grid-template-columns: 1.1rem 1fr auto; gap: 0 .35rem; align-items: baseline; padding: .3rem .5rem;
        border-radius: 6px; color: var(--text); text-decoration: none; content-visibility: auto; contain-intrinsic-height: 2rem;
      }
      a:hover { background: var(--raised); }
      a[aria-current] { background: var(--raised); box-shadow: inset 3px 0 0 var(--accent); font-weight: 600; }
      .id { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .figures { font-size: .85rem; font-weight: 400; font-variant-numeric: tabular-nums; white-space: nowrap; }
      p { margin: 0; }
      @media (max-width: 900px) { ul { max-height: 11rem; } }
    `,
  ];

  constructor() {
    super();
    this.search = '';
  }

  render() {
    const all = [...(this.reports?.values() ?? [])];
    const wanted = this.search.toLowerCase();
    const found = all.filter((each) => `${each.id} ${each.description} ${each.state}`.toLowerCase().includes(wanted));
    const states = ['running', 'stopped', 'broken'].map((state) => [state, all.filter((each) => each.state === state).length]);
    return html`
      <label><span class="sr">Search flows</span>
        <input type="search" placeholder="Search ${all.length} flows" .value=${this.search}
          @input=${(event) => { this.search = event.target.value; }} @keydown=${this.fromSearch}>
      </label>
      <p class="quiet" role="status">
        ${wanted ? `${found.length} of ${all.length} flows` : states.filter(([, n]) => n > 0).map(([state, n]) => `${n} ${state}`).join(', ')}
      </p>
      <ul aria-label="Flows" @keydown=${this.walk}>${found.map((each) => this.entry(each))}</ul>
      ${wanted && found.length === 0 ? html`<p class="quiet">No flow has “${this.search}” in its name, description or state.</p>` : nothing}
    `;
  }

  updated(changed) {
    if (changed.has('selected')) {
      this.showSelected();
    }
  }

  /** In the list only: the page stays where it is. */
  showSelected() {
    const list = this.renderRoot.querySelector('ul');
    const entry = list.querySelector('[aria-current]')?.parentElement;
    if (entry) {
      const top = entry.offsetTop - list.offsetTop;
      list.scrollTop = Math.max(top + entry.offsetHeight - list.clientHeight, Math.min(top, list.scrollTop));
    }
  }

  entry(report) {
    const [sign, colour] = STATE_SIGNS[report.state] ?? ['●', 'off'];
    const errors = this.figures?.flow(report.id)?.errors ?? 0;
    return html`
      <li><a href=${flowAddress(report.id)} title=${report.description || report.id}
        aria-current=${report.id === this.selected ? 'true' : nothing} data-testid="flow-${report.id}">
        <span class=${colour} aria-hidden="true">${sign}</span>
        <span class="id">${report.id}${report.state === 'running' ? nothing : html`<span class="sr">, ${report.state}</span>`}</span>
        <span class="figures">
          ${errors ? html`<span class="bad">${count(errors)} failed</span>` : nothing}
          <span class="quiet">${report.state === 'running' ? rate(this.figures?.flowRate(report.id)) : report.state}</span>
        </span>
      </a></li>`;
  }

  fromSearch(event) {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.renderRoot.querySelector('li a')?.focus();
    } else if (event.key === 'Escape' && this.search) {
      this.search = '';
    } else if (event.key === 'Enter') {
      this.renderRoot.querySelector('li a')?.click();
    }
  }

  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) {
      return;
    }
    event.preventDefault();
    const links = [...this.renderRoot.querySelectorAll('li a')];
    const next = links.indexOf(event.target.closest('a')) + step;
    (next < 0 ? this.renderRoot.querySelector('input') : links[Math.min(next, links.length - 1)])?.focus();
  }
}

customElements.define('serai-flow-list', SeraiFlowList);
