// The picture of the flow beside its text: a node lights up where the cursor is, and leads there.
import { LitElement, css, html, nothing, svg } from 'lit';
import { shared } from '../lib/style.js';
import { NODE, layDown, nodeOfLine } from '../lib/downward.js';

const MOST_CHARACTERS = 29;
const MARGIN = 6;

const short = (text) => (text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text);

class SeraiEditPicture extends LitElement {
  static properties = {
    picture: { attribute: false },
    line: { type: Number },
    old: { type: Boolean, reflect: true },
    problemLines: { attribute: false },
  };

  static styles = [
    shared,
    css`
      :host { overflow: auto; padding: .5rem; }
      svg { display: block; }
      :host([old]) svg { opacity: .5; }
      rect { fill: var(--surface); stroke: var(--control); stroke-width: 1; }
      g[role=button] { cursor: pointer; }
      g[role=button]:focus { outline: none; }
      g[role=button]:focus-visible rect.box { stroke: var(--focus); stroke-width: 3; }
      .band { stroke: none; }
      .source .band { fill: var(--source); } .action .band { fill: var(--action); }
      .sink .band { fill: var(--sink); } .branch .band { fill: var(--branch); } .end .band { fill: var(--off); }
      .lit rect.box { fill: var(--raised); stroke: var(--accent); stroke-width: 2.5; }
      .wrong rect.box { stroke: var(--bad); stroke-dasharray: 5 3; stroke-width: 2; }
      text { fill: var(--text); font: 12.5px var(--sans); }
      .route, .type { fill: var(--quiet); font-size: 11px; }
      .route { font-weight: 600; }
      path { fill: none; stroke: var(--control); stroke-width: 1.5; }
      path.call, path.error { stroke-dasharray: 5 4; } path.error { stroke: var(--bad); }
      .label { fill: var(--quiet); font-size: 11px; }
      marker path { fill: var(--control); stroke: none; }
      .old { margin: 0 0 .4rem; }
    `,
  ];

  willUpdate(changed) {
    if (changed.has('picture')) {
      this.drawn = this.picture ? layDown(this.picture) : null;
    }
    this.lit = this.drawn ? nodeOfLine(this.drawn.nodes, this.line) : null;
  }

  updated(changed) {
    if (changed.has('line') && this.lit && !this.matches(':focus-within')) {
      const box = this.renderRoot.querySelector('.lit')?.getBoundingClientRect();
      const own = this.getBoundingClientRect();
      if (box && (box.top < own.top || box.bottom > own.bottom)) {
        this.scrollTop += box.top - own.top - own.height / 3;
      }
    }
  }

  choose(node) {
    this.dispatchEvent(new CustomEvent('node-chosen', { detail: { line: node.line } }));
  }

  key(event, index) {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.choose(this.drawn.nodes[index]);
    } else if (by) {
      event.preventDefault();
      const nodes = [...this.renderRoot.querySelectorAll('g[role=button]')];
      nodes[(index + by + nodes.length) % nodes.length].focus();
    }
  }

  node(node, index) {
    const lit = node === this.lit;
    const classes = `${node.role} ${lit ? 'lit' : ''} ${this.problemLines?.includes(node.line) ? 'wrong' : ''}`;
    const kind = `${node.type}${node.scheme ? ` · ${node.scheme}` : ''}${node.line ? ` · line ${node.line}` : ''}`;
    const reachable = lit || (!this.lit && index === 0);
    return svg`
      <g role="button" class=${classes} tabindex=${reachable ? 0 : -1} transform="translate(${node.x} ${node.y})"
          aria-label=${`${short(node.label)} ${kind}, ${node.role}: ${node.detail || node.label}`} aria-current=${lit ? 'true' : nothing}
          @click=${() => this.choose(node)} @keydown=${(event) => this.key(event, index)}>
        <title>${node.detail || node.label}</title>
        <rect class="box" width=${NODE.width} height=${NODE.height} rx="6"></rect>
        <rect class="band" width="5" height=${NODE.height} rx="2"></rect>
        <text x="13" y="17">${short(node.label)}</text>
        <text class="type" x="13" y="32">${kind}</text>
      </g>`;
  }

  render() {
    if (!this.drawn) {
      return html`<p class="quiet">There is no picture of this text yet.</p>`;
    }
    const { nodes, wires, titles, width, height } = this.drawn;
    const [w, h] = [width + 2 * MARGIN + 14, height + 2 * MARGIN];
    return html`
      ${this.old ? html`<p class="old quiet">As it was before the problems in the text.</p>` : nothing}
      <svg width=${w} height=${h} viewBox="${-MARGIN} ${-MARGIN} ${w} ${h}" role="group" aria-label="Picture of the flow">
        <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0 L8 4 L0 8 z"></path></marker></defs>
        ${titles.map((each) => svg`<text class="route" x=${each.x} y=${each.y}>${each.text}</text>`)}
        ${wires.map((each) => svg`
          <path class=${each.kind} d=${each.d} marker-end="url(#tip)"></path>
          ${each.label ? svg`<text class="label" x=${each.labelAt.x} y=${each.labelAt.y}>${short(each.label)}</text>` : nothing}`)}
        ${nodes.map((each, i) => this.node(each, i))}
      </svg>`;
  }
}

customElements.define('serai-edit-picture', SeraiEditPicture);
