// Small signs for pages and widgets of the dashboard, by the words that its file says.
import { html, nothing } from 'lit';

/** Lines within a square of 24. */
const LINES = {
  home: 'M4 11 12 4l8 7M6 9.5V20h12V9.5M10 20v-6h4v6',
  moon: 'M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5Z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2',
  lamp: 'M9 18h6M10 21h4M8.5 15a6 6 0 1 1 7 0c-.6.5-.8 1.2-.8 3H9.3c0-1.8-.2-2.5-.8-3Z',
  water: 'M12 3c3.5 4.5 6 7.5 6 11a6 6 0 0 1-12 0c0-3.5 2.5-6.5 6-11Z',
  tank: 'M5 4v16h14V4M5 12c2.3-1.5 4.7 1.5 7 0s4.7 1.5 7 0',
  temperature: 'M10 13.5V5a2 2 0 1 1 4 0v8.5a4.5 4.5 0 1 1-4 0ZM12 9v8',
  fire: 'M12 3c1 4 5 6 5 11a5 5 0 0 1-10 0c0-2 1-3.5 2-4.5 0 2 1 3 2 3 1.5-2 .5-6 1-9.5Z',
  plant: 'M12 21v-9M12 12c0-4-3-6-7-6 0 4 3 6 7 6ZM12 15c0-3 2.5-5 6.5-5 0 3.5-2.5 5-6.5 5Z',
  power: 'M12 3v8M7 6a8 8 0 1 0 10 0',
  bolt: 'M13 3 5 14h6l-1 7 8-11h-6l1-7Z',
  door: 'M6 21V3h12v18M3 21h18M14.5 12v1',
  window: 'M4 4h16v16H4ZM12 4v16M4 12h16',
  lock: 'M6 11h12v9H6ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  bell: 'M6 17c1.5-1.5 1.5-3.5 1.5-6a4.5 4.5 0 0 1 9 0c0 2.5 0 4.5 1.5 6ZM10 20h4',
  camera: 'M3 8h4l1.5-2.5h7L17 8h4v11H3ZM12 10a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6Z',
  fan: 'M12 12c0-5 1-8 4-8s2 5-4 8Zm0 0c4.5 2.5 6.5 5 5 7.5S12 18 12 12Zm0 0c-4.5 2.5-7.5 3-9 .5S7 9 12 12Z',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5l3.5 2',
  chart: 'M4 4v16h16M7 15l4-5 3 3 5-7',
  music: 'M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z',
  car: 'M4 17v-4l2-6h12l2 6v4ZM4 13h16M7 17v2M17 17v2M7.5 15h.500M16 15h.500',
  garden: 'M12 21v-6M12 15a5 5 0 0 1-5-5 4 4 0 0 1 3-4 3 3 0 0 1 5 1 4 4 0 0 1-3 8ZM4 21h16',
  gear: 'M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2',
};

/** The names there are. */
export const ICONS = Object.keys(LINES);

/** The sign of this name; a sign of the alphabet itself, such as an emoji, stands for itself. */
export function icon(name) {
  if (!name) return nothing;
  if (LINES[name]) {
    return html`<svg class="icon" width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8"
      stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=${LINES[name]}></path></svg>`;
  }
  return /^[^\x20-\x7e]+$/.test(name) && name.length <= 8 ? html`<span aria-hidden="true">${name}</span>` : nothing;
}
