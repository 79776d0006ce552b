// The house, or one flow, drawn: zoomed by wheel, pinch and buttons, moved by dragging, walked by the arrow keys.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { NODE } from '../lib/layout.js';
import { flowAt, neighbour } from '../lib/house.js';
import { Sight, isStill } from '../lib/sight.js';
import { coloursOf } from '../lib/canvas.js';
import { Painter } from '../lib/paint.js';
import { PulsePainter } from '../lib/paint-pulses.js';
import { Pulses, taken } from '../lib/pulses.js';
import { Gestures } from '../lib/gestures.js';

const LATE_MS = 1000 / 30;
const ALONE = { side: 16, top: 40 };
const BELOW_TOOLS = { side: 16, top: 48 };
const READABLE = 0.56;

class SeraiFlowCanvas extends LitElement {
  static properties = {
    house: { attribute: false },
    figures: { attribute: false },
    reports: { attribute: false },
    values: { attribute: false },
    selected: { attribute: false },
    lit: { attribute: false },
    tapped: { attribute: false },
    bare: { type: Boolean },
    label: {},
    hovered: { state: true },
  };

  static styles = [
    shared,
    css`
      :host { position: relative; overflow: hidden; min-height: 12rem; border: 1px solid var(--line); border-radius: 10px; background: var(--ground); }
      canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
      .base { touch-action: none; cursor: grab; }
      .base:active { cursor: grabbing; }
      .base:focus-visible { outline: 3px solid var(--focus); outline-offset: -3px; border-radius: 10px; }
      .over { pointer-events: none; }
      .tools { position: absolute; right: .5rem; top: .5rem; display: flex; gap: .25rem; }
      .tools button { min-width: 2.1rem; justify-content: center; padding: .2rem .5rem; }
      .tip {
        position: absolute; left: 0; top: 0; max-width: 20rem; padding: .4rem .6rem; background: var(--surface); border: 1px solid var(--control);
        border-radius: 6px; pointer-events: none; font-size: .85rem; overflow-wrap: anywhere; box-shadow: 0 2px 8px rgb(0 0 0 / .2);
      }
      .tip p { margin: .2rem 0 0; }
    `,
  ];

  constructor() {
    super();
    this.sight = new Sight();
    this.pulses = new Pulses();
    this.label = 'Flows';
    this.late = 0;
    this.onTheme = () => {
      this.colours = coloursOf(document.documentElement);
      this.touch();
    };
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('serai-theme', this.onTheme);
    this.onTheme();
    this.sizes = new ResizeObserver(() => this.resized());
    this.sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('serai-theme', this.onTheme);
    this.sizes.disconnect();
    cancelAnimationFrame(this.asked);
    this.asked = 0;
  }

  render() {
    return html`
      <canvas class="base" tabindex="0" role="application" aria-label=${this.label} aria-describedby="keys"
        @keydown=${this.key} @blur=${() => this.hover(null)} @focus=${() => this.focused && this.hover(this.focused)}></canvas>
      <canvas class="over" aria-hidden="true"></canvas>
      <span id="keys" class="sr">Arrow keys go from node to node, Enter opens one, plus and minus zoom, 0 shows everything.</span>
      <span class="sr" role="status">${this.hovered ? this.spoken(this.hovered) : ''}</span>
      <div class="tools">
        <button type="button" aria-label="Larger" title="Larger (+)" @click=${() => this.zoom(1.3)}>+</button>
        <button type="button" aria-label="Smaller" title="Smaller (-)" @click=${() => this.zoom(1 / 1.3)}>−</button>
        <button type="button" title="Show the whole flow, then the whole house (0)" @click=${() => this.fitNext()}>Fit</button>
      </div>
      ${this.hovered ? this.tip(this.hovered) : nothing}
    `;
  }

  spoken({ flow, node }) {
    const at = this.house.flows.get(flow)?.nodes.get(node)?.node;
    const figures = this.figures?.node(flow, node);
    return at ? `${at.label}, ${at.role} of ${flow}${figures ? `, ${figures.count} messages, ${figures.errors} failed` : ''}` : '';
  }

  tip({ flow, node }) {
    const at = this.house.flows.get(flow)?.nodes.get(node)?.node;
    if (!at) {
      return nothing;
    }
    const figures = this.figures?.node(flow, node);
    return html`<div class="tip"><strong>${at.label}</strong>
      ${at.detail && at.detail !== at.label ? html`<p class="mono">${at.detail.slice(0, 300)}</p>` : nothing}
      <p class="quiet">${at.type}${at.line ? `, line ${at.line}` : ''}${figures ? `, ${figures.count} messages, ${figures.errors} failed` : ''}</p></div>`;
  }

  get view() {
    return this.sight.view;
  }

  firstUpdated() {
    this.base = this.renderRoot.querySelector('.base');
    this.over = this.renderRoot.querySelector('.over');
    this.painter = new Painter(this.base.getContext('2d', { alpha: false }));
    this.pulsePainter = new PulsePainter(this.over.getContext('2d'), this.pulses);
    this.gestures = new Gestures(this.base, {
      pan: (dx, dy) => this.move((view) => view.pan(dx, dy)),
      zoom: (factor, x, y) => this.move((view) => view.zoom(factor, x, y)),
      tap: (x, y) => this.choose(x, y),
      point: (x, y) => this.hover(x === null ? null : this.nodeAt(x, y)),
    });
    this.resized();
  }

  updated(changed) {
    if (changed.has('house') && this.house) {
      this.pulses.clear();
      if (!this.sight.placed) {
        this.fit(false);
      } else if (!this.sight.moved) {
        this.lookAgain();
      }
    }
    if (this.hovered) {
      this.placeTip();
    }
    this.touch();
  }

  resized() {
    if (!this.base) {
      return;
    }
    const { width, height } = this.getBoundingClientRect();
    const dense = Math.min(2, devicePixelRatio);
    for (const canvas of [this.base, this.over]) {
      canvas.width = Math.max(1, Math.round(width * dense));
      canvas.height = Math.max(1, Math.round(height * dense));
    }
    this.dense = dense;
    const first = this.view.width <= 1;
    this.view.width = Math.max(1, width);
    this.view.height = Math.max(1, height);
    if (first || !this.sight.moved) {
      this.sight.aim && this.house ? this.lookAgain() : this.fit(false);
    }
    this.touch();
  }

  /** Asks for a drawing of everything with the next frame. */
  touch() {
    this.dirty = true;
    this.ask();
  }

  ask() {
    if (!this.asked && this.isConnected && this.base) {
      this.asked = requestAnimationFrame((now) => this.frame(now));
    }
  }

  frame(now) {
    this.asked = 0;
    const moving = this.pulses.moving || this.sight.isTravelling;
    if (this.wasMoving) {
      const late = now - this.lastFrame > LATE_MS * 1.25;
      this.late += late ? Math.floor((now - this.lastFrame) / LATE_MS) : 0;
      this.pulses.keepUp(late);
    }
    this.lastFrame = now;
    this.wasMoving = moving;
    this.dirty = this.sight.step(now) || this.dirty;
    if (this.dirty && !this.house) {
      this.painter.clear(this.base.width, this.base.height, this.colours.ground);
    } else if (this.dirty) {
      this.dirty = false;
      this.painter.c.setTransform(this.dense, 0, 0, this.dense, 0, 0);
      this.drawn = this.painter.paint(this.view, {
        house: this.house, figures: this.figures, reports: this.reports, values: this.values, selected: this.selected,
        focused: this.focused, lit: this.lit, tapped: this.tapped, bare: this.bare, colours: this.colours,
      });
    }
    this.pulsePainter.paint(this.view, this.dense, this.colours, now);
    if (this.pulses.moving || this.sight.isTravelling) {
      this.ask();
    }
  }

  /** Shows that nodes of a flow had messages. @param grown of Figures.take */
  pulse(id, grown) {
    this.touch();
    const flow = this.house?.flows.get(id);
    if (!flow || isStill() || document.hidden || grown.size === 0 || !this.view.sees(flow)) {
      return;
    }
    const now = performance.now();
    for (const wire of taken(flow.wires, grown)) {
      this.pulses.add(`${id}/${wire.from}>${wire.to}`, wire.points, now, wire.kind === 'error');
    }
    for (const link of this.house.links) {
      if (link.to.flow === id && grown.has(link.to.node)) {
        this.pulses.add(`${link.from.flow}/${link.from.node}>${id}/${link.to.node}`, link.points, now);
      }
    }
    this.ask();
  }

  move(change) {
    this.sight.move(change);
    this.hover(null);
    this.touch();
  }

  zoom(factor) {
    this.move((view) => view.zoom(factor));
  }

  fit(slowly = true) {
    if (this.house) {
      this.look({ x: 0, y: 0, width: Math.max(1, this.house.width), height: Math.max(1, this.house.height) }, slowly);
    }
  }

  /** All of the chosen flow first, when that is not seen already, then all of the house. */
  fitNext() {
    const flow = this.house?.flows.get(this.selected?.flow);
    flow && !this.sight.isAt(flow) && !this.bare ? this.look(flow) : this.fit();
  }

  /** At what was looked at, which has another place now. */
  lookAgain() {
    const { aim } = this.sight;
    const flow = this.house.flows.get(aim?.box.id);
    flow ? this.look(flow, false, aim.least) : this.fit(false);
  }

  focusFlow(id, slowly = true) {
    const flow = this.house?.flows.get(id);
    if (flow) {
      this.look(flow, slowly, READABLE);
    }
  }

  look(box, slowly = true, least = undefined) {
    this.sight.look(box, this.bare ? ALONE : BELOW_TOOLS, slowly, least);
    this.touch();
  }

  nodeAt(px, py) {
    const [x, y] = this.view.toPlane(px, py);
    const flow = this.house && flowAt(this.house, x, y);
    if (!flow) {
      return null;
    }
    for (const [id, at] of flow.nodes) {
      if (x >= at.x && x <= at.x + NODE.width && y >= at.y && y <= at.y + NODE.height) {
        return { flow: flow.id, node: id };
      }
    }
    return { flow: flow.id, node: null };
  }

  choose(px, py) {
    const at = this.nodeAt(px, py);
    this.focused = at?.node ? at : this.focused;
    this.tell(at);
  }

  tell(at) {
    this.dispatchEvent(new CustomEvent('chosen', { detail: at ?? { flow: null, node: null } }));
  }

  hover(at) {
    const node = at?.node ? at : null;
    if (node?.node !== this.hovered?.node || node?.flow !== this.hovered?.flow) {
      this.hovered = node;
    }
  }

  placeTip() {
    const tip = this.renderRoot.querySelector('.tip');
    const at = this.house?.flows.get(this.hovered.flow)?.nodes.get(this.hovered.node);
    if (!tip || !at) {
      return;
    }
    const x = (at.x - this.view.x) * this.view.scale;
    const y = (at.y - this.view.y) * this.view.scale;
    const below = y + NODE.height * this.view.scale + 8;
    const fits = below + tip.offsetHeight < this.view.height;
    tip.style.left = `${Math.max(4, Math.min(x, this.view.width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${Math.max(4, fits ? below : y - tip.offsetHeight - 8)}px`;
  }

  key(event) {
    const flow = this.house?.flows.get(this.focused?.flow ?? this.selected?.flow) ?? this.house?.flows.values().next().value;
    if (event.key.startsWith('Arrow') && flow) {
      this.focused = { flow: flow.id, node: neighbour(flow, this.focused?.flow === flow.id ? this.focused.node : null, event.key) };
      this.show(this.focused);
    } else if (event.key === 'Enter' && this.focused) {
      this.tell(this.focused);
    } else if (event.key === '+' || event.key === '=') {
      this.zoom(1.3);
    } else if (event.key === '-') {
      this.zoom(1 / 1.3);
    } else if (event.key === '0') {
      this.fitNext();
    } else {
      return;
    }
    event.preventDefault();
  }

  show(at) {
    this.reveal(at);
    this.hover(at);
  }

  /** Brings a node into sight. */
  reveal({ flow, node }) {
    const at = this.house?.flows.get(flow)?.nodes.get(node);
    if (!at) {
      return;
    }
    const box = { x: at.x, y: at.y, width: NODE.width, height: NODE.height };
    if (this.view.scale < 0.5 || !this.view.sees(box, -NODE.height / 2)) {
      this.sight.move((view) => {
        view.scale = Math.max(0.7, view.scale);
        view.x = at.x + NODE.width / 2 - view.width / 2 / view.scale;
        view.y = at.y + NODE.height / 2 - view.height / 2 / view.scale;
      });
    }
    this.touch();
  }
}

customElements.define('serai-flow-canvas', SeraiFlowCanvas);
