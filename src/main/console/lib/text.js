// Figures and times as people read them.

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dateAndClock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const plain = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

/** A time of today as a clock shows it, of another day with its date. */
export function timeOf(time) {
  const date = new Date(time);
  return date.toDateString() === new Date().toDateString() ? clock.format(date) : dateAndClock.format(date);
}

/** How long ago, in the largest unit that fits. */
export function ago(time, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - new Date(time)) / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

export const number = (value) => plain.format(value);

export function micros(value) {
  if (value < 1000) return `${Math.round(value)} µs`;
  if (value < 1_000_000) return `${plain.format(value / 1000)} ms`;
  return `${plain.format(value / 1_000_000)} s`;
}

export function bytes(value) {
  if (value < 1000) return `${value} B`;
  if (value < 1_000_000) return `${plain.format(value / 1000)} kB`;
  return `${plain.format(value / 1_000_000)} MB`;
}
