// A message sent once more, changed or not: published on its topic, or put into a route of its flow.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { send } from '../lib/api.js';

class SeraiSendAgain extends LitElement {
  static properties = {
    message: { attribute: false },
    routes: { attribute: false },
    way: { state: true },
    busy: { state: true },
    said: { state: true },
    failed: { state: true },
  };

  static styles = [
    shared,
    css`
      form { display: grid; gap: .5rem; margin-top: .5rem; }
      textarea { width: 100%; min-height: 5rem; font-family: var(--mono); font-size: .9rem; }
      input[name=topic] { min-width: 14rem; }
      p { margin: 0; }
    `,
  ];

  willUpdate(changed) {
    if (changed.has('message')) {
      this.way = this.message.topic ? 'publish' : 'inject';
      this.said = '';
      this.failed = '';
    }
  }

  render() {
    const { message } = this;
    const binary = message.kind === 'binary';
    return html`<details>
      <summary>Send it again</summary>
      <form @submit=${this.submit}>
        <div class="row">
          <label><input type="radio" name="way" .checked=${this.way === 'publish'} @change=${() => { this.way = 'publish'; }}> publish on a topic</label>
          <label><input type="radio" name="way" .checked=${this.way === 'inject'} ?disabled=${binary} @change=${() => { this.way = 'inject'; }}> put into ${message.flow}</label>
        </div>
        ${this.way === 'publish'
          ? html`<div class="row">
              <label>Topic <input name="topic" required .value=${message.topic ?? ''}></label>
              <label>QoS <select name="qos"><option>0</option><option selected>1</option><option>2</option></select></label>
              <label><input type="checkbox" name="retain"> retain</label></div>`
          : html`<label>Route <select name="route">${(this.routes ?? []).map((each) => html`<option ?selected=${each === message.route}>${each}</option>`)}</select></label>`}
        <label>Body${binary ? ' (Base64)' : ''} <textarea name="body" spellcheck="false" .value=${message.kind === 'empty' ? '' : message.body ?? ''}></textarea></label>
        ${message.cut ? html`<p class="warn">Only the beginning of the body is here.</p>` : nothing}
        <div class="row"><button ?disabled=${this.busy}>Send</button>
          <span role="status">${this.said}</span>${this.failed ? html`<span class="bad" role="alert">${this.failed}</span>` : nothing}</div>
      </form></details>`;
  }

  async submit(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    this.busy = true;
    this.said = '';
    this.failed = '';
    try {
      if (this.way === 'publish') {
        await send('POST', 'publish', {
          topic: form.get('topic'), payload: form.get('body'), qos: Number(form.get('qos')), retain: form.has('retain'),
          ...(this.message.kind === 'binary' ? { encoding: 'base64' } : {}),
        });
        this.said = `Published on ${form.get('topic')}.`;
      } else {
        const answer = await send('POST', `flows/${encodeURIComponent(this.message.flow)}/inject`, {
          route: form.get('route'), body: form.get('body'), ...(this.message.topic ? { topic: this.message.topic } : {}),
        });
        this.told(answer);
      }
    } catch (e) {
      this.failed = e.message;
    } finally {
      this.busy = false;
    }
  }

  told({ outcome, reason }) {
    if (outcome === 'failed') {
      this.failed = `It failed: ${reason}`;
    } else {
      this.said = outcome === 'under way' ? `It is under way: ${reason}` : 'It went through the route.';
    }
  }
}

customElements.define('serai-send-again', SeraiSendAgain);
