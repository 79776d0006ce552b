// Begins a new flow out of a template, or another file of the house; nothing is saved before it is deployed.
import { LitElement, css, html, nothing } from 'lit';
import { ApiError, get, path as encoded } from '../lib/api.js';
import { draftOf, keepDraft } from '../lib/drafts.js';
import { shared } from '../lib/style.js';

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const OTHERS = {
  tests: { title: 'Tests of a flow', path: (name) => `${name}.test.yaml`, text: '- test: what it promises\n  steps:\n    - publish: {topic: home/telemetry, payload: "1"}\n    - expect-nothing\n' },
  devices: { title: 'devices.yaml', path: () => 'devices.yaml', text: 'devices:\n  - id: lamp\n    kind: switch\n    description: A lamp\n' },
  dashboard: { title: 'dashboard.yaml', path: () => 'dashboard.yaml', text: 'pages:\n  - id: home\n    title: Home\n    groups:\n      - title: Hall\n        widgets:\n          - id: temperature\n            type: text\n            title: Temperature\n            topic: home/temperature\n' },
  history: { title: 'history.yaml', path: () => 'history.yaml', text: 'series:\n  - topic: home/temperature\n' },
  settings: { title: 'settings.properties', path: () => 'settings.properties', text: '# Values for {{name}} in the flows.\n' },
};

class SeraiEditNew extends LitElement {
  static properties = {
    files: { attribute: false },
    assist: { attribute: false },
    name: { state: true },
    template: { state: true },
    withTests: { state: true },
    templates: { state: true },
    failure: { state: true },
    wrong: { state: true },
    devices: { state: true },
    picked: { state: true },
  };

  static styles = [
    shared,
    css`
      dialog { width: min(56rem, calc(100vw - 1.5rem)); max-height: 92vh; border: 1px solid var(--control); border-radius: 10px; background: var(--surface); color: var(--text); }
      dialog::backdrop { background: rgb(0 0 0 / .5); }
      .both { display: grid; grid-template-columns: minmax(0, 17rem) minmax(0, 1fr); gap: 1rem; margin: .75rem 0; }
      .both fieldset { border: 0; padding: 0; margin: 0; max-height: 50vh; overflow: auto; }
      .choice { display: flex; gap: .5rem; align-items: baseline; min-height: 26px; padding: .15rem 0; }
      pre { overflow: auto; max-height: 50vh; background: var(--raised); padding: .6rem; border-radius: 6px; white-space: pre; }
      legend { font-weight: 600; }
      @media (max-width: 700px) { .both { grid-template-columns: minmax(0, 1fr); } pre { max-height: 26vh; } }
    `,
  ];

  constructor() {
    super();
    this.name = '';
    this.template = '';
    this.withTests = true;
    this.devices = [];
    this.picked = {};
  }

  firstUpdated() {
    this.renderRoot.querySelector('dialog').showModal();
    this.read();
  }

  async read() {
    try {
      this.templates = (await get('templates')).templates;
      this.template ||= this.templates[0]?.name ?? 'empty';
      this.failure = '';
      this.devices = (await this.assist.known()).devices;
    } catch (e) {
      if (!(e instanceof ApiError)) {
        throw e;
      }
      this.templates = [];
      this.failure = `The templates cannot be read: ${e.message}`;
    }
  }

  get chosen() {
    return this.templates?.find((each) => each.name === this.template);
  }

  get text() {
    const other = OTHERS[this.template];
    return other ? other.text : this.filled(this.chosen?.text ?? '');
  }

  /** With the names that a template leaves open. */
  filled(text) {
    return text
      .replaceAll('NAME', this.name || 'NAME')
      .replaceAll('SENSOR', this.idFor('SENSOR') || 'SENSOR')
      .replaceAll('DEVICE', this.idFor('DEVICE') || 'DEVICE');
  }

  devicesFor(word) {
    return this.devices.filter((each) => ['sensor', 'input'].includes(each.kind) === (word === 'SENSOR'));
  }

  idFor(word) {
    return this.picked[word] ?? this.devicesFor(word)[0]?.id ?? '';
  }

  open(word, title) {
    const devices = this.devicesFor(word);
    if (!this.chosen?.text.includes(word) || !devices.length) {
      return nothing;
    }
    return html`
      <label class="choice">${title}
        <select @change=${(e) => { this.picked = { ...this.picked, [word]: e.target.value }; }}>
          ${devices.map((each) => html`<option value=${each.id} ?selected=${each.id === this.idFor(word)}>${each.id}</option>`)}
        </select></label>`;
  }

  get path() {
    return OTHERS[this.template]?.path(this.name) ?? `${this.name}.camel.yaml`;
  }

  get needsName() {
    return !['devices', 'dashboard', 'history', 'settings'].includes(this.template);
  }

  create(event) {
    event.preventDefault();
    if (this.needsName && !NAME.test(this.name)) {
      this.wrong = 'A name of small letters, digits and dashes is needed, such as hall-light.';
      this.renderRoot.querySelector('#name').focus();
      return;
    }
    const { path } = this;
    if (this.files.some((each) => each.path === path) || draftOf(path)) {
      this.wrong = `${path} is there already.`;
      return;
    }
    keepDraft(path, this.text, '', '');
    const tests = `${this.name}.test.yaml`;
    if (this.chosen?.tests && this.withTests && !this.files.some((each) => each.path === tests) && !draftOf(tests)) {
      keepDraft(tests, this.filled(this.chosen.tests), '', '');
    }
    this.renderRoot.querySelector('dialog').close();
    location.hash = `#/edit/${encoded(path)}`;
  }

  choice(value, title, about) {
    return html`
      <label class="choice"><input type="radio" name="template" value=${value} .checked=${this.template === value}
        @change=${() => { this.template = value; this.wrong = ''; }}>
        <span>${title}${about ? html`<br><span class="quiet">${about}</span>` : nothing}</span></label>`;
  }

  render() {
    return html`
      <dialog aria-labelledby="title" @close=${() => this.dispatchEvent(new CustomEvent('closed'))}>
        <form @submit=${this.create}>
          <h2 id="title">New flow or file</h2>
          <div class="row">
          ${this.needsName ? html`
            <label for="name">Name</label>
            <input id="name" .value=${this.name} autocomplete="off" spellcheck="false" aria-invalid=${this.wrong ? 'true' : 'false'}
              @input=${(e) => { this.name = e.target.value.trim(); this.wrong = ''; }}>` : nothing}
          ${this.open('SENSOR', 'Sensor')} ${this.open('DEVICE', 'Device')}
          <span class="quiet mono">${this.needsName && !this.name ? '' : `routes/${this.path}`}</span></div>
          ${this.wrong ? html`<p class="bad" role="alert">${this.wrong}</p>` : nothing}
          ${this.failure ? html`<p class="problem" role="alert">${this.failure}</p>` : nothing}
          <div class="both">
            <fieldset tabindex="0"><legend>Begin with</legend>
              ${this.templates ? this.templates.map((each) => this.choice(each.name, each.title, each.description)) : html`<p class="quiet" role="status">Reading the templates…</p>`}
              ${this.choice('empty', 'An empty flow', '')}
              <p class="quiet">Other files</p>
              ${Object.entries(OTHERS)
                .filter(([kind, each]) => kind === 'tests' || !this.files.some((one) => one.path === each.path('')))
                .map(([kind, each]) => this.choice(kind, each.title, ''))}
            </fieldset>
            <pre tabindex="0" role="region" aria-label="The text to begin with">${this.text || '# An empty file'}</pre>
          </div>
          ${this.chosen?.tests ? html`<label class="choice"><input type="checkbox" .checked=${this.withTests}
            @change=${(e) => { this.withTests = e.target.checked; }}>with its tests</label>` : nothing}
          <div class="row"><button class="main">Begin</button>
            <button type="button" @click=${() => this.renderRoot.querySelector('dialog').close()}>Cancel</button>
            <span class="quiet">Nothing is saved before you deploy it.</span></div>
        </form>
      </dialog>`;
  }
}

customElements.define('serai-edit-new', SeraiEditNew);
