// The files of the house: edited beside the picture of the flow, checked while they are typed, tested, deployed.
import { LitElement, html, nothing } from 'lit';
import { ApiError, get, path as encoded } from '../lib/api.js';
import { draftOf, draftPaths, kept, watchDrafts } from '../lib/drafts.js';
import { follow } from '../lib/live.js';
import { RunningVersion } from '../lib/running-version.js';
import { shared } from '../lib/style.js';
import { Assist } from '../parts/assist.js';
import { EditedFile } from '../parts/edited-file.js';
import { insertAt } from '../lib/yamlinsert.js';
import { look } from '../parts/edit-style.js';
import { bar, problemList, toolbar } from '../parts/edit-bars.js';
import { kindOf } from '../parts/edit-files.js';
import { tabs } from '../parts/tabs.js';
import '../parts/code.js';
import '../parts/edit-diff.js';
import '../parts/edit-history.js';
import '../parts/edit-name.js';
import '../parts/edit-new.js';
import '../parts/edit-palette.js';
import '../parts/edit-picture.js';
import '../parts/edit-tests.js';

const LAST = 'serai-edit-last';

class SeraiEditPage extends LitElement {
  static properties = {
    path: { attribute: false },
    query: { attribute: false },
    files: { state: true },
    flows: { state: true },
    failure: { state: true },
    line: { state: true },
    panel: { state: true },
    side: { state: true },
    dialog: { state: true },
    other: { state: true },
    filesOpen: { state: true },
  };

  static styles = [shared, look];

  constructor() {
    super();
    this.file = new EditedFile(this);
    this.assist = new Assist(() => this.file.path);
    this.running = new RunningVersion(this);
    this.flows = new Map();
    this.panel = 'problems';
    this.side = 'picture';
    this.line = 1;
    this.filesOpen = true;
  }

  connectedCallback() {
    super.connectedCallback();
    this.following = [
      follow('flows', {}, { latest: (id, flow) => this.flowTold(id, flow) }),
      follow('files', {}, { latest: (path, told) => this.fileTold(path, told) }),
    ];
    this.unwatch = watchDrafts(() => this.requestUpdate());
    this.readFiles();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.following.forEach((each) => each.close());
    this.unwatch();
    this.assist.close();
  }

  willUpdate(changed) {
    if (changed.has('path')) {
      const wanted = (this.path ?? []).join('/');
      if (wanted && (wanted !== this.file.path || this.file.failure)) {
        this.openFile(wanted);
      } else if (!wanted) {
        this.file.path = '';
      }
    }
    if (changed.has('query') && !changed.has('path')) {
      this.goToWanted();
    }
  }

  async readFiles() {
    try {
      this.files = (await get('files')).files;
      this.failure = '';
    } catch (e) {
      if (!(e instanceof ApiError)) {
        throw e;
      }
      this.failure = e.message;
    }
  }

  flowTold(id, flow) {
    const flows = new Map(this.flows);
    if (flow) {
      flows.set(id, flow);
    } else {
      flows.delete(id);
    }
    this.flows = flows;
  }

  async fileTold(path, told) {
    const known = this.files?.find((each) => each.path === path);
    if (this.files && (!known || !told || known.etag !== told.etag)) {
      clearTimeout(this.reading);
      this.reading = setTimeout(() => this.readFiles(), 50);
    }
    if (path === this.file.path && await this.file.changedOnDisk(told?.etag)) {
      this.code?.replace(this.file.plain);
    }
  }

  /** Opens what the address says; what was typed in the file before is kept. */
  async openFile(path) {
    this.running.forget();
    this.other = null;
    localStorage.setItem(LAST, path);
    this.filesOpen = !matchMedia('(max-width: 900px)').matches;
    if (await this.file.load(path)) {
      await this.showText();
      this.goToWanted();
      this.assist.known(); // read ahead of the first key
    }
  }

  async showText() {
    await this.updateComplete;
    await this.code?.updateComplete;
    this.code?.open(this.file.path, this.file.plain);
    this.shownProblems = null;
    this.showProblems();
  }

  goToWanted() {
    const line = Number(this.query?.get('line'));
    if (line > 0 && this.code?.shows(this.file.path)) {
      this.code.goTo(line);
    }
  }

  get code() {
    return this.renderRoot.querySelector('serai-code');
  }

  get flow() {
    const { path } = this.file;
    return this.files?.find((each) => each.path === path)?.flow
      ?? /([^/]+)\.(camel|test)\.yaml$/.exec(path)?.[1];
  }

  /** The tests of the flow, beside its file. */
  get testsPath() {
    return this.file.path.replace(/[^/]*$/, `${this.flow}.test.yaml`);
  }

  get isFlow() {
    return ['flow', 'java'].includes(kindOf(this.file.path));
  }

  updated() {
    this.showProblems();
  }

  showProblems() {
    const { file } = this;
    if (this.code?.shows(file.path) && !file.loading && file.problems !== this.shownProblems) {
      this.shownProblems = file.problems;
      this.code.showProblems(file.problems.filter((each) => this.isOwn(each)));
    }
  }

  isOwn(problem) {
    return !problem.file || problem.file === this.file.path || problem.file.endsWith(`/${this.file.path}`);
  }

  goTo(file, line) {
    if (!file || file === this.file.path) {
      this.code?.goTo(line);
    } else {
      location.hash = `#/edit/${encoded(file)}?line=${line}`;
    }
  }

  async deploy() {
    if (this.file.busy || this.file.theirs) {
      return;
    }
    const done = await this.file.deploy(this.isFlow ? this.testsPath : '');
    if (this.file.problems.length) {
      this.panel = 'problems';
    }
    if (done) {
      this.readFiles();
      this.running.forget();
      this.panel === 'changes' && this.readRunning();
    }
  }

  runTests() {
    this.panel = 'tests';
    const files = {};
    for (const path of [this.testsPath, this.file.path]) {
      const draft = draftOf(path);
      if (draft) {
        files[path] = draft.text;
      }
    }
    this.updateComplete.then(() => this.renderRoot.querySelector('serai-edit-tests').run(files));
  }

  show(panel, other = null) {
    this.panel = panel;
    this.other = other;
    if (panel === 'changes') {
      this.readRunning();
    }
  }

  readRunning() {
    this.running.read(this.flow, this.isFlow ? this.flows.get(this.flow)?.version : undefined);
  }

  /** With what another tab has typed. */
  compare(other) {
    this.show('changes', other);
  }

  async takeFromTab(other) {
    this.other = null;
    await this.file.takeFromTab(other);
    this.code?.replace(this.file.plain);
  }

  async discard() {
    await this.file.discard();
    this.code?.replace(this.file.plain);
  }

  keepMine() {
    this.file.keepMine();
    this.running.forget();
  }

  /** What the palette's form has made, at the cursor or where it was dropped. */
  insert({ text, offset }) {
    const done = insertAt(this.code.text, offset ?? this.code.offset, text);
    if (done.failure) {
      this.file.notice = { kind: 'bad', text: done.failure };
      this.requestUpdate();
      return;
    }
    this.code.change([{ from: done.from, insert: done.insert }], done.cursor);
    this.code.focus();
  }

  apply({ changes }) {
    this.code.change(changes);
  }

  comparison() {
    const { file } = this;
    if (file.theirs) {
      return html`<serai-edit-diff .before=${file.theirs.text} .after=${file.text} beforeName="what is saved now" afterName="the editor"></serai-edit-diff>`;
    }
    if (this.other) {
      return html`<serai-edit-diff .before=${this.other.text} .after=${file.text} beforeName="the other tab" afterName="the editor"></serai-edit-diff>`;
    }
    const { told } = this.running;
    if (told?.failure) {
      return html`<p class="problem">${told.failure}</p>`;
    }
    if (told) {
      return html`<serai-edit-diff .before=${told.text} .after=${file.text} .beforeName=${`what runs (version ${told.version})`} afterName="the editor"></serai-edit-diff>`;
    }
    return html`<serai-edit-diff .before=${file.base} .after=${file.text} beforeName="what is saved" afterName="the editor"></serai-edit-diff>`;
  }

  panels() {
    const { file, flow } = this;
    const count = file.problems.length;
    const all = [
      ['problems', count ? `Problems (${count})` : 'Problems'],
      ...(flow ? [['tests', 'Tests']] : []),
      ['changes', 'Changes'],
      ...(this.isFlow ? [['history', 'History']] : []),
    ];
    const shown = all.some(([name]) => name === this.panel) ? this.panel : 'problems';
    return html`
      <section class="panel" aria-label="About the text">
        ${tabs(this, 'panel', all, shown, (name) => this.show(name))}
        <div class="inside" role="tabpanel" id="panel" aria-label=${shown} tabindex="0">
          ${shown === 'problems' ? problemList(this) : nothing}
          ${flow ? html`<serai-edit-tests .flow=${flow} ?hidden=${shown !== 'tests'}
            @go-to=${(e) => this.goTo(e.detail.file, e.detail.line)}></serai-edit-tests>` : nothing}
          ${shown === 'changes' ? this.comparison() : nothing}
          ${shown === 'history' ? html`<serai-edit-history .flow=${flow} .current=${this.flows.get(flow)?.version ?? 0} .text=${file.text}
            @rolled-back=${() => this.discard()} @take-text=${(e) => this.code.replace(e.detail.text.replace(/\r\n?/g, '\n'))}></serai-edit-history>` : nothing}
        </div>
      </section>`;
  }

  sides() {
    const { file } = this;
    if (!this.isFlow) {
      return nothing;
    }
    const isYaml = file.path.endsWith('.yaml');
    const side = isYaml ? this.side : 'picture';
    return html`
      <section class="side" aria-label="Beside the text">
        ${tabs(this, 'side', [['picture', 'Picture'], ...(isYaml ? [['palette', 'Palette'], ['step', 'Step']] : [])], side, (name) => { this.side = name; })}
        ${side === 'picture' ? html`<serai-edit-picture id="side" role="tabpanel" aria-label="Picture" tabindex="0"
          .picture=${file.picture} .line=${this.line} ?old=${file.pictureIsOld}
          .problemLines=${file.problems.filter((each) => this.isOwn(each)).map((each) => each.line)}
          @node-chosen=${(e) => this.code.goTo(e.detail.line)}></serai-edit-picture>` : nothing}
        ${side === 'palette' || side === 'step' ? html`<serai-edit-palette id="side" role="tabpanel" aria-label=${side}
          .assist=${this.assist} .mode=${side} .text=${file.plain} .offset=${this.offset ?? 0}
          @insert=${(e) => this.insert(e.detail)} @apply=${(e) => this.apply(e.detail)}></serai-edit-palette>` : nothing}
      </section>`;
  }

  editor() {
    const { file } = this;
    const away = Boolean(file.failure) || (file.loading && !file.text);
    // The editor stays, hidden, because it keeps what can be undone in each file.
    return html`
      ${file.failure ? html`<p class="problem" role="alert">${file.failure}</p>` : nothing}
      ${file.loading && away ? html`<p role="status" class="quiet">Reading ${file.path}…</p>` : nothing}
      ${bar(this)}
      <div class=${this.isFlow ? 'work' : 'work wide'} ?hidden=${away}>
        <div class="text">
          <serai-code .label=${`Text of ${file.path}`} .assist=${this.assist} data-testid="code"
            @edited=${(e) => file.edited(e.detail.text)}
            @cursor=${(e) => { this.line = e.detail.line; this.offset = e.detail.offset; }}
            @deploy=${() => this.deploy()}
            @node-dropped=${(e) => this.insert({ text: e.detail.node, offset: e.detail.offset })}></serai-code>
          <p class="hint quiet">${file.path.endsWith('.yaml') ? 'Ctrl+Space completes, ' : ''}F8 goes to the next problem, Ctrl+S
            ${this.isFlow ? 'deploys' : 'saves'}. Tab indents: press Escape, then Tab, to leave the text.</p>
          ${this.panels()}
        </div>
        ${this.sides()}
      </div>`;
  }

  empty() {
    const last = localStorage.getItem(LAST);
    return html`
      <div class="card">
        <h2>Choose a file</h2>
        <p>A flow is a file in the folder <code>routes/</code>. Choose one at the left, or begin a new one.</p>
        <p class="row"><button class="main" @click=${() => { this.dialog = 'new'; }}>New flow</button>
          ${last && this.files?.some((each) => each.path === last) ? html`<a class="button" href="#/edit/${encoded(last)}">Go on with ${last}</a>` : nothing}</p>
      </div>`;
  }

  render() {
    const { file } = this;
    return html`
      <h1 class="sr">Edit${file.path ? `: ${file.path}` : ''}</h1>
      ${this.failure ? html`<p class="problem" role="alert">The files cannot be listed: ${this.failure}
        <button @click=${() => this.readFiles()}>Try again</button></p>` : nothing}
      ${kept ? nothing : html`<p class="problem">What is unsaved here is too much for the browser to keep: it will be lost when this page is left or loaded again.</p>`}
      <div class="frame">
        <details class="files" ?open=${this.filesOpen} @toggle=${(e) => { this.filesOpen = e.target.open; }}>
          <summary>Files</summary>
          <button class="new" @click=${() => { this.dialog = 'new'; }}>New flow or file</button>
          ${this.files ? html`<serai-edit-files .files=${this.files} .flows=${this.flows} .drafts=${draftPaths()} .current=${file.path}></serai-edit-files>`
            : this.failure ? nothing : html`<p role="status" class="quiet">Reading…</p>`}
        </details>
        <div class="main">
          ${file.path ? html`${file.failure ? nothing : toolbar(this)}${this.editor()}` : this.empty()}
        </div>
      </div>
      ${this.dialog === 'new' ? html`<serai-edit-new .files=${this.files ?? []} .assist=${this.assist}
        @closed=${() => { this.dialog = null; }}></serai-edit-new>` : nothing}
      ${this.dialog === 'rename' || this.dialog === 'delete' ? html`<serai-edit-name .mode=${this.dialog} .file=${file} .files=${this.files ?? []}
        @closed=${(e) => this.named(e.detail)}></serai-edit-name>` : nothing}`;
  }

  async named(detail) {
    this.dialog = null;
    if (detail?.path !== undefined) {
      await this.readFiles();
      location.hash = detail.path ? `#/edit/${encoded(detail.path)}` : '#/edit';
    }
  }
}

customElements.define('serai-edit-page', SeraiEditPage);
