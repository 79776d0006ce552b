// What the console's elements have in common.
import { css } from 'lit';

export const shared = css`
  :host { display: block; box-sizing: border-box; }
  *, *::before, *::after { box-sizing: inherit; }
  details > * { box-sizing: border-box; } /* what is between them inherits nothing */
  [hidden] { display: none !important; }
  h1 { font-size: 1.35rem; margin: 0 0 .75rem; }
  h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
  h3 { font-size: 1rem; margin: 0 0 .35rem; }
  a { color: var(--accent); }
  a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible,
  textarea:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
    outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px;
  }
  button, select, input, textarea { font: inherit; color: inherit; }
  button, .button {
    display: inline-flex; align-items: center; gap: .4rem; min-height: 2.1rem; padding: .2rem .8rem;
    border: 1px solid var(--control); border-radius: 6px; background: var(--surface); color: var(--text);
    cursor: pointer; text-decoration: none;
  }
  button:hover:not([disabled]), .button:hover { background: var(--raised); }
  button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
  button.main:hover:not([disabled]) { filter: brightness(1.08); background: var(--accent); }
  button[disabled] { opacity: .55; cursor: not-allowed; }
  input:not([type=checkbox]):not([type=radio]):not([type=range]):not([type=color]), select, textarea {
    min-height: 2.1rem; padding: .2rem .5rem; border: 1px solid var(--control); border-radius: 6px;
    background: var(--surface); max-width: 100%;
  }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
  th { color: var(--quiet); font-weight: 600; }
  code, pre, .mono { font-family: var(--mono); font-size: .9em; }
  pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
  summary { min-height: 24px; padding: .15rem 0; cursor: pointer; }
  .card { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: .9rem 1rem; }
  .row { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; }
  .grow { flex: 1 1 auto; min-width: 0; }
  .quiet { color: var(--quiet); }
  .good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); } .off { color: var(--off); }
  .problem { border-left: 4px solid var(--bad); padding: .4rem .75rem; background: var(--surface); margin: .5rem 0; }
  .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
`;
