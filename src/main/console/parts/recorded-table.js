// What was recorded, as a table: for screen readers, and to see the exact values.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { timeOf } from '../lib/text.js';
import { textOf } from '../lib/widget.js';

/** The newest of each series; the file has them all. */
const MOST_ROWS = 300;

class SeraiRecordedTable extends LitElement {
  static properties = { answer: { attribute: false } };

  static styles = [shared, css`
    .table { overflow: auto; max-height: 24rem; margin: .4rem 0 .9rem; }
    td { font-variant-numeric: tabular-nums; }
  `];

  render() {
    return this.answer.series.map((series, i) => this.one(series, i));
  }

  one(series, i) {
    const isBand = series.points.some((point) => point.length >= 4);
    const rows = series.points.slice(-MOST_ROWS).reverse();
    const unit = series.unit ? ` in ${series.unit}` : '';
    return html`<h3 id="table-${i}">${series.name}${unit}</h3>
      ${series.points.length > rows.length ? html`<p class="quiet">The newest ${rows.length} of ${series.points.length}.</p>` : nothing}
      <div class="table" tabindex="0" role="region" aria-labelledby="table-${i}"><table>
        <thead><tr><th>Time</th>${isBand ? html`<th>Least</th><th>Mean</th><th>Greatest</th>` : html`<th>Value</th>`}</tr></thead>
        <tbody>${rows.map((point) => html`<tr><td>${timeOf(point[0])}</td>${this.cells(point, isBand)}</tr>`)}</tbody></table></div>`;
  }

  cells(point, isBand) {
    const gap = (isBand && point.length >= 4 ? point[2] : point[1]) ?? null;
    if (gap === null) return html`<td colspan=${isBand ? 3 : 1}>nothing recorded</td>`;
    return point.slice(1).map((value) => html`<td>${textOf(value, { decimals: null })}</td>`);
  }
}

customElements.define('serai-recorded-table', SeraiRecordedTable);
