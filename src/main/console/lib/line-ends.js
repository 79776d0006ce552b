// The line ends of a file, which an editor does not keep: what is saved has those it was read with.
import { diff } from './diff.js';

const END = /\r\n|\r|\n/g;

/** Lines without their ends, and the end of each: "" after the last. */
export function split(text) {
  const lines = [];
  const ends = [];
  let from = 0;
  for (const match of text.matchAll(END)) {
    lines.push(text.slice(from, match.index));
    ends.push(match[0]);
    from = match.index + match[0].length;
  }
  lines.push(text.slice(from));
  ends.push('');
  return { lines, ends };
}

/** The text as an editor has it, with \n alone. */
export const plain = (text) => text.replace(END, '\n');

function commonest(ends) {
  const counts = new Map();
  ends.filter(Boolean).forEach((each) => counts.set(each, (counts.get(each) ?? 0) + 1));
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '\n';
}

/**
 * An edited text with the line ends of the file it was made of: a line that is still there keeps its own,
 * a new one has the one most lines have.
 */
export function withEndsOf(base, edited) {
  const old = split(base);
  const usual = commonest(old.ends);
  const lines = edited.split('\n');
  if (old.ends.every((each) => each === '' || each === usual)) {
    return lines.join(usual);
  }
  const ends = lines.map(() => usual);
  for (const each of diff(old.lines, lines)) {
    if (each.kind === 'same' && old.ends[each.a]) {
      ends[each.b] = old.ends[each.a];
    }
  }
  ends[ends.length - 1] = '';
  return lines.map((line, i) => line + ends[i]).join('');
}
