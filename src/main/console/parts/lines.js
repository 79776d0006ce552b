// Recorded series as lines. Colours follow the page's.
import { LitElement, css, html } from 'lit';
import { optionOf, summaryOf } from '../lib/chart-option.js';
import { shared } from '../lib/style.js';
import { number } from '../lib/text.js';

/** Charts are drawn anew at most this often. */
const DRAW_MS = 250;

class SeraiLines extends LitElement {
  static properties = {
    list: { attribute: false }, span: { attribute: false }, bare: { type: Boolean }, label: {},
    min: { attribute: false }, max: { attribute: false }, tick: { attribute: false },
  };

  static styles = [shared, css`
    .chart { width: 100%; height: 100%; min-height: 9rem; }
    :host { height: 16rem; } :host([bare]) { height: 10rem; }
  `];

  connectedCallback() {
    super.connectedCallback();
    this.themed = () => this.draw();
    addEventListener('serai-theme', this.themed);
    this.sizes = new ResizeObserver(() => this.chart?.resize());
    this.sizes.observe(this);
    if (this.hasUpdated) this.begin();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('serai-theme', this.themed);
    this.sizes.disconnect();
    clearTimeout(this.soon);
    this.soon = null;
    this.chart?.dispose();
    this.chart = null;
  }

  firstUpdated() {
    this.begin();
  }

  async begin() {
    const { init } = await import('../lib/echarts.js');
    if (this.isConnected && !this.chart) {
      this.chart = init(this.renderRoot.querySelector('.chart'), null, { renderer: 'canvas' });
      this.draw();
    }
  }

  updated() {
    this.soon ??= setTimeout(() => { this.soon = null; this.draw(); }, this.chart ? DRAW_MS : 0);
  }

  draw() {
    if (!this.chart || !this.list) return;
    const styles = getComputedStyle(this);
    const colour = (name) => styles.getPropertyValue(name).trim();
    this.chart.setOption(optionOf(this.list, this.span, colour, { bare: this.bare, min: this.min, max: this.max }), { notMerge: false, replaceMerge: ['series'] });
  }

  words() {
    const each = (series) => {
      const all = summaryOf(series.points);
      return all ? `${series.name}: last ${number(all.last)} ${series.unit ?? ''}, from ${number(all.min)} to ${number(all.max)}` : `${series.name}: nothing recorded`;
    };
    return `${this.label ?? 'Chart'}. ${(this.list ?? []).map(each).join('. ')}`;
  }

  render() {
    return html`<div class="chart" role="img" aria-label=${this.words()}></div>`;
  }
}

customElements.define('serai-lines', SeraiLines);
