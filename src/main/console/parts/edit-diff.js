// What differs between two texts, line by line.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { diff, withContext } from '../lib/diff.js';
import { plain, split } from '../lib/line-ends.js';

const SIGNS = { same: ' ', in: '+', out: '−' };
const NAMES = { in: 'added', out: 'removed' };

class SeraiEditDiff extends LitElement {
  static properties = {
    before: { type: String }, after: { type: String }, beforeName: { type: String }, afterName: { type: String },
    whole: { state: true },
  };

  static styles = [
    shared,
    css`
      .lines { overflow: auto; border: 1px solid var(--line); border-radius: 6px; margin-top: .4rem; }
      table { font: 13px/1.45 var(--mono); }
      td { padding: 0 .5rem; border: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
      td.number { width: 3.2em; text-align: right; color: var(--quiet); user-select: none; }
      td.sign { width: 1.6em; font-weight: 700; }
      tr.in { background: color-mix(in srgb, var(--good) 13%, var(--surface)); }
      tr.out { background: color-mix(in srgb, var(--bad) 13%, var(--surface)); }
      tr.gap td { color: var(--quiet); background: var(--raised); font-family: var(--sans); padding: .15rem .5rem; }
      label { display: inline-flex; gap: .4rem; align-items: center; min-height: 24px; }
    `,
  ];

  row(each, a, b) {
    if (each.kind === 'gap') {
      return html`<tr class="gap"><td colspan="4">${each.lines} equal lines</td></tr>`;
    }
    const text = each.kind === 'in' ? b[each.b] : a[each.a];
    return html`
      <tr class=${each.kind}>
        <td class="number">${each.kind === 'in' ? '' : each.a + 1}</td>
        <td class="number">${each.kind === 'out' ? '' : each.b + 1}</td>
        <td class="sign">${SIGNS[each.kind]}${NAMES[each.kind] ? html`<span class="sr">${NAMES[each.kind]}</span>` : nothing}</td>
        <td>${text}</td>
      </tr>`;
  }

  render() {
    if (this.before === this.after) {
      return html`<p class="quiet">No difference: ${this.afterName} is ${this.beforeName}, byte for byte.</p>`;
    }
    const [a, b] = [this.before, this.after].map((each) => split(each).lines);
    const all = diff(a, b);
    const [added, removed] = ['in', 'out'].map((kind) => all.filter((each) => each.kind === kind).length);
    if (plain(this.before) === plain(this.after)) {
      return html`<p>The lines are equal; their ends (LF, CRLF) differ.</p>`;
    }
    const shown = this.whole ? all : withContext(all);
    return html`
      <div class="row">
        <span><span class="bad">− ${this.beforeName}</span>, <span class="good">+ ${this.afterName}</span>:
          ${added} added, ${removed} removed</span>
        <label><input type="checkbox" .checked=${Boolean(this.whole)} @change=${(e) => { this.whole = e.target.checked; }}>all lines</label>
      </div>
      <div class="lines" tabindex="0" role="region" aria-label="Differences">
        <table><tbody>${shown.map((each) => this.row(each, a, b))}</tbody></table>
      </div>`;
  }
}

customElements.define('serai-edit-diff', SeraiEditDiff);
