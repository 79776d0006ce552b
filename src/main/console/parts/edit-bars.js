// What stands around the text of the edit page: its name and commands, what happened, its problems.
import { html, nothing } from 'lit';
import { draftsElsewhere, dropElsewhere } from '../lib/drafts.js';

/** Files that may be called otherwise; the others are found by their name. */
const NAMED = /\.(camel|test|kamelet)\.yaml$|\.java$/;

function stateOf(page) {
  const { file } = page;
  const flow = page.isFlow ? page.flows.get(page.flow) : null;
  const check = file.checkFailure ? html`<span class="warn">not checked: ${file.checkFailure}</span>`
    : file.checking ? html`<span class="quiet">checking…</span>`
      : file.problems.length ? html`<span class="bad">▲ ${file.problems.length} ${file.problems.length === 1 ? 'problem' : 'problems'}</span>`
        : html`<span class="good">✓ no problems</span>`;
  return html`
    ${flow ? html`<span class=${{ running: 'good', broken: 'bad' }[flow.state] ?? 'off'}>${flow.state}${flow.version ? `, version ${flow.version}` : ''}</span>` : nothing}
    ${file.dirty ? html`<span class="warn">${file.isNew ? 'new, not saved yet' : 'unsaved'}</span>` : nothing}
    ${file.differs && !file.checking ? html`<span class="quiet">differs from what ${page.isFlow ? 'runs' : 'is in use'}</span>` : nothing}
    <span role="status">${check}</span>`;
}

export function toolbar(page) {
  const { file } = page;
  const deployable = (file.dirty || file.differs || file.isNew) && !file.busy && !file.theirs;
  return html`
    <div class="row toolbar">
      <div class="crumbs"><h2>${file.path}</h2>${stateOf(page)}</div>
      <div class="row">
        ${page.isFlow ? html`<a class="button" href="#/flows/${encodeURIComponent(page.flow)}">See it live</a>` : nothing}
        ${page.flow ? html`<button @click=${() => page.runTests()}>Run tests</button>` : nothing}
        <button @click=${() => page.show('changes')}>Changes</button>
        ${file.dirty && !file.isNew ? html`<button @click=${() => page.discard()}>Discard</button>` : nothing}
        ${file.isNew || !NAMED.test(file.path) ? nothing : html`<button @click=${() => { page.dialog = 'rename'; }}>Rename</button>`}
        <button @click=${() => { page.dialog = 'delete'; }}>Delete</button>
        <button class="main" ?disabled=${!deployable} @click=${() => page.deploy()}>
          ${file.busy ? `${file.busy}…` : page.isFlow ? 'Deploy' : 'Save'}</button>
      </div>
    </div>`;
}

/** What other tabs of this browser have typed in the file. */
function elsewhere(page) {
  const { file } = page;
  return draftsElsewhere(file.path, file.text).map((each) => html`
    <div class="notice warn row" role="status">
      <span class="grow">${each.open ? 'Another tab has this file with other unsaved text.' : 'A tab that is closed has left other unsaved text of this file.'}</span>
      <button @click=${() => page.compare(each)}>Look at the difference</button>
      <button title="What is typed here is kept beside it" @click=${() => page.takeFromTab(each)}>Edit that text here</button>
      ${each.open ? nothing : html`<button @click=${() => dropElsewhere(file.path, each.key)}>Throw that text away</button>`}
    </div>`);
}

/** What became of the last command, and what another did to the file meanwhile. */
export function bar(page) {
  const { file } = page;
  return html`
    ${file.theirs ? html`
      <div class="notice warn row" role="alert">
        <span class="grow">${file.theirs.etag ? 'Somebody changed this file after you opened it.' : 'Somebody removed this file after you opened it.'}</span>
        <button @click=${() => page.show('changes')}>Look at the difference</button>
        <button @click=${() => page.discard()}>Take theirs</button>
        <button @click=${() => page.keepMine()}>Keep mine, to deploy over it</button>
      </div>` : nothing}
    ${file.loading ? nothing : elsewhere(page)}
    ${file.notice ? html`
      <p class="notice ${file.notice.kind}" role=${file.notice.kind === 'bad' ? 'alert' : 'status'}>${file.notice.text}
        ${(file.notice.problems ?? []).filter((each) => !file.problems.includes(each)).map((each) => html`<br>${each.file}:${each.line}: ${each.text}`)}</p>` : nothing}`;
}

export function problemList(page) {
  const { file } = page;
  if (file.checkFailure) {
    return html`<p class="warn">The text could not be checked: ${file.checkFailure}</p>`;
  }
  if (!file.problems.length) {
    return html`<p class="quiet">${file.checking ? 'Checking…' : 'Nothing is wrong with this text.'}</p>`;
  }
  return html`
    <ul class="problems" aria-label="Problems">
      ${file.problems.map((each) => html`
        <li>
          <button @click=${() => page.goTo(page.isOwn(each) ? '' : each.file, Math.max(each.line, 1))}>
            ${page.isOwn(each) ? '' : `${each.file} `}line ${each.line || 1}</button>
          <span>${each.text}</span>
        </li>`)}
    </ul>`;
}
