// A slider that commands while it is dragged and does not jump under the finger when another value comes.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { number } from '../lib/text.js';

/** So long after the last touch a slider keeps what was set, unless that is reported earlier. */
const HOLD_MS = 1500;

/** A step that is fine enough to set a value and coarse enough to find it again. */
export function stepOf(min, max) {
  return 10 ** Math.min(0, Math.floor(Math.log10(Math.max(1e-6, max - min))) - 3);
}

class SeraiSlider extends LitElement {
  static properties = {
    value: { type: Number },
    min: { type: Number },
    max: { type: Number },
    step: { type: Number },
    unit: {},
    label: {},
    disabled: { type: Boolean },
    held: { state: true },
  };

  static styles = [shared, css`
    .row { flex-wrap: nowrap; }
    input[type=range] { flex: 1 1 6rem; min-width: 0; min-height: 28px; accent-color: var(--accent); margin: 0; }
    input[type=number] { width: 6.2rem; text-align: right; }
    .ends { display: flex; justify-content: space-between; font-size: .8rem; }
  `];

  constructor() {
    super();
    this.min = 0;
    this.max = 100;
    this.held = null;
    this.touched = false;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.letGo);
    this.held = null;
  }

  willUpdate(changed) {
    if (changed.has('value') && this.held !== null && !this.touched && Number(this.value) === this.held) {
      this.held = null;
    }
  }

  get shown() {
    return this.held ?? (Number.isFinite(this.value) ? this.value : null);
  }

  command(text, final) {
    const value = Number(text);
    if (text === '' || !Number.isFinite(value)) {
      return;
    }
    const inside = Math.min(this.max, Math.max(this.min, value));
    clearTimeout(this.letGo);
    this.letGo = setTimeout(() => { this.held = null; this.touched = false; }, HOLD_MS);
    if (!final || inside !== this.held) {
      this.held = inside;
      this.dispatchEvent(new CustomEvent('command', { detail: inside }));
    }
  }

  touch(down) {
    this.touched = down;
    if (down) {
      clearTimeout(this.letGo);
    }
  }

  render() {
    const step = this.step || stepOf(this.min, this.max);
    const shown = this.shown;
    const name = this.label ?? 'Value';
    return html`
      <div class="row">
        <input type="range" min=${this.min} max=${this.max} step=${step} .value=${String(shown ?? this.min)}
          aria-label=${name} aria-valuetext=${shown === null ? 'not known' : `${number(shown)} ${this.unit ?? ''}`}
          ?disabled=${this.disabled} @pointerdown=${() => this.touch(true)} @pointerup=${() => this.touch(false)}
          @pointercancel=${() => this.touch(false)}
          @input=${(e) => this.command(e.target.value)} @change=${(e) => this.command(e.target.value, true)}>
        <input type="number" min=${this.min} max=${this.max} step=${step} .value=${shown === null ? '' : String(shown)}
          aria-label="${name}, as a number" ?disabled=${this.disabled}
          @change=${(e) => this.command(e.target.value)}>
        ${this.unit ? html`<span class="quiet">${this.unit}</span>` : nothing}
      </div>
      <div class="ends quiet" aria-hidden="true"><span>${number(this.min)}</span><span>${number(this.max)}</span></div>
    `;
  }
}

customElements.define('serai-slider', SeraiSlider);
