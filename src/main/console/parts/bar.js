// How full something is, as a bar. The figures are said beside it.
import { css, html } from 'lit';

export const barStyle = css`
  svg.bar { display: block; width: 100%; height: 8px; margin: .2rem 0; border-radius: 4px; }
  .bar .of { fill: var(--raised); } .bar .is { fill: var(--accent); } .bar .is.full { fill: var(--bad); }
`;

export const bar = (fill, most, label, full) => html`
  <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label=${label}>
    <rect class="of" width="100" height="8"></rect>
    <rect class="is ${full ? 'full' : ''}" width=${Math.min(100, (100 * fill) / (most || 1))} height="8"></rect>
  </svg>`;
