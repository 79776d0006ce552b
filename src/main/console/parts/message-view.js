// One message: its body as people read it, its headers, and ways to take it along or send it again.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { parts, shown } from '../lib/json.js';
import { bytes } from '../lib/text.js';

/** A body, coloured when it is JSON. Every part is text to the page, never HTML. */
export const bodyOf = (message) => {
  const text = shown(message);
  if (text === '') {
    return html`<span class="quiet">empty</span>`;
  }
  return message.kind === 'json' ? parts(text).map(([kind, part]) => html`<span class=${`j-${kind}`}>${part}</span>`) : text;
};

export const bodyStyle = css`
  .body { background: var(--raised); border-radius: 6px; padding: .5rem .6rem; max-height: 22rem; overflow: auto; }
  .j-key { color: var(--source); } .j-string { color: var(--good); } .j-number { color: var(--action); } .j-word { color: var(--warn); font-weight: 600; }
`;

class SeraiMessageView extends LitElement {
  static properties = { message: { attribute: false }, said: { state: true } };

  static styles = [
    shared,
    bodyStyle,
    css`
      td, th { padding: .2rem .5rem .2rem 0; overflow-wrap: anywhere; font-size: .9rem; }
      th { white-space: nowrap; }
      .row { margin: .5rem 0; }
    `,
  ];

  willUpdate(changed) {
    if (changed.has('message')) {
      this.said = '';
    }
  }

  render() {
    const { message } = this;
    const headers = Object.entries(message.headers ?? {});
    return html`
      <pre class="body" tabindex="0" aria-label="Body of the message">${bodyOf(message)}</pre>
      <div class="row">
        <span class="quiet">${message.kind}, ${bytes(message.bytes ?? 0)}${message.cut ? ', the beginning of it' : ''}</span>
        <button type="button" @click=${this.copy}>Copy</button>
        <span role="status" class="quiet">${this.said}</span>
      </div>
      ${headers.length ? html`<table><caption class="sr">Headers</caption><tbody>${headers.map(([name, value]) => html`
        <tr><th scope="row">${name}</th><td class="mono">${value}</td></tr>`)}</tbody></table>` : nothing}
    `;
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.message.kind === 'binary' ? this.message.body : shown(this.message));
      this.said = this.message.kind === 'binary' ? 'Copied as Base64.' : 'Copied.';
    } catch (e) {
      this.said = `The browser does not let the page copy: ${e.message}`;
    }
  }
}

customElements.define('serai-message-view', SeraiMessageView);
