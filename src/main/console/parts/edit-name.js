// Asks before a file is renamed or deleted, and does it.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';

const ENDING = /(\.(camel|test|kamelet)\.yaml|\.java|\.[^./]+)$/;

class SeraiEditName extends LitElement {
  static properties = {
    mode: { type: String },
    file: { attribute: false },
    files: { attribute: false },
    failure: { state: true },
    withTests: { state: true },
  };

  static styles = [
    shared,
    css`
      dialog { width: min(34rem, calc(100vw - 1.5rem)); border: 1px solid var(--control); border-radius: 10px; background: var(--surface); color: var(--text); }
      dialog::backdrop { background: rgb(0 0 0 / .5); }
      input:not([type=checkbox]) { width: 100%; }
      .choice { display: flex; gap: .5rem; align-items: center; min-height: 28px; }
    `,
  ];

  constructor() {
    super();
    this.withTests = true;
  }

  firstUpdated() {
    this.renderRoot.querySelector('dialog').showModal();
  }

  get tests() {
    const flow = /([^/]+)\.camel\.yaml$/.exec(this.file.path)?.[1];
    return flow && this.files.find((each) => each.kind === 'test' && each.flow === flow)?.path;
  }

  async go(event) {
    event.preventDefault();
    const { file, mode } = this;
    const from = file.path;
    if (mode === 'delete') {
      await this.done(await file.remove(), '');
      return;
    }
    const to = this.renderRoot.querySelector('#to').value.trim();
    if (to === '' || to === from) {
      this.failure = 'Another name is needed.';
      return;
    }
    const pairs = [[from, to]];
    if (this.withTests && this.tests) {
      pairs.push([this.tests, this.tests.replace(/[^/]+\.test\.yaml$/, `${to.replace(ENDING, '').replace(/^.*\//, '')}.test.yaml`)]);
    }
    await this.done(await file.rename(pairs), to);
  }

  async done(good, path) {
    if (good) {
      this.path = path;
      this.renderRoot.querySelector('dialog').close();
    } else {
      const { notice } = this.file;
      this.failure = notice ? [notice.text, ...(notice.problems ?? []).map((each) => `${each.file}:${each.line}: ${each.text}`)].join('\n')
        : 'Somebody changed this file meanwhile; look at it first.';
    }
  }

  closed() {
    this.dispatchEvent(new CustomEvent('closed', { detail: { path: this.path } }));
  }

  render() {
    const { file, mode } = this;
    const remove = mode === 'delete';
    return html`
      <dialog aria-labelledby="title" @close=${this.closed}>
        <form @submit=${this.go}>
          <h2 id="title">${remove ? `Delete ${file.path}?` : `Rename ${file.path}`}</h2>
          ${remove ? html`<p>${/\.(camel\.yaml|java)$/.test(file.path)
              ? 'The flow is stopped and its file removed. Its versions stay in the history: bin/serai rollback brings it back.'
              : 'The file is removed from the folder routes/.'}</p>`
            : html`<label for="to">New name</label><input id="to" .value=${file.path} autocomplete="off" spellcheck="false">
              ${this.tests ? html`<label class="choice"><input type="checkbox" .checked=${this.withTests}
                @change=${(e) => { this.withTests = e.target.checked; }}>its tests (${this.tests}) too</label>` : nothing}
              <p class="quiet">A flow is called like its file: under another name it is another flow, with a history of its own.</p>`}
          ${this.failure ? html`<p class="problem" role="alert"><span class="mono">${this.failure}</span></p>` : nothing}
          <div class="row"><button class="main" ?disabled=${Boolean(file.busy)}>${remove ? 'Delete' : 'Rename'}</button>
            <button type="button" @click=${() => this.renderRoot.querySelector('dialog').close()}>Cancel</button></div>
        </form>
      </dialog>`;
  }
}

customElements.define('serai-edit-name', SeraiEditName);
