// What went wrong, as the gateway told it: text, and each problem with its file and line.
import { html, nothing } from 'lit';

const place = (problem) => (problem.file
  ? html`<code>${problem.file}${problem.line ? `:${problem.line}` : ''}</code> ` : nothing);

export const problemList = (problems) => (problems?.length
  ? html`<ul>${problems.map((each) => html`<li>${place(each)}${each.text ?? each}</li>`)}</ul>` : nothing);

/** An error that `get` or `send` threw, or a text; nothing when there is none. */
export const notice = (error) => (error
  ? html`<div class="problem" role="alert">${error.message ?? error}${problemList(error.problems)}</div>` : nothing);

export const waiting = (what) => html`<p class="quiet" role="status">Loading ${what} …</p>`;

/** What is shown in place of things that are not there yet. */
export const empty = (title, text) => html`
  <div class="card"><h2>${title}</h2><p class="quiet">${text}</p></div>`;
