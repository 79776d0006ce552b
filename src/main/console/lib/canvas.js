// What all that is drawn on the canvas has in common.

/** From this scale on each node is drawn with its figures. */
export const CLOSE = 0.5;

/** From this scale on a node says what it is. */
export const NEAR = 0.2;

export const SANS = 'system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
export const MONO = 'ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace';

const NAMES = ['ground', 'surface', 'raised', 'line', 'control', 'text', 'quiet', 'accent', 'good', 'warn', 'bad', 'off',
  'source', 'action', 'sink', 'branch', 'pulse', 'focus'];

/** The page's colours, for what no style sheet reaches. */
export function coloursOf(element) {
  const style = getComputedStyle(element);
  return Object.fromEntries(NAMES.map((each) => [each, style.getPropertyValue(`--${each}`).trim()]));
}
