// A flow test made of what happened: to be looked at, downloaded, or put with the tests of its flow.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { get, getText, path, send } from '../lib/api.js';

class SeraiMadeTest extends LitElement {
  static properties = { from: {}, test: { state: true }, busy: { state: true }, said: { state: true }, failure: { state: true } };

  static styles = [
    shared,
    css`
      section { margin-top: .6rem; }
      textarea { width: 100%; min-height: 12rem; font-family: var(--mono); font-size: .85rem; }
      .row { margin: .4rem 0; }
      ul { margin: .3rem 0; padding-left: 1.1rem; }
    `,
  ];

  willUpdate(changed) {
    if (changed.has('from')) {
      this.test = null;
      this.said = '';
      this.failure = null;
    }
  }

  render() {
    return html`
      <button type="button" ?disabled=${this.busy} aria-expanded=${this.test ? 'true' : 'false'} @click=${this.make}>Make a test of it</button>
      ${this.test ? html`<section class="card" aria-label="Test">
        <label>Test, for <code>${this.test.file}</code><textarea spellcheck="false" .value=${this.test.text} @input=${(event) => { this.test.text = event.target.value; }}></textarea></label>
        <div class="row">
          <button type="button" class="main" ?disabled=${this.busy} @click=${this.save}>Save in ${this.test.file}</button>
          <button type="button" @click=${this.download}>Download</button>
          <button type="button" @click=${() => { this.test = null; }}>Close</button>
        </div></section>` : nothing}
      <span role="status">${this.said}</span>
      ${this.failure ? html`<div class="problem" role="alert">${this.failure.message}${this.failure.problems?.length ? html`<ul>${this.failure.problems.map((each) => html`<li>${each.line ? `line ${each.line}: ` : ''}${each.text}</li>`)}</ul>` : nothing}</div>` : nothing}
    `;
  }

  async during(work) {
    this.busy = true;
    this.said = '';
    this.failure = null;
    try {
      await work();
    } catch (e) {
      this.failure = e;
    } finally {
      this.busy = false;
    }
  }

  make() {
    return this.during(async () => { this.test = await get(`${this.from}/test`); });
  }

  /** Behind the tests that are in the file already, or into a new one; never over what somebody else wrote meanwhile. */
  save() {
    return this.during(async () => {
      const { file, text } = this.test;
      const there = await getText(`files/${path(file)}`).catch((e) => {
        if (e.status === 404) {
          return null;
        }
        throw e;
      });
      const whole = there === null ? text : `${there.text}${there.text.endsWith('\n') ? '' : '\n'}\n${text}`;
      await send('PUT', `files/${path(file)}?by=console`, whole, there === null ? { 'If-None-Match': '*' } : { 'If-Match': there.etag });
      this.said = `It is saved in ${file}.`;
      this.test = null;
    });
  }

  download() {
    const address = URL.createObjectURL(new Blob([this.test.text], { type: 'text/yaml' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = this.test.file.split('/').at(-1);
    link.click();
    URL.revokeObjectURL(address);
  }
}

customElements.define('serai-made-test', SeraiMadeTest);
