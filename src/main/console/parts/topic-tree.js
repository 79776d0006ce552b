// The tree of topics: opened and closed, gone through with the arrow keys.
import { LitElement, css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { rowsOf, treeOf } from '../lib/topics.js';
import { shared } from '../lib/style.js';
import { timeOf } from '../lib/text.js';

/** Levels with more topics than this below them are closed until they are opened. */
const OPEN_UP_TO = 12;

class SeraiTopicTree extends LitElement {
  static properties = {
    values: { attribute: false }, search: {}, chosen: {}, tick: { attribute: false }, at: { state: true },
  };

  static styles = [shared, css`
    [role=tree] { max-height: calc(100vh - 17rem); min-height: 12rem; overflow: auto; margin: 0 -.5rem; }
    .item { display: flex; gap: .4rem; align-items: baseline; padding: .15rem .5rem; cursor: pointer; min-height: 26px; border-radius: 4px; }
    .item:hover { background: var(--raised); }
    .item[aria-selected=true] { background: var(--raised); box-shadow: inset 3px 0 0 var(--accent); }
    .item:focus-visible { outline: 3px solid var(--focus); outline-offset: -3px; }
    .sign { width: 1rem; flex: none; color: var(--quiet); }
    .name { overflow-wrap: anywhere; flex: 0 1 auto; min-width: 3rem; }
    .value { flex: 1 1 3rem; min-width: 0; color: var(--quiet); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .count { color: var(--quiet); font-size: .85rem; flex: none; }
    .kept { flex: none; font-size: .78rem; border: 1px solid var(--line); border-radius: 99px; padding: 0 .4rem; color: var(--quiet); }
    time { flex: none; font-size: .82rem; color: var(--quiet); font-variant-numeric: tabular-nums; }
    @media (max-width: 480px) { time { display: none; } [role=tree] { max-height: 60vh; } }
  `];

  opened = new Map();

  isOpen(key, topics) {
    return this.opened.get(key) ?? (this.search ? true : topics <= OPEN_UP_TO);
  }

  render() {
    const { rows, left } = rowsOf(treeOf(this.values.values(), this.search), (key, _, topics) => this.isOpen(key, topics));
    this.rows = rows;
    if (rows.length === 0) {
      return html`<p class="quiet" role="status">${this.search ? 'No topic or value with this text.'
    : 'Nothing has been said on these topics yet. Publish something, and it appears here.'}</p>`;
    }
    const at = rows.some((each) => each.key === this.at) ? this.at : rows[0].key;
    return html`
      <div role="tree" aria-label="Topics" @keydown=${this.key}>
        ${repeat(rows, (each) => each.key, (each) => this.row(each, at))}
      </div>
      ${left ? html`<p class="warn">More topics than can be drawn: ${left} are left out. Search, or close a level.</p>` : nothing}`;
  }

  row(row, at) {
    const { value } = row;
    return html`
      <div role="treeitem" class="item" aria-level=${row.depth} aria-expanded=${row.hasChildren ? String(row.open) : nothing}
        aria-selected=${row.key === this.chosen} tabindex=${row.key === at ? 0 : -1} data-key=${row.key} title=${row.key}
        @click=${() => this.click(row)} @focus=${() => { this.at = row.key; }}>
        <svg width=${(row.depth - 1) * 16} height="1" aria-hidden="true"></svg>
        <span class="sign" aria-hidden="true">${row.hasChildren ? (row.open ? '▾' : '▸') : ''}</span>
        <span class="name">${row.name === '' ? '(empty level)' : row.name}</span>
        ${row.hasChildren && !row.open ? html`<span class="count">${row.topics} ${row.topics === 1 ? 'topic' : 'topics'}</span>` : nothing}
        <span class="value mono">${value ? (value.kind === 'binary' ? `${value.bytes} bytes` : value.payload.slice(0, 200)) : ''}</span>
        ${value?.retained ? html`<span class="kept">retained</span>` : nothing}
        ${value ? html`<time>${timeOf(value.time)}</time>` : nothing}
      </div>`;
  }

  click(row) {
    this.at = row.key;
    if (row.value) {
      this.dispatchEvent(new CustomEvent('choose', { detail: row.key }));
    }
    if (row.hasChildren && (!row.value || !row.open)) {
      this.turn(row, !row.open);
    }
  }

  turn(row, open) {
    this.opened.set(row.key, open);
    this.requestUpdate();
  }

  async go(row) {
    if (!row) return;
    this.at = row.key;
    await this.updateComplete;
    this.renderRoot.querySelector(`[data-key="${CSS.escape(row.key)}"]`)?.focus();
  }

  key(event) {
    const index = this.rows.findIndex((each) => each.key === this.at);
    const row = this.rows[index];
    const parent = () => this.rows.slice(0, index).findLast((each) => each.depth < row.depth);
    const acts = {
      ArrowDown: () => this.go(this.rows[index + 1]),
      ArrowUp: () => this.go(this.rows[index - 1]),
      Home: () => this.go(this.rows[0]),
      End: () => this.go(this.rows.at(-1)),
      ArrowRight: () => (row.hasChildren && !row.open ? this.turn(row, true) : row.hasChildren && this.go(this.rows[index + 1])),
      ArrowLeft: () => (row.open ? this.turn(row, false) : this.go(parent())),
      Enter: () => this.click(row),
      ' ': () => this.click(row),
    };
    if (row && acts[event.key] && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      acts[event.key]();
    }
  }
}

customElements.define('serai-topic-tree', SeraiTopicTree);
