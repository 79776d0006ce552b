// A lamp that is as bright as what it stands for. What it shows is always said in words beside it.
import { svg, html } from 'lit';

/** `brightness` from 0 to 1, or null when it is not known. */
export const lamp = (brightness, size = 34) => html`
  <svg class="lamp" width=${size} height=${size} viewBox="0 0 34 34" aria-hidden="true">
    ${brightness > 0 ? svg`<circle cx="17" cy="17" r="16" fill="#ffc53d" opacity=${0.15 + 0.3 * brightness}></circle>` : ''}
    <circle cx="17" cy="17" r="10.5" fill=${brightness > 0 ? '#ffb300' : 'var(--raised)'}
      fill-opacity=${brightness > 0 ? 0.25 + 0.75 * brightness : 1}
      stroke="var(--control)" stroke-width="1.5" stroke-dasharray=${brightness === null ? '3 3' : 'none'}></circle>
  </svg>`;

/** How bright a value is: on and off, or a share of its range. */
export function brightnessOf(value, min = 0, max = 100) {
  if (value === null || value === undefined || value === '') return null;
  if (value === 'on' || value === true) return 1;
  if (value === 'off' || value === false) return 0;
  const figure = Number(value);
  return Number.isFinite(figure) ? Math.min(1, Math.max(0, (figure - min) / ((max - min) || 1))) : null;
}
