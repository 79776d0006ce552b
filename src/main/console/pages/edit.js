import { LitElement, html } from 'lit';
import { shared } from '../lib/style.js';

class SeraiPage extends LitElement {
  static properties = { path: { attribute: false }, query: { attribute: false } };
  static styles = [shared];
  render() {
    return html`<h1>edit</h1>`;
  }
}

customElements.define('serai-edit-page', SeraiPage);
