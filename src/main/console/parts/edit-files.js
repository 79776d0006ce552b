// The files of the house beside the editor: each flow with its tests, then what they share.
import { LitElement, css, html, nothing } from 'lit';
import { path as encoded } from '../lib/api.js';
import { shared } from '../lib/style.js';

const STATES = {
  running: { sign: '●', look: 'good' },
  stopped: { sign: '■', look: 'off' },
  broken: { sign: '▲', look: 'bad' },
};

const isFlow = (file) => file.kind === 'flow' || file.kind === 'java';

class SeraiEditFiles extends LitElement {
  static properties = {
    files: { attribute: false },
    flows: { attribute: false },
    drafts: { attribute: false },
    current: { type: String },
    search: { state: true },
  };

  static styles = [
    shared,
    css`
      :host { overflow: auto; }
      ul { list-style: none; margin: 0; padding: 0; }
      h2 { font-size: .8rem; text-transform: uppercase; letter-spacing: .05em; color: var(--quiet); margin: .9rem .5rem .2rem; }
      li a {
        display: flex; align-items: center; gap: .45rem; min-height: 28px; padding: .1rem .5rem; border-radius: 6px;
        color: var(--text); text-decoration: none; overflow-wrap: anywhere;
      }
      li a:hover { background: var(--raised); }
      li a[aria-current] { background: var(--raised); box-shadow: inset 3px 0 0 var(--accent); font-weight: 600; }
      li { display: flex; gap: 2px; }
      li > a:first-child { flex: 1; min-width: 0; }
      li a.tests { flex: none; color: var(--quiet); font-size: .88em; padding: 0 .4rem; }
      li a.tests[aria-current] { color: var(--text); box-shadow: inset 0 -3px 0 var(--accent); }
      .sign { width: 1rem; text-align: center; flex: none; font-size: .8em; }
      .draft { margin-left: auto; font-size: .8em; color: var(--warn); white-space: nowrap; font-weight: 600; }
      input { width: 100%; }
    `,
  ];

  constructor() {
    super();
    this.search = '';
    this.files = [];
    this.flows = new Map();
    this.drafts = [];
  }

  row(file, label, sign = nothing) {
    return html`
      <a href="#/edit/${encoded(file.path)}" title=${file.path} aria-current=${file.path === this.current ? 'page' : nothing}>
        ${sign}<span>${label}</span>
        ${this.drafts.includes(file.path) ? html`<span class="draft" title=${file.etag ? 'unsaved' : 'new, not saved yet'}><span aria-hidden="true">✎</span><span class="sr">${file.etag ? 'unsaved' : 'new'}</span></span>` : nothing}
      </a>`;
  }

  sign(flow) {
    const state = this.flows.get(flow)?.state;
    if (!state) {
      return html`<span class="sign" aria-hidden="true"></span>`;
    }
    const { sign, look } = STATES[state] ?? { sign: '?', look: 'off' };
    return html`<span class="sign ${look}" title=${state}><span aria-hidden="true">${sign}</span><span class="sr">${state}:</span></span>`;
  }

  flow(file, tests) {
    const flow = file.flow ?? file.path;
    return html`
      <li>
        ${this.row(file, file.kind === 'java' ? file.path : file.path.replace(/\.camel\.yaml$/, ''), this.sign(flow))}
        ${tests.map((each) => html`
          <a class="tests" href="#/edit/${encoded(each.path)}" title=${each.path} aria-current=${each.path === this.current ? 'page' : nothing}>
            tests${this.drafts.includes(each.path) ? html`<span class="draft" aria-hidden="true">✎</span><span class="sr"> unsaved</span>` : nothing}<span class="sr"> of ${flow}</span></a>`)}
      </li>`;
  }

  render() {
    const drafted = this.drafts
      .filter((path) => !this.files.some((each) => each.path === path))
      .map((path) => ({ path, kind: kindOf(path), flow: /([^/]+)\.(camel|test)\.yaml$/.exec(path)?.[1], etag: '' }));
    const wanted = this.search.toLowerCase();
    const all = [...this.files, ...drafted].filter((each) => each.path.toLowerCase().includes(wanted));
    const flows = all.filter(isFlow).sort((a, b) => (a.flow ?? '').localeCompare(b.flow ?? ''));
    const known = new Set(flows.map((each) => each.flow));
    const tests = all.filter((each) => each.kind === 'test');
    const lone = tests.filter((each) => !known.has(each.flow));
    const kamelets = all.filter((each) => each.kind === 'kamelet');
    const others = [...all.filter((each) => !isFlow(each) && each.kind !== 'test' && each.kind !== 'kamelet'), ...lone];
    return html`
      <label><span class="sr">Search the files</span>
        <input type="search" placeholder="Search" .value=${this.search} @input=${(e) => { this.search = e.target.value; }}>
      </label>
      <nav aria-label="Files of the house">
        ${flows.length ? html`<h2>Flows</h2>
          <ul>${flows.map((each) => this.flow(each, tests.filter((one) => one.flow === each.flow)))}</ul>` : nothing}
        ${others.length ? html`<h2>House</h2><ul>${others.map((each) => html`<li>${this.row(each, each.path)}</li>`)}</ul>` : nothing}
        ${kamelets.length ? html`<h2>Kamelets</h2>
          <ul>${kamelets.map((each) => html`<li>${this.row(each, each.path.replace(/^.*\//, '').replace('.kamelet.yaml', ''))}</li>`)}</ul>` : nothing}
        ${all.length ? nothing : html`<p class="quiet">${wanted ? 'No file is called so.' : 'No files yet.'}</p>`}
      </nav>`;
  }
}

export function kindOf(path) {
  const ending = /\.(camel|test|kamelet)\.yaml$/.exec(path)?.[1];
  if (ending) {
    return ending === 'camel' ? 'flow' : ending;
  }
  return path.endsWith('.java') ? 'java' : path.replace(/\..*$/, '');
}

customElements.define('serai-edit-files', SeraiEditFiles);
