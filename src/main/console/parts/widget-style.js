// How the widgets of a dashboard look.
import { css } from 'lit';

export const widgetStyle = css`
  .big { font-size: 1.7rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
  .big small { font-size: 1rem; font-weight: 400; color: var(--quiet); }
  .sign { display: flex; align-items: center; gap: .5rem; }
  .gauge { display: block; width: 100%; max-width: 15rem; margin: 0 auto; }
  .gauge .track { stroke: var(--raised); } .gauge .edge { stroke: var(--control); }
  .gauge .share { stroke: var(--accent); }
  .gauge text, .tank text { fill: var(--text); font-family: var(--sans); }
  .gauge .ends, .tank .ends { fill: var(--quiet); font-size: 11px; }
  .gauge .figure { font-size: 24px; font-weight: 650; } .gauge .unit { font-size: 12px; fill: var(--quiet); }
  .tank { width: 8rem; flex: none; } .tank .wall { fill: none; stroke: var(--control); stroke-width: 2.5; }
  .tank .water { fill: var(--source); fill-opacity: .55; transition: y .4s, height .4s; } .tank .surface { stroke: var(--source); stroke-width: 2.5; }
  .tank .mark { stroke: var(--control); } .tank .limit { stroke: var(--warn); stroke-width: 1.5; stroke-dasharray: 5 3; }
  .beside { display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; }
  .table { overflow: auto; max-height: 18rem; }
  img { max-width: 100%; height: auto; border-radius: 6px; display: block; min-height: 1px; }
  .log { list-style: none; margin: 0; padding: 0; max-height: 14rem; overflow: auto; }
  .log li { display: flex; gap: .6rem; padding: .15rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
  .log time { color: var(--quiet); flex: none; font-size: .85rem; }
  .alarm { border: 2px solid; border-radius: 8px; padding: .5rem .75rem; font-weight: 600; color: var(--warn); }
  .alarm.error { color: var(--bad); } .alarm.info { color: var(--source); } .alarm .now { font-weight: 400; }
  p { margin: 0; }
  .words > :first-child { margin-top: 0; } .words > :last-child { margin-bottom: 0; }
  .words h3 { font-size: 1.05rem; } .words h4, .words h5 { font-size: 1rem; margin: .6rem 0 .3rem; }
  .words { overflow-wrap: anywhere; } .words pre { background: var(--raised); padding: .5rem; border-radius: 6px; }
  .words blockquote { margin: .5rem 0; padding-left: .75rem; border-left: 3px solid var(--line); color: var(--quiet); }
  .words p, .words ul, .words ol { margin: .4rem 0; }
  input[type=color] { width: 3.4rem; height: 2.4rem; padding: 2px; border: 1px solid var(--control); border-radius: 6px; background: var(--surface); cursor: pointer; }
  input.figure { width: 8rem; text-align: right; }
`;
