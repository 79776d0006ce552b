// The nodes there are, to be put into the text by click, key or drag, each with its form; and the form of the
// step under the cursor.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { stepAt } from '../lib/yamlstep.js';
import { NODE_DRAG } from './code.js';
import './edit-form.js';

const KINDS = [['source', 'Sources'], ['action', 'Actions'], ['sink', 'Sinks']];
const FEW = 12;

class SeraiEditPalette extends LitElement {
  static properties = {
    assist: { attribute: false },
    mode: { type: String },
    text: { attribute: false },
    offset: { type: Number },
    known: { state: true },
    search: { state: true },
    chosen: { state: true },
    piece: { state: true },
  };

  static styles = [
    shared,
    css`
      :host { padding: .6rem .75rem; }
      input[type=search] { width: 100%; }
      ul { list-style: none; margin: 0; padding: 0; }
      h3 { margin: .8rem 0 .2rem; }
      li button {
        width: 100%; text-align: left; display: block; border-color: transparent; border-left: 4px solid var(--control);
        border-radius: 4px; margin: .1rem 0; padding: .2rem .5rem; cursor: grab; min-height: 28px;
      }
      .source button { border-left-color: var(--source); } .action button { border-left-color: var(--action); }
      .sink button { border-left-color: var(--sink); }
      .name { display: flex; justify-content: space-between; align-items: baseline; gap: .5rem; } .group { font-size: .8em; }
      .hint { font-size: .84em; margin: .4rem 0; }
      .about { display: block; font-size: .82em; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
      pre { background: var(--raised); padding: .5rem; border-radius: 6px; margin: .5rem 0; }
    `,
  ];

  constructor() {
    super();
    this.search = '';
    this.all = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.read();
  }

  async read() {
    this.known = await this.assist.known();
    this.requestUpdate();
  }

  choose(node) {
    this.chosen = node;
    this.piece = node.insert;
    this.updateComplete.then(() => this.renderRoot.querySelector('h3')?.focus());
  }

  close() {
    const { chosen } = this;
    this.chosen = null;
    this.updateComplete.then(() => this.renderRoot.querySelector(`[data-node="${CSS.escape(chosen?.name ?? '')}"]`)?.focus());
  }

  insert() {
    this.dispatchEvent(new CustomEvent('insert', { detail: { text: this.piece } }));
    this.chosen = null;
  }

  item(node) {
    return html`
      <li class=${node.kind}>
        <button draggable="true" data-node=${node.name} title=${node.description} @click=${() => this.choose(node)}
          @dragstart=${(event) => { event.dataTransfer.setData(NODE_DRAG, node.insert); event.dataTransfer.effectAllowed = 'copy'; }}>
          <span class="name">${node.title} <span class="group quiet">${node.group}</span></span>
          <span class="about quiet">${node.description}</span>
        </button>
      </li>`;
  }

  list() {
    const wanted = this.search.trim().toLowerCase();
    const nodes = this.known.palette.filter((each) =>
      [each.title, each.name, each.description, each.group].some((one) => (one ?? '').toLowerCase().includes(wanted)));
    return html`
      <label><span class="sr">Search the palette</span>
        <input type="search" placeholder="Search nodes" .value=${this.search} @input=${(e) => { this.search = e.target.value; }}></label>
      <p class="quiet hint">Enter or a click shows the form; drag a node into the text to put it there as it is.</p>
      ${KINDS.map(([kind, title]) => {
        const own = nodes.filter((each) => each.kind === kind).sort((a, b) => (b.group === 'house') - (a.group === 'house'));
        const shown = wanted || this.all ? own : own.slice(0, FEW);
        return own.length ? html`
          <h3>${title}</h3><ul>${shown.map((each) => this.item(each))}</ul>
          ${own.length > shown.length ? html`<button @click=${() => { this.all = true; this.requestUpdate(); }}>${own.length - shown.length} more</button>` : nothing}` : nothing;
      })}
      ${nodes.length ? nothing : html`<p>${this.assist.failures.get('palette') ?? 'No node is called so.'}</p>`}`;
  }

  form() {
    const offset = this.chosen.kind === 'source' ? Math.max(this.piece.indexOf('from:') + 1, 0) : 3;
    return html`
      <h3 tabindex="-1">${this.chosen.title}</h3>
      <p class="quiet">${this.chosen.description}</p>
      <serai-edit-form .node=${this.chosen} .text=${this.piece} .offset=${offset} .known=${this.known}
        @changes=${(e) => { this.piece = e.detail.text; }}></serai-edit-form>
      <pre aria-label="What is inserted">${this.piece}</pre>
      <div class="row"><button class="main" @click=${() => this.insert()}>Insert at the cursor</button>
        <button @click=${() => this.close()}>Back</button></div>`;
  }

  step() {
    const step = stepAt(this.text, this.offset);
    if (!step) {
      return html`<p class="quiet">Put the cursor into a step, or into a route's <code>from</code>, to see its form.</p>`;
    }
    const nodes = this.known.palette.filter((each) => (step.scheme
      ? each.scheme === step.scheme && (each.scheme !== 'kamelet' || each.name === `kamelet-${step.rest}`)
      : each.eip === step.name));
    const node = nodes.find((each) => (each.kind === 'source') === (step.name === 'from')) ?? nodes[0];
    if (!node) {
      return html`<h3>${step.name}, line ${step.line}</h3><p class="quiet">The palette has no form for ${step.scheme ? `${step.scheme}:` : step.name}.</p>`;
    }
    return html`
      <h3>${node.title}, line ${step.line}</h3>
      <p class="quiet">${node.description}</p>
      <serai-edit-form .node=${node} .text=${this.text} .offset=${this.offset} .known=${this.known}
        @changes=${(e) => this.dispatchEvent(new CustomEvent('apply', { detail: { changes: e.detail.changes } }))}></serai-edit-form>`;
  }

  render() {
    if (!this.known) {
      return html`<p role="status" class="quiet">Reading the palette…</p>`;
    }
    if (this.mode === 'step') {
      return this.step();
    }
    return html`<div @keydown=${(e) => { if (e.key === 'Escape' && this.chosen) { this.close(); } }}>
      ${this.chosen ? this.form() : this.list()}</div>`;
  }
}

customElements.define('serai-edit-palette', SeraiEditPalette);
