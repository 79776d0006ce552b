// Runs the tests of a flow with what is typed, and shows what they found.
import { LitElement, css, html, nothing } from 'lit';
import { ApiError, send } from '../lib/api.js';
import { follow } from '../lib/live.js';
import { shared } from '../lib/style.js';

class SeraiEditTests extends LitElement {
  static properties = {
    flow: { type: String },
    running: { state: true },
    report: { state: true },
    failure: { state: true },
    progress: { state: true },
  };

  static styles = [
    shared,
    css`
      ul { list-style: none; margin: .4rem 0; padding: 0; }
      li { padding: .3rem 0; border-bottom: 1px solid var(--line); }
      button.line { min-height: 24px; padding: 0 .5rem; }
      pre { margin: .3rem 0 .3rem 1.4rem; padding: .4rem .6rem; background: var(--raised); border-radius: 6px; }
      progress { vertical-align: middle; accent-color: var(--accent); }
    `,
  ];

  willUpdate(changed) {
    if (changed.has('flow')) {
      this.report = null;
      this.failure = '';
      this.usedDrafts = [];
    }
  }

  /** `files`: texts by path that were typed and not deployed. */
  async run(files) {
    const { flow } = this;
    this.running = true;
    this.failure = '';
    this.progress = null;
    const told = follow('tests', { flow }, { next: (each) => { this.progress = each; } });
    try {
      const report = await send('POST', `tests/${encodeURIComponent(flow)}`, { files });
      if (flow === this.flow) {
        this.report = report;
        this.usedDrafts = Object.keys(files);
      }
    } catch (e) {
      if (!(e instanceof ApiError)) {
        throw e;
      }
      this.failure = [e.message, ...e.problems.map((each) => `${each.file}:${each.line}: ${each.text}`)].join('\n');
    } finally {
      told.close();
      this.running = false;
    }
  }

  goTo(file, line) {
    this.dispatchEvent(new CustomEvent('go-to', { detail: { file, line } }));
  }

  test(each) {
    const file = `${this.flow}.test.yaml`;
    return html`
      <li>
        <span class=${each.passed ? 'good' : 'bad'}>${each.passed ? '✓ passed' : '✗ failed'}</span>
        <strong>${each.name}</strong> <span class="quiet">${each.millis} ms</span>
        <button class="line" @click=${() => this.goTo(file, each.failedAt ?? each.line)}>line ${each.failedAt ?? each.line}</button>
        ${each.failure ? html`<pre>${each.failure}</pre>` : nothing}
      </li>`;
  }

  coverage({ steps, of, branches, ofBranches, missed }) {
    return html`
      <p>The tests reached ${steps} of ${of} steps${ofBranches ? html` and ${branches} of ${ofBranches} branches` : nothing}.
        ${missed.length ? html`Never: ${missed.join('; ')}.` : nothing}</p>`;
  }

  render() {
    if (this.running) {
      const { done, of, test } = this.progress ?? {};
      return html`<p role="status">Running the tests of ${this.flow}…
        ${of ? html`<progress max=${of} value=${done} aria-label="Tests done"></progress> ${done} of ${of}, last: ${test}` : nothing}</p>`;
    }
    if (this.failure) {
      return html`<p class="problem" role="alert"><span class="mono">${this.failure}</span></p>`;
    }
    if (!this.report) {
      return html`<p class="quiet">"Run tests" runs ${this.flow}.test.yaml against what is typed here, in virtual time; nothing
        of the house is touched.</p>`;
    }
    const { passed, failed, tests, problems, coverage } = this.report;
    return html`
      <p role="status" class=${failed || problems.length ? 'bad' : 'good'}>
        ${tests.length || problems.length ? `${passed} passed, ${failed} failed` : `There are no tests yet: write ${this.flow}.test.yaml.`}
        ${this.usedDrafts.length ? html`<span class="quiet">with the unsaved text of ${this.usedDrafts.join(', ')}</span>` : nothing}
      </p>
      ${problems.map((each) => html`<p class="problem">
        <button class="line" @click=${() => this.goTo(each.file, each.line)}>${each.file}:${each.line}</button> ${each.text}</p>`)}
      <ul>${tests.map((each) => this.test(each))}</ul>
      ${coverage ? this.coverage(coverage) : nothing}`;
  }
}

customElements.define('serai-edit-tests', SeraiEditTests);
