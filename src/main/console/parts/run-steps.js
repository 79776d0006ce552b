// The steps of a run, one under another: when, how long, what went in and what it made of it.
import { LitElement, css, html, nothing, svg } from 'lit';
import { shared } from '../lib/style.js';
import { signed } from '../lib/diff.js';
import { editAddress } from '../lib/flows.js';
import { shown } from '../lib/json.js';
import { micros } from '../lib/text.js';
import { bodyOf, bodyStyle } from './message-view.js';

const HELD = new Map([[true, ['✓ held', 'good']], [false, ['✗ did not hold', 'warn']]]);

/** What a step left behind, as a message; older gateways and tests tell only its text. */
const after = (step) => {
  const body = step.changed?.body;
  return typeof body === 'string' ? { kind: step.before?.kind, body } : body;
};

export const heldOf = (held) => {
  const [text, colour] = HELD.get(held) ?? [held === null ? 'not asked' : '', 'quiet'];
  return text ? html`<strong class=${colour}>${text}</strong>` : nothing;
};

export const valuesOf = (values) => Object.entries(values ?? {}).map(([name, value]) => html`<span class="mono"> ${name} = ${value}</span>`);

class SeraiRunSteps extends LitElement {
  static properties = { run: { attribute: false }, report: { attribute: false }, node: { attribute: false }, open: { state: true } };

  static styles = [
    shared,
    bodyStyle,
    css`
      ol { list-style: none; margin: 0; padding: 0; }
      li { border-bottom: 1px solid var(--line); }
      li.failed { border-left: 4px solid var(--bad); }
      li.chosen { background: var(--raised); }
      .step { display: grid; grid-template-columns: minmax(8rem, 1.6fr) minmax(0, 2fr) 5.5rem; gap: .6rem; width: 100%; border: 0; border-radius: 0; background: none; text-align: left; padding: .3rem .4rem; align-items: center; }
      .name { overflow-wrap: anywhere; }
      .name[data-depth="1"] { padding-left: 1rem; } .name[data-depth="2"] { padding-left: 2rem; } .name[data-depth="3"] { padding-left: 3rem; }
      .time { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
      .middle { min-width: 0; overflow: hidden; }
      .what { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: .85rem; }
      svg { width: 100%; height: 6px; display: block; }
      .track { fill: var(--raised); } .bar { fill: var(--action); } .failed .bar { fill: var(--bad); }
      .more { padding: .3rem .6rem .8rem 1.4rem; display: grid; gap: .5rem; }
      .diff { background: var(--raised); border-radius: 6px; padding: .5rem .6rem; max-height: 22rem; overflow: auto; }
      .diff .add { color: var(--good); } .diff .cut { color: var(--bad); }
      table { width: auto; justify-self: start; }
      td, th { padding: .15rem .6rem .15rem 0; font-size: .85rem; overflow-wrap: anywhere; }
      p { margin: 0; }
      h4 { margin: 0; font-size: .85rem; color: var(--quiet); }
      @media (max-width: 640px) { .step { grid-template-columns: minmax(0, 1fr) 5rem; } .middle { grid-row: 2; grid-column: 1 / -1; } }
    `,
  ];

  willUpdate(changed) {
    if (changed.has('run') && changed.get('run')?.id !== this.run?.id) {
      this.open = new Set(this.run.steps.flatMap((each, index) => (each.reason ? [index] : [])));
    }
    if (changed.has('node') && this.node) {
      const index = this.run.steps.findIndex((each) => each.node === this.node);
      this.open = index < 0 ? this.open : new Set([...this.open, index]);
    }
  }

  render() {
    const { steps } = this.run;
    const total = Math.max(1, ...steps.map((each) => each.at + Math.max(0, each.micros)));
    return html`
      <div class="row"><button type="button" @click=${() => { this.open = new Set(this.open.size === steps.length ? [] : steps.keys()); }}>${this.open.size === steps.length ? 'Close all' : 'Open all'}</button></div>
      <ol aria-label="Steps of the run">${steps.map((each, index) => this.step(each, index, total))}</ol>
      ${this.run.omitted ? html`<p class="quiet">${this.run.omitted} more steps were not kept.</p>` : nothing}`;
  }

  step(step, index, total) {
    const open = this.open.has(index);
    const x = (100 * step.at) / total;
    const wide = Math.max(0.7, (100 * Math.max(0, step.micros)) / total);
    return html`<li class="${step.reason ? 'failed' : ''} ${step.node === this.node ? 'chosen' : ''}">
      <button class="step" type="button" aria-expanded=${open ? 'true' : 'false'} @click=${() => this.toggle(index, step)}>
        <span class="name" data-depth=${Math.min(3, step.depth ?? 0)}>${step.label}</span>
        <span class="middle"><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class="track" width="100" height="6"/><rect class="bar" x=${Math.min(99.3, x)} width=${Math.min(wide, 100 - Math.min(99.3, x))} height="6"/>`}</svg>
          <span class="what">${this.what(step)}</span></span>
        <span class="time">${step.micros < 0 ? 'under way' : micros(step.micros)}</span>
      </button>
      ${open ? this.more(step) : nothing}</li>`;
  }

  what(step) {
    if (step.reason) return html`<span class="bad">✗ failed: ${step.reason}</span>`;
    if (step.stopped) return html`<strong class="warn">■ went no further</strong> ${step.held === undefined ? nothing : heldOf(step.held)}${valuesOf(step.values)}`;
    if (step.held !== undefined && step.held !== null) return html`${heldOf(step.held)}${valuesOf(step.values)}`;
    const body = after(step);
    if (body) return html`<span class="mono">→ ${(body.kind === 'binary' ? 'bytes' : body.body ?? '').slice(0, 120)}</span>`;
    const [name] = Object.keys(step.changed?.headers ?? {});
    return name ? html`<span class="mono">${name} = ${step.changed.headers[name] ?? 'taken away'}</span>` : nothing;
  }

  more(step) {
    const body = after(step);
    const lines = body ? signed(shown(step.before), shown(body)) : [];
    const differs = lines.some(([sign]) => sign !== ' ');
    const headers = Object.entries(step.changed?.headers ?? {});
    return html`<div class="more">
      <p class="quiet">${step.line ? html`<a href=${editAddress(this.report ?? this.run, step.line)}>line ${step.line}</a>, ` : nothing}${micros(step.at)} after the begin</p>
      ${step.reason ? html`<p class="bad">${step.reason}</p>` : nothing}
      ${step.held !== undefined ? html`<p>${heldOf(step.held)}${valuesOf(step.values)}</p>` : nothing}
      ${body
        ? html`<h4>${differs ? 'Body, before and after' : 'Body, the same in another form'}</h4><pre class="diff" tabindex="0" aria-label="Change of the body">${lines.map(([sign, line]) =>
            html`<span class=${sign === '+' ? 'add' : sign === '-' ? 'cut' : ''}>${sign} ${line}\n</span>`)}</pre>`
        : html`<h4>Body, which it left as it was</h4><pre class="body" tabindex="0" aria-label="Body">${bodyOf(step.before)}</pre>`}
      ${step.before?.cut ? html`<p class="quiet">Only the beginning of the body was kept.</p>` : nothing}
      ${headers.length ? html`<h4>Headers that changed</h4><table><tbody>${headers.map(([name, value]) => html`
        <tr><th scope="row">${name}</th><td class="mono">${value === null ? html`<span class="quiet">taken away</span>` : value}</td></tr>`)}</tbody></table>` : nothing}
    </div>`;
  }

  toggle(index, step) {
    const open = new Set(this.open);
    open.delete(index) || open.add(index);
    this.open = open;
    this.dispatchEvent(new CustomEvent('chosen', { detail: step.node }));
  }
}

customElements.define('serai-run-steps', SeraiRunSteps);
