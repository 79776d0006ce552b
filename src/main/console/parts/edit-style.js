// The edit page's places: files, text with its panels, picture; one below the other where it is narrow.
import { css } from 'lit';

export const look = css`
  .frame { display: grid; grid-template-columns: 13.5rem minmax(0, 1fr); gap: 1rem; height: calc(100dvh - 5.6rem); min-height: 34rem; }
  .files { overflow: auto; padding: 4px; }
  .files > * { box-sizing: border-box; }
  .files summary { cursor: pointer; min-height: 28px; font-weight: 600; }
  .files .new { width: 100%; margin: .2rem 0 .5rem; justify-content: center; }
  .main { display: flex; flex-direction: column; min-width: 0; min-height: 0; gap: .5rem; }
  .work { display: grid; grid-template-columns: minmax(0, 1fr) 20rem; gap: .75rem; flex: 1; min-height: 0; }
  .work.wide { grid-template-columns: minmax(0, 1fr); }
  .text { display: flex; flex-direction: column; min-height: 0; min-width: 0; }
  serai-code { flex: 1 1 60%; min-height: 12rem; border: 1px solid var(--line); border-radius: 8px; }
  .hint { margin: .25rem 0; font-size: .85em; }
  .panel { flex: 0 1 38%; min-height: 7rem; display: flex; flex-direction: column; }
  .side { min-height: 0; display: flex; flex-direction: column; }
  .inside, .side > [role=tabpanel] {
    flex: 1; min-height: 0; overflow: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 0 8px 8px 8px;
  }
  .inside { padding: .4rem .75rem; }
  .tabs { display: flex; gap: .2rem; flex-wrap: wrap; }
  .tabs button { border-radius: 6px 6px 0 0; border-color: var(--line); border-bottom: 0; min-height: 1.9rem; background: none; }
  .tabs button[aria-selected=true] { background: var(--surface); font-weight: 600; box-shadow: inset 0 3px 0 var(--accent); }
  .toolbar { flex-direction: column; align-items: stretch; gap: .3rem; }
  .toolbar h2 { margin: 0; overflow-wrap: anywhere; font-size: 1.05rem; }
  .toolbar .crumbs { display: flex; flex-wrap: wrap; gap: .2rem .8rem; align-items: baseline; min-width: 0; }
  .notice { padding: .4rem .75rem; border-left: 4px solid var(--good); background: var(--surface); margin: 0; }
  .notice.bad { border-color: var(--bad); color: var(--text); }
  .notice.warn { border-color: var(--warn); color: var(--text); }
  ul.problems { list-style: none; margin: 0; padding: 0; }
  ul.problems li { display: flex; gap: .6rem; align-items: baseline; padding: .25rem 0; border-bottom: 1px solid var(--line); }
  ul.problems button { min-height: 24px; padding: 0 .5rem; flex: none; }
  @media (max-width: 1150px) {
    .work { grid-template-columns: minmax(0, 1fr); overflow: auto; }
    .frame { height: auto; }
    serai-code { height: 58vh; flex: none; }
    .panel, .side { flex: none; }
    .inside { max-height: 50vh; }
    .side > [role=tabpanel] { max-height: 70vh; }
  }
  @media (max-width: 900px) {
    .frame { grid-template-columns: minmax(0, 1fr); min-height: 0; gap: .5rem; }
    .files { max-height: 60vh; }
  }
  @media (min-width: 901px) { .files summary { display: none; } }
`;
