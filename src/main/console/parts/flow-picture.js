// One flow, drawn for the pages that look into it.
import { LitElement, css, html } from 'lit';
import { shared } from '../lib/style.js';
import { arrange } from '../lib/house.js';
import './flow-canvas.js';

const MARGIN = 18;
const TOOLS_PX = 40;
const LEAST = 0.5;
const MOST_PX = 380;

class SeraiFlowPicture extends LitElement {
  static properties = {
    picture: { attribute: false },
    lit: { attribute: false },
    tapped: { attribute: false },
    node: { attribute: false },
    label: {},
  };

  static styles = [shared, css`:host { display: grid; min-height: 8rem; } serai-flow-canvas { min-height: 0; }`];

  connectedCallback() {
    super.connectedCallback();
    this.sizes = new ResizeObserver(() => this.grow());
    this.sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  willUpdate(changed) {
    if (changed.has('picture') && this.picture) {
      this.house = arrange([this.picture], [], { width: 1000, height: 600 }, true);
      this.grow();
    }
  }

  /** As high as what it shows is at this width. */
  grow() {
    const wide = this.clientWidth - 2 * MARGIN;
    if (this.house && wide > 0) {
      const scale = Math.min(1, Math.max(LEAST, wide / this.house.width));
      this.style.height = `${Math.min(MOST_PX, this.house.height * scale + TOOLS_PX + MARGIN)}px`;
    }
  }

  updated(changed) {
    if (changed.has('picture')) {
      this.renderRoot.querySelector('serai-flow-canvas').look({ x: 0, y: 0, width: this.house.width, height: this.house.height }, false, LEAST);
    }
    if (changed.has('node') && this.node) {
      this.renderRoot.querySelector('serai-flow-canvas').reveal({ flow: this.picture.flow, node: this.node });
    }
  }

  render() {
    return html`<serai-flow-canvas bare label=${this.label ?? `Picture of ${this.picture.flow}`} .house=${this.house} .lit=${this.lit} .tapped=${this.tapped}
      .selected=${{ flow: null, node: null, ...(this.node ? { flow: this.picture.flow, node: this.node } : {}) }}
      @chosen=${(event) => this.dispatchEvent(new CustomEvent('chosen', { detail: event.detail }))}></serai-flow-canvas>`;
  }
}

customElements.define('serai-flow-picture', SeraiFlowPicture);
