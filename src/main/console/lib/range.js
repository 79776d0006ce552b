// Stretches of time that a chart shows, and what is asked for them. Knows nothing of pages.

const UNITS = { m: 60, h: 3600, d: 86_400 };

export const RANGES = ['1h', '24h', '7d', '30d'];
const NAMES = { '1h': '1 hour', '24h': '24 hours', '7d': '7 days', '30d': '30 days' };

export const nameOf = (range) => NAMES[range] ?? range;

/** Milliseconds of a range such as 30m, 24h or 7d (or a number of seconds); null when it is none. */
export function millisOf(range) {
  if (typeof range === 'number') return range * 1000;
  const found = /^\s*(\d+(?:\.\d+)?)\s*(m|h|d)\s*$/.exec(range ?? '');
  return found ? Number(found[1]) * UNITS[found[2]] * 1000 : null;
}

/** Begin and end, in ms, of a range that ends now, or of one from and to. */
export function spanOf({ range, from, to }, now = Date.now()) {
  if (from) {
    const begin = Date.parse(from);
    const end = to ? Date.parse(to) : now;
    if (begin < end) return { from: begin, to: end, live: !to };
  }
  return { from: now - (millisOf(range) ?? millisOf('24h')), to: now, live: true };
}

/** The address below /api/ of what was recorded of these series. */
export function historyPath(names, span, more = {}) {
  const query = new URLSearchParams({ series: names.join(',') });
  query.set('from', new Date(span.from).toISOString());
  query.set('to', new Date(span.to).toISOString());
  Object.entries(more).forEach(([name, value]) => query.set(name, value));
  return `history?${query}`;
}

/** Blocks of equal state: {from, to, state}; what follows the last change lasts until the end. */
export function blocksOf(points, span) {
  const blocks = [];
  points.forEach(([time, state], i) => {
    const from = Math.max(span.from, time);
    const to = Math.min(span.to, points[i + 1]?.[0] ?? span.to);
    const last = blocks.at(-1);
    if (state === null || to <= from) return;
    if (last && last.state === state && last.to === from) {
      last.to = to;
    } else {
      blocks.push({ from, to, state });
    }
  });
  return blocks;
}
