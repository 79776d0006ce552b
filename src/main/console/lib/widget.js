// What a dashboard's widget shows of its value. Knows nothing of pages.

/** A value as a number, or null when it is none. */
export function figure(value) {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

const ON = new Set(['on', 'true', '1', 'online', 'open', 'yes']);
const OFF = new Set(['off', 'false', '0', 'offline', 'closed', 'no', '']);

/** Whether a value says on; null when it says neither. */
export function isOn(value) {
  if (value === null || value === undefined) return null;
  const text = String(value).toLowerCase();
  if (ON.has(text)) return true;
  return OFF.has(text) ? false : null;
}

/** A value as people read it: numbers with the decimals of the widget, things as JSON. */
export function textOf(value, widget = {}) {
  if (value === null || value === undefined || value === '') return '–';
  const number = figure(value);
  if (number !== null) {
    const decimals = Number.isInteger(widget.decimals) ? widget.decimals : null;
    return new Intl.NumberFormat(undefined, decimals === null ? { maximumFractionDigits: 3 }
      : { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(number);
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const same = (a, b) => {
  const [x, y] = [figure(a), figure(b)];
  return x !== null && y !== null ? x === y : String(a).toLowerCase() === String(b).toLowerCase();
};

/** Whether something was commanded that is not reported yet. */
export const differs = (state) => state.commanded !== undefined && state.commanded !== null
  && !same(state.commanded, state.value);

/** The least and greatest of a widget's range. */
export const spanOfWidget = (widget) => ({ min: figure(widget.min) ?? 0, max: figure(widget.max) ?? 100 });

/** The share of its range that a value is, from 0 to 1; null when it is not known. */
export function shareOf(value, widget) {
  const { min, max } = spanOfWidget(widget);
  const number = figure(value);
  return number === null ? null : Math.min(1, Math.max(0, (number - min) / ((max - min) || 1)));
}

const BEGINNINGS = { '/9j/': 'jpeg', iVBOR: 'png', R0lG: 'gif', UklG: 'webp' };

/** How a number lies outside of what the widget calls low and high; '' when it does not or nothing is said. */
export function outside(value, widget) {
  const number = figure(value);
  if (number === null) return '';
  if (figure(widget.low) !== null && number < figure(widget.low)) return `below ${widget.low}`;
  return figure(widget.high) !== null && number > figure(widget.high) ? `above ${widget.high}` : '';
}

/** The address of an image: a file of this gateway, or the image itself; null when it is neither. */
export function imageOf(value) {
  const text = typeof value === 'string' ? value.trim() : '';
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(text)) return text;
  if (/^\/(?![/\\])[^\s\\]*$/.test(text) && !text.startsWith('/9j/')) return text;
  const type = Object.entries(BEGINNINGS).find(([begin]) => text.startsWith(begin))?.[1];
  return type && /^[A-Za-z0-9+/=\s]+$/.test(text) ? `data:image/${type};base64,${text}` : null;
}

/** Rows and columns of a table's value: a list of things, of lists or of plain values, or one thing. */
export function tableOf(value, columns) {
  let data = value;
  if (typeof value === 'string') {
    try {
      data = JSON.parse(value);
    } catch {
      return null;
    }
  }
  if (data === null || typeof data !== 'object') return null;
  const list = Array.isArray(data) ? data : Object.entries(data).map(([name, each]) => ({ name, value: each }));
  const fields = columns?.length ? columns
    : [...new Set(list.flatMap((row) => (row && typeof row === 'object' ? Object.keys(row) : ['value'])))];
  const cell = (row, field) => (row && typeof row === 'object' ? row[field] : field === 'value' ? row : undefined);
  return { titles: fields, rows: list.map((row) => fields.map((field) => cell(row, field))) };
}
