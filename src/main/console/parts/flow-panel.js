// What is known of one flow, and of the node that was chosen in it; its buttons.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { send } from '../lib/api.js';
import { count, quick, rate } from '../lib/figures.js';
import { STATE_SIGNS, debugAddress, editAddress, fileOf, flowAddress } from '../lib/flows.js';
import { ago, micros, timeOf } from '../lib/text.js';
import './flow-log.js';
import './flow-state.js';

const ROLES = { source: 'source', action: 'step', sink: 'goes out', branch: 'branch', end: 'end' };

class SeraiFlowPanel extends LitElement {
  static properties = {
    report: { attribute: false },
    picture: { attribute: false },
    figures: { attribute: false },
    values: { attribute: false },
    node: { attribute: false },
    links: { attribute: false },
    beat: { attribute: false },
    busy: { state: true },
    failure: { state: true },
    said: { state: true },
  };

  static styles = [
    shared,
    css`
      :host { overflow: auto; }
      section { margin-top: .9rem; border-top: 1px solid var(--line); padding-top: .7rem; }
      dl { display: grid; grid-template-columns: auto 1fr; gap: .2rem .8rem; margin: .4rem 0; }
      dt { color: var(--quiet); }
      dd { margin: 0; overflow-wrap: anywhere; }
      .head { display: flex; align-items: start; gap: .5rem; }
      .head h2 { flex: 1; overflow-wrap: anywhere; margin: 0; }
      .close { min-width: 2.1rem; justify-content: center; padding: 0; }
      .value { background: var(--raised); border-radius: 6px; padding: .5rem; max-height: 12rem; overflow: auto; }
      table { font-size: .8rem; }
      td, th { padding: .25rem .25rem; }
      td button { min-height: 24px; padding: 0 .35rem; text-align: left; border-color: transparent; background: none; color: var(--accent); overflow-wrap: break-word; }
      tbody td:first-child { max-width: 9rem; overflow-wrap: break-word; }
      td button[aria-pressed=true] { border-color: var(--accent); }
      .scroll { overflow-x: auto; }
      .num { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
      .takes { text-align: right; min-width: 4rem; }
      ul { margin: .3rem 0; padding-left: 1.1rem; }
    `,
  ];

  render() {
    const { report } = this;
    if (!report) {
      return nothing;
    }
    const [sign, colour] = STATE_SIGNS[report.state] ?? ['●', 'off'];
    return html`
      <div class="head">
        <h2>${report.id}</h2>
        <a class="button close" href="#/flows" aria-label="Close, show the whole house" title="Show the whole house">✕</a>
      </div>
      ${report.description ? html`<p>${report.description}</p>` : nothing}
      <p><span class=${colour}>${sign} ${report.state}</span> since ${timeOf(report.since)}${report.dry ? html`, <strong>dry</strong>: nothing goes out` : nothing}</p>
      ${this.buttons(report)}
      ${this.failure ? html`<div class="problem" role="alert">${this.failure.message}${this.list(this.failure.problems)}</div>` : nothing}
      <span class="sr" role="status">${this.said ?? ''}</span>
      ${report.problems.length ? html`<div class="problem"><strong>${report.state === 'broken' ? 'It cannot run' : 'The file on disk is not what runs'}</strong>${this.list(report.problems)}</div>` : nothing}
      <dl>
        <dt>File</dt><dd><a href=${editAddress(report)}>${fileOf(report)}</a></dd>
        <dt>Version</dt><dd>${report.version ?? 'none'}</dd>
        ${this.flowFigures(report.id)}
      </dl>
      ${this.node ? this.chosen() : nothing}
      ${this.picture?.nodes.length ? this.table() : html`<p class="quiet">There is no picture of it${report.state === 'broken' ? ' while it cannot be built' : ''}.</p>`}
      <section><h3>State</h3><serai-flow-state .flow=${report.id}></serai-flow-state></section>
      <section><h3>Log</h3><serai-flow-log .flow=${report.id}></serai-flow-log></section>
    `;
  }

  updated(changed) {
    const step = changed.has('node') && this.renderRoot.querySelector('[data-testid=node-panel]');
    if (step) {
      this.scrollTop += step.getBoundingClientRect().top - this.getBoundingClientRect().top;
    }
  }

  buttons(report) {
    const running = report.state === 'running';
    return html`<div class="row">
      ${running
        ? html`<button type="button" ?disabled=${this.busy} @click=${() => this.command('stop')}>Stop</button>`
        : html`<button type="button" class="main" ?disabled=${this.busy} @click=${() => this.command('start')}>Start</button>`}
      <button type="button" ?disabled=${this.busy || !running} @click=${() => this.command('restart')}>Restart</button>
      <a class="button" href=${editAddress(report)}>Edit</a>
      <a class="button" href=${debugAddress({ flow: report.id, tab: 'runs' })}>Runs</a>
      <a class="button" href=${debugAddress({ flow: report.id, tab: 'why' })}>Why?</a>
    </div>`;
  }

  list(problems) {
    return problems.length
      ? html`<ul>${problems.map((each) => html`<li>${each.line ? html`<a href=${editAddress({ file: each.file }, each.line)}>line ${each.line}</a>: ` : nothing}${each.text}</li>`)}</ul>`
      : nothing;
  }

  flowFigures(id) {
    const figures = this.figures?.flow(id);
    return figures
      ? html`<dt>Rate</dt><dd>${rate(this.figures.flowRate(id))}</dd>
        <dt>Under way</dt><dd>${figures.inFlight ?? 0}${figures.waiting ? `, ${figures.waiting} waiting` : ''}</dd>
        <dt>Failed</dt><dd class=${figures.errors ? 'bad' : ''}>${figures.errors}</dd>`
      : nothing;
  }

  chosen() {
    const node = this.picture?.nodes.find((each) => each.id === this.node);
    if (!node) {
      return nothing;
    }
    const figures = this.figures.node(this.report.id, node.id);
    const value = this.values?.get(node.id);
    const ends = (this.links ?? []).flatMap((each) => {
      const here = (end) => end.flow === this.report.id && end.node === node.id;
      return here(each.from) ? [['to', each.to, each]] : here(each.to) ? [['from', each.from, each]] : [];
    });
    return html`<section aria-label="The chosen step" data-testid="node-panel">
      <h3>${node.label}</h3>
      <dl>
        <dt>Is</dt><dd>${ROLES[node.role] ?? node.role} <code>${node.type}</code> of route ${node.route}</dd>
        ${node.detail ? html`<dt>Detail</dt><dd class="mono">${node.detail}</dd>` : nothing}
        ${node.topic ? html`<dt>Topic</dt><dd><code>${node.topic.name}</code> ${node.topic.in ? 'heard' : 'published'}${node.topic.broker ? ` at ${node.topic.broker}` : ''}</dd>` : nothing}
        ${node.device ? html`<dt>Device</dt><dd><a href="#/devices/${encodeURIComponent(node.device)}">${node.device}</a></dd>` : nothing}
        <dt>Messages</dt><dd>${figures.count}, ${rate(this.figures.nodeRate(this.report.id, node.id))}</dd>
        <dt>Takes</dt><dd>${figures.p99 ? `${micros(figures.p50)} for half of them, at most ${micros(figures.p99)} for 99 of 100` : 'not known yet'}</dd>
        <dt>Failed</dt><dd class=${figures.errors ? 'bad' : ''}>${figures.errors}</dd>
        <dt>Last</dt><dd>${figures.last ? `${timeOf(figures.last)} (${ago(figures.last)})` : 'never since the start'}</dd>
        ${ends.map(([way, end, link]) => html`<dt>Goes ${way}</dt><dd><a href=${flowAddress(end.flow, end.node)}>${end.flow}</a> over ${link.over} <code>${link.name}</code></dd>`)}
      </dl>
      ${value ? html`<h3>Last value <span class="quiet">${timeOf(value.time)}</span></h3><pre class="value" tabindex="0" aria-label="Last value">${value.value}</pre>` : nothing}
      <div class="row">
        ${node.line ? html`<a class="button" href=${editAddress(this.report, node.line)}>Edit at line ${node.line}</a>` : nothing}
        <a class="button" href=${debugAddress({ flow: this.report.id, node: node.id })}>Tap</a>
      </div>
    </section>`;
  }

  table() {
    const id = this.report.id;
    return html`<section><h3>Steps</h3><div class="scroll" tabindex="0" role="region" aria-label="Steps of ${id}"><table>
      <thead><tr><th scope="col">Step</th><th scope="col" class="num">Count</th><th scope="col" class="num">Failed</th><th scope="col" class="takes">Takes</th></tr></thead>
      <tbody>${this.picture.nodes.map((node) => {
        const figures = this.figures.node(id, node.id);
        return html`<tr>
          <td><button type="button" aria-pressed=${node.id === this.node ? 'true' : 'false'} @click=${() => this.choose(node.id)}>${node.label}</button></td>
          <td class="num">${count(figures.count)}</td>
          <td class="num ${figures.errors ? 'bad' : ''}">${count(figures.errors)}</td>
          <td class="takes">${quick(figures)}</td></tr>`;
      })}</tbody></table></div></section>`;
  }

  choose(node) {
    this.dispatchEvent(new CustomEvent('chosen', { detail: { flow: this.report.id, node } }));
  }

  async command(what) {
    this.busy = true;
    this.failure = null;
    try {
      const report = await send('POST', `flows/${encodeURIComponent(this.report.id)}/${what}`);
      this.said = `${report.id} is ${report.state}`;
      this.dispatchEvent(new CustomEvent('reported', { detail: report }));
    } catch (e) {
      this.failure = { message: e.message, problems: e.problems ?? [] };
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('serai-flow-panel', SeraiFlowPanel);
