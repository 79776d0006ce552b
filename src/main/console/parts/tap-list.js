// Tapped messages as lines, of which only those in sight are made.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { timeOf } from '../lib/text.js';

const LINE_PX = 28;
const SPARE = 8;

class SeraiTapList extends LitElement {
  static properties = {
    messages: { attribute: false },
    labels: { attribute: false },
    selected: { attribute: false },
    newestFirst: { type: Boolean },
    top: { state: true },
    room: { state: true },
  };

  static styles = [
    shared,
    css`
      :host { overflow: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); position: relative; }
      .all { position: relative; }
      [role=option] {
        position: absolute; left: 0; right: 0; height: 28px; display: grid; grid-template-columns: 7.5rem minmax(5rem, 11rem) minmax(4rem, 10rem) minmax(0, 1fr);
        gap: .6rem; align-items: center; padding: 0 .6rem; font-size: .85rem; cursor: pointer; white-space: nowrap;
      }
      [role=option]:hover { background: var(--raised); }
      [aria-selected=true] { background: var(--raised); box-shadow: inset 3px 0 0 var(--accent); }
      span { overflow: hidden; text-overflow: ellipsis; }
      @media (max-width: 640px) { [role=option] { grid-template-columns: 5.5rem minmax(0, 1fr); } .side { display: none; } }
    `,
  ];

  constructor() {
    super();
    this.messages = [];
    this.top = 0;
    this.room = 400;
    this.setAttribute('role', 'listbox');
    this.setAttribute('tabindex', '0');
    this.addEventListener('scroll', () => { this.top = this.scrollTop; });
    this.addEventListener('keydown', (event) => this.key(event));
  }

  connectedCallback() {
    super.connectedCallback();
    this.sizes = new ResizeObserver(() => { this.room = this.clientHeight; });
    this.sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  at(index) {
    return this.newestFirst ? this.messages[this.messages.length - 1 - index] : this.messages[index];
  }

  willUpdate(changed) {
    if (changed.has('messages') && this.hasUpdated) {
      const shift = this.newestFirst ? this.messages.length - (changed.get('messages')?.length ?? 0) : 0;
      this.keep = this.scrollTop > LINE_PX ? shift * LINE_PX : 0;
      this.follows = !this.newestFirst && this.scrollHeight - this.clientHeight - this.scrollTop < 2 * LINE_PX;
    }
  }

  updated() {
    this.renderRoot.querySelector('.all').style.height = `${this.messages.length * LINE_PX}px`;
    this.renderRoot.querySelectorAll('[role=option]').forEach((each) => { each.style.top = `${each.dataset.index * LINE_PX}px`; });
    if (this.keep) {
      this.scrollTop += this.keep; // what is read stays where it is
    } else if (this.follows) {
      this.scrollTop = this.scrollHeight;
    }
    this.keep = 0;
    this.follows = false;
  }

  render() {
    const first = Math.max(0, Math.floor(this.top / LINE_PX) - SPARE);
    const last = Math.min(this.messages.length, Math.ceil((this.top + this.room) / LINE_PX) + SPARE);
    const lines = [];
    for (let index = first; index < last; index++) {
      lines.push(this.line(this.at(index), index));
    }
    return html`<div class="all" role="presentation">${lines}</div>`;
  }

  line(message, index) {
    const body = message.kind === 'binary' ? `${message.bytes} bytes` : message.kind === 'empty' ? 'empty' : message.body;
    return html`<div role="option" data-index=${index} aria-selected=${message.number === this.selected ? 'true' : 'false'} @click=${() => this.choose(message)}>
      <span class="quiet">${timeOf(message.time)}</span><span class="side">${this.labels(message)}</span><span class="side quiet">${message.topic ?? nothing}</span>
      <span class="mono">${body.slice(0, 300)}</span></div>`;
  }

  choose(message) {
    this.dispatchEvent(new CustomEvent('chosen', { detail: message }));
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (!step || this.messages.length === 0) {
      return;
    }
    event.preventDefault();
    const now = this.messages.findIndex((each) => each.number === this.selected);
    const line = now < 0 ? -1 : this.newestFirst ? this.messages.length - 1 - now : now;
    const next = Math.max(0, Math.min(this.messages.length - 1, line < 0 ? 0 : line + step));
    this.choose(this.at(next));
    const top = next * LINE_PX;
    if (top < this.scrollTop || top + LINE_PX > this.scrollTop + this.clientHeight) {
      this.scrollTop = top - this.clientHeight / 2;
    }
  }
}

customElements.define('serai-tap-list', SeraiTapList);
