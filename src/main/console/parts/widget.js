// One widget of a dashboard: what it shows, how old that is, and what was commanded.
import { LitElement, css, html, nothing } from 'lit';
import { path, send } from '../lib/api.js';
import { LastWins } from '../lib/lastwins.js';
import { shared } from '../lib/style.js';
import { ago } from '../lib/text.js';
import { differs, textOf } from '../lib/widget.js';
import { CONTROLS } from './widget-controls.js';
import { PICTURES } from './widget-pictures.js';
import { icon } from './icon.js';
import { notice } from './notice.js';
import { toggleStyle } from './toggle.js';
import { widgetStyle } from './widget-style.js';

const NOTHING_YET = { value: null, time: null, stale: false, online: null };

class SeraiWidget extends LitElement {
  static properties = {
    widget: { attribute: false }, state: { attribute: false }, now: { attribute: false }, failed: { state: true },
    asks: { state: true },
  };

  static styles = [shared, toggleStyle, widgetStyle, css`
    :host { display: flex; flex-direction: column; gap: .35rem; min-width: 0; }
    .title { display: flex; flex-wrap: wrap; gap: .1rem .6rem; align-items: baseline; }
    .title h3 { display: flex; gap: .35rem; align-items: center; margin: 0; font-size: .95rem; font-weight: 600; overflow-wrap: anywhere; }
    .told { font-size: .85rem; } .told b { font-weight: 650; }
    .body { min-width: 0; }
    :host(.away) .body { opacity: .8; }
    .problem { margin: .2rem 0 0; } p.told { margin: 0; }
  `];

  sender = new LastWins((value) => this.post(value));

  get value() {
    return this.shown.value;
  }

  get shown() {
    return this.state ?? NOTHING_YET;
  }

  command(value) {
    this.sender.push(value);
  }

  async post(value) {
    try {
      await send('POST', `dashboard/widgets/${path(this.widget.id)}`, { value });
      this.failed = null;
    } catch (e) {
      this.failed = e;
    }
  }

  willUpdate() {
    this.classList.toggle('away', this.shown.online === false || Boolean(this.shown.stale));
    this.dataset.widget = this.widget?.id ?? '';
  }

  render() {
    const { widget, shown } = this;
    const draw = CONTROLS[widget.type] ?? PICTURES[widget.type];
    return html`
      ${widget.title ? html`<div class="title"><h3>${icon(widget.icon)}${widget.title}</h3>${this.told(shown)}</div>` : this.told(shown)}
      ${widget.description ? html`<p class="quiet told">${widget.description}</p>` : nothing}
      <div class="body">${draw ? draw(this, widget, shown)
    : html`<p class="problem">This console does not know widgets of type "${widget.type}".</p>`}</div>
      ${differs(shown) ? html`<div class="told warn" role="status">wanted <b>${textOf(shown.commanded, widget)}</b>,
        ${shown.value === null ? 'nothing is reported' : html`is <b>${textOf(shown.value, widget)}</b>`}${shown.commandedAt ? `, ${ago(shown.commandedAt)}` : ''}</div>` : nothing}
      ${shown.refused ? html`<div class="problem" role="status">Not set: ${shown.refused}</div>` : nothing}
      ${notice(this.failed)}`;
  }

  told(shown) {
    if (shown.online === false) return html`<span class="told bad">○ offline${shown.time ? html`, heard ${ago(shown.time)}` : nothing}</span>`;
    if (shown.stale) return html`<span class="told warn">△ stale${shown.time ? html`, heard ${ago(shown.time)}` : nothing}</span>`;
    return nothing;
  }
}

customElements.define('serai-widget', SeraiWidget);
