// Where a piece goes that is put into a route file, and how it is indented there.
import { AT_TOP } from './yamlstep.js';
import { placeAt } from './yamlplace.js';

const firstColumn = (line) => line.length - line.trimStart().length;
const isBlank = (line) => /^\s*(#.*)?$/.test(line);

/** Where a piece (a list of one step, or one route) goes: `{from, insert, cursor}` or `{failure}`. */
export function insertAt(text, offset, piece) {
  const lines = text.split('\n');
  const place = AT_TOP.test(piece) ? { line: endOfItem(lines, lineOf(text, offset), 0), column: 0 } : stepPlace(text, lines, offset);
  if (!place) {
    return { failure: 'A step goes into a route: put the cursor into the steps of one, or insert a source first.' };
  }
  const indented = piece.trimEnd().split('\n').map((each) => (each ? ' '.repeat(place.column) + each : each)).join('\n');
  if (place.line < 0) {
    return { from: 0, insert: text.trim() === '' ? `${indented}\n` : `${indented}\n\n`, cursor: place.column };
  }
  const from = lines.slice(0, place.line + 1).join('\n').length;
  const lead = place.column === 0 ? '\n\n' : '\n';
  // A file that ended without a line end has one behind what is last now.
  const tail = place.line === lines.length - 1 ? '\n' : '';
  return { from, insert: lead + indented + tail, cursor: from + lead.length + place.column };
}

const lineOf = (text, offset) => text.slice(0, offset).split('\n').length - 1;

/** The last line with content of what begins at or above `number` and lies right of `column`. */
function endOfItem(lines, number, column) {
  let last = -1;
  for (let i = 0; i <= number; i++) {
    last = isBlank(lines[i]) ? last : i;
  }
  for (let i = number + 1; i < lines.length; i++) {
    if (!isBlank(lines[i])) {
      if (firstColumn(lines[i]) <= column) {
        break;
      }
      last = i;
    }
  }
  return last;
}

function stepPlace(text, lines, offset) {
  let number = lineOf(text, offset);
  while (number > 0 && isBlank(lines[number])) {
    number--;
  }
  const end = lines.slice(0, number + 1).join('\n').length;
  const { holders } = placeAt(text, Math.min(Math.max(offset, end - lines[number].trimStart().length), end));
  const onLine = placeAt(text, end).holders;
  const all = onLine.length > holders.length ? onLine : holders;
  for (let i = all.length - 1; i >= 0; i--) {
    const each = all[i];
    if (each.dash && all[i - 1]?.key === 'steps') {
      return { line: endOfItem(lines, Math.max(each.line, number), each.column), column: each.column };
    }
    if (each.key === 'steps') {
      return firstOf(lines, each);
    }
    if (each.key === 'from' || each.key === 'route') {
      const steps = stepsBelow(lines, each);
      return steps ? firstOf(lines, steps) : null;
    }
  }
  return null;
}

/** Before the first step of the list whose key this is. */
function firstOf(lines, key) {
  const next = lines.findIndex((line, i) => i > key.line && !isBlank(line));
  const isItem = next > 0 && /^\s*-(\s|$)/.test(lines[next]) && firstColumn(lines[next]) >= key.column;
  return { line: key.line, column: isItem ? firstColumn(lines[next]) : key.column + 2 };
}

function stepsBelow(lines, holder) {
  for (let i = holder.line + 1; i < lines.length; i++) {
    if (isBlank(lines[i])) {
      continue;
    }
    const column = firstColumn(lines[i]);
    if (column <= holder.column) {
      return null;
    }
    if (/^\s*steps:\s*(#.*)?$/.test(lines[i])) {
      return { line: i, column };
    }
  }
  return null;
}
