// Tabs over a part of a page, gone through by the arrow keys.
import { html } from 'lit';

/**
 * @param host that has them in its shadow
 * @param id of the part they change
 * @param all pairs of name and title
 */
export function tabs(host, id, all, shown, choose) {
  const key = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) {
      const index = (all.findIndex(([name]) => name === shown) + by + all.length) % all.length;
      choose(all[index][0]);
      host.updateComplete.then(() => host.renderRoot.querySelector(`[aria-controls=${id}][aria-selected=true]`).focus());
    }
  };
  return html`<div class="tabs" role="tablist" @keydown=${key}>
    ${all.map(([name, title]) => html`
      <button role="tab" aria-controls=${id} aria-selected=${name === shown} tabindex=${name === shown ? 0 : -1}
        @click=${() => choose(name)}>${title}</button>`)}</div>`;
}
