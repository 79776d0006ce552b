// Recorded states as blocks along the time, each with its word.
import { LitElement, css, html, svg } from 'lit';
import { blocksOf } from '../lib/range.js';
import { shared } from '../lib/style.js';
import { timeOf } from '../lib/text.js';

/** A block narrower than this has no room for its word. */
const ROOM_PX = 34;
const WELL_KNOWN = { on: 'on', true: 'on', online: 'on', open: 'on', off: 'off', false: 'off', offline: 'off', closed: 'off' };

const lastly = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const dated = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });

class SeraiStates extends LitElement {
  static properties = { list: { attribute: false }, span: { attribute: false }, tick: { attribute: false }, width: { state: true } };

  static styles = [shared, css`
    .line { display: grid; gap: .1rem; margin-bottom: .5rem; }
    .name { font-size: .87rem; color: var(--quiet); overflow-wrap: anywhere; }
    svg { display: block; width: 100%; overflow: hidden; }
    text { font: 12px var(--sans); fill: var(--text); }
    .off { fill: var(--raised); stroke: var(--line); } .on { fill: var(--series-5); fill-opacity: .45; stroke: var(--series-5); }
    .s0 { fill: var(--series-1); } .s1 { fill: var(--series-2); } .s2 { fill: var(--series-3); } .s3 { fill: var(--series-4); } .s4 { fill: var(--series-6); }
    .s0, .s1, .s2, .s3, .s4 { fill-opacity: .35; stroke: var(--line); }
    .none { fill: none; stroke: var(--line); stroke-dasharray: 4 4; }
    .times { display: flex; justify-content: space-between; font-size: .8rem; color: var(--quiet); }
  `];

  connectedCallback() {
    super.connectedCallback();
    this.sizes = new ResizeObserver(([entry]) => { this.width = entry.contentRect.width; });
    this.sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  render() {
    const { span, width } = this;
    if (!this.list || !span || !width) return html``;
    const long = span.to - span.from > 86_400_000;
    const at = (time) => (long ? dated : lastly).format(time);
    return html`
      ${this.list.map((series) => this.line(series, width))}
      <div class="times" aria-hidden="true"><span>${at(span.from)}</span><span>${at((span.from + span.to) / 2)}</span><span>${at(span.to)}</span></div>`;
  }

  line(series, width) {
    const { span } = this;
    const blocks = blocksOf(series.points, span);
    const states = [...new Set(blocks.map((each) => each.state))];
    const x = (time) => (width * (time - span.from)) / (span.to - span.from);
    const shares = states.map((state) => {
      const millis = blocks.filter((each) => each.state === state).reduce((sum, each) => sum + each.to - each.from, 0);
      return `${state} ${Math.round((100 * millis) / (span.to - span.from))} %`;
    });
    return html`<div class="line">
      <span class="name">${series.name}${blocks.length ? html`, now <b>${blocks.at(-1).state}</b>` : ', nothing recorded'}</span>
      <svg height="26" role="img" aria-label="${series.name}: ${shares.join(', ') || 'nothing recorded'}">
        <rect class="none" x="0.5" y="0.5" width=${Math.max(0, width - 1)} height="25"></rect>
        ${blocks.map((each) => svg`<g><title>${each.state}, ${timeOf(each.from)} to ${timeOf(each.to)}</title>
          <rect class=${WELL_KNOWN[each.state] ?? `s${states.indexOf(each.state) % 5}`} x=${x(each.from)} y="1"
            width=${Math.max(1, x(each.to) - x(each.from))} height="24"></rect>
          ${x(each.to) - x(each.from) > Math.max(ROOM_PX, 8 * String(each.state).length)
    ? svg`<text x=${x(each.from) + 5} y="17">${each.state}</text>` : ''}</g>`)}
      </svg></div>`;
  }
}

customElements.define('serai-states', SeraiStates);
