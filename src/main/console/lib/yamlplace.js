// Where in a YAML text the cursor is, by indentation alone: that holds while a line is half typed, where a
// parser gives up.

const LINE = /^(\s*)((?:-\s+|-$)*)(.*)$/;
const KEY = /^("[^"]*"|'[^']*'|[^\s#{}[\],"':][^:#{}[\],]*?|\$\w+):(?=\s|$)/;
const BLOCK_TEXT = /:\s+[|>][-+\d]*\s*(?:#.*)?$/;

/** A line as tokens: each dash and the key, with the column of each, and where what follows begins. */
function tokens(line) {
  const [, indent, dashes, rest] = LINE.exec(line);
  const found = [];
  for (let i = 0; i < dashes.length; i++) {
    if (dashes[i] === '-') {
      found.push({ dash: true, column: indent.length + i });
    }
  }
  const column = indent.length + dashes.length;
  const key = KEY.exec(rest);
  if (key) {
    found.push({ key: unquoted(key[1]), column });
  }
  return { found, column, key, rest };
}

const unquoted = (text) => text.replace(/^(["'])(.*)\1$/, '$2');
const isBlank = (line) => /^\s*(#.*)?$/.test(line);

/** The keys and dashes above `number` that hold what begins at `column`, the outermost first. */
function ancestors(lines, number, column, own) {
  const path = [...own];
  let limit = column;
  let afterDash = false;
  if (own.length) {
    limit = own[0].column;
    afterDash = Boolean(own[0].dash);
  }
  for (let i = number - 1; i >= 0 && (limit > 0 || afterDash); i--) {
    if (isBlank(lines[i])) {
      continue;
    }
    const { found } = tokens(lines[i]);
    for (let t = found.length - 1; t >= 0; t--) {
      const each = found[t];
      if (each.column < limit || (afterDash && !each.dash && each.column === limit)) {
        path.unshift({ ...each, line: i });
        limit = each.column;
        afterDash = Boolean(each.dash);
      }
    }
  }
  return path;
}

/** The line of the key whose text block the line belongs to, or -1. */
function blockAbove(lines, number, column) {
  let limit = column;
  for (let i = number - 1; i >= 0; i--) {
    if (lines[i].trim() === '') {
      continue;
    }
    const own = tokens(lines[i]);
    const at = own.found[0]?.column ?? own.column;
    if (at < limit) {
      if (BLOCK_TEXT.test(lines[i])) {
        return i;
      }
      limit = at;
    }
  }
  return -1;
}

/** Within `{a: 1, b` on one line: the keys on the way, and what is being typed. */
function flowPlace(text) {
  const open = [];
  let from = 0;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quote) {
      quote = c === quote ? '' : quote;
    } else if (c === '"' || c === "'") {
      quote = c;
    } else if (c === '{' || c === '[') {
      open.push({ list: c === '[', key: keyOf(text.slice(from, i)) });
      from = i + 1;
    } else if (c === '}' || c === ']') {
      open.pop();
      from = i + 1;
    } else if (c === ',') {
      from = i + 1;
    }
  }
  if (!open.length) {
    return null;
  }
  const piece = text.slice(from);
  const lead = piece.length - piece.trimStart().length;
  return { open, piece: piece.trimStart(), from: from + lead };
}

function keyOf(piece) {
  const match = /^\s*("[^"]*"|'[^']*'|[^:{},[\]]+):\s*$/.exec(piece);
  return match ? unquoted(match[1].trim()) : '';
}

/**
 * The place of an offset:
 * `path` is made of keys (text) and list items ("-"), the outermost first; `kind` is `key` where a key or
 * item begins, `value` behind a key (the last of the path), `text` within a text block, `comment`;
 * `typed` is what stands between `from` and the offset; `indent` is the column of the key. `holders` are
 * those of the path that stand on lines of their own: {key or dash, line, column}.
 */
export function placeAt(text, offset) {
  const lines = text.split('\n');
  const before = text.slice(0, offset);
  const number = before.split('\n').length - 1;
  const begin = before.lastIndexOf('\n') + 1;
  const line = lines[number];
  const left = before.slice(begin);
  const own = tokens(left);
  const dashes = own.found.filter((each) => each.dash).map((each) => ({ ...each, line: number }));
  const block = blockAbove(lines, number, dashes[0]?.column ?? (isBlank(line) ? left.length : own.column));
  const words = (path) => path.map((each) => (each.dash ? '-' : each.key));
  if (block >= 0) {
    const { found } = tokens(lines[block]);
    const path = ancestors(lines, block, found[0].column, found);
    const typed = left.trimStart();
    return { kind: 'text', path: words(path), holders: path, typed, from: offset - typed.length, number, indent: own.column };
  }
  if (/(^|\s)#/.test(left.replace(/"[^"]*"|'[^']*'/g, ''))) {
    return { kind: 'comment', path: [], holders: [], typed: '', from: offset, number, indent: own.column };
  }
  const path = ancestors(lines, number, own.column, dashes);
  if (own.key) {
    const key = { key: unquoted(own.key[1]), column: own.column, line: number };
    const value = own.rest.slice(own.key[0].length).trimStart();
    const whole = [...path, key];
    return { ...inner(words(whole), value, 'value', offset, number, own.column), holders: whole };
  }
  return { ...inner(words(path), own.rest, 'key', offset, number, own.column), holders: path };
}

function inner(path, typed, kind, offset, number, indent) {
  const flow = /^(\{(?!\{)|\[)/.test(typed) ? flowPlace(typed) : null;
  if (!flow) {
    return { kind, path, typed, from: offset - typed.length, number, indent, flow: false };
  }
  const inside = flow.open.flatMap((each) => [...(each.key ? [each.key] : []), ...(each.list ? ['-'] : [])]);
  const key = /^("[^"]*"|'[^']*'|[^:]+):\s+(.*)$/s.exec(flow.piece);
  const isValue = Boolean(key) || flow.open.at(-1).list;
  const word = key ? key[2] : flow.piece;
  return {
    kind: isValue ? 'value' : 'key', path: [...path, ...inside, ...(key ? [unquoted(key[1])] : [])],
    typed: word, from: offset - word.length, number, indent, flow: true,
  };
}

/** The column in which a line begins that is broken off behind `left`; `above` are the lines before it. */
export function indentAfter(left, above) {
  const line = isBlank(left) ? above.findLast((each) => !isBlank(each)) : left;
  if (line === undefined) {
    return 0;
  }
  const { column, rest } = tokens(line);
  const opens = /:\s*([|>][-+\d]*)?\s*(\s#.*)?$/.test(rest) && !rest.startsWith('#');
  return opens ? column + 2 : column;
}

/** The value of `key` beside the place: in the mapping whose keys are at `column` around line `number`. */
export function besides(text, number, column) {
  const lines = text.split('\n');
  const found = new Map();
  const look = (from, by) => {
    for (let i = from; i >= 0 && i < lines.length; i += by) {
      if (isBlank(lines[i])) {
        continue;
      }
      const { found: own, key, rest, column: at } = tokens(lines[i]);
      const first = own[0]?.column ?? at;
      const begins = by < 0 && own[0]?.dash && at === column;
      if (first < column && !begins) {
        return;
      }
      if (key && at === column) {
        found.set(unquoted(key[1]), rest.slice(key[0].length).trim());
      }
      if (begins) {
        return;
      }
    }
  };
  look(number, -1);
  look(number + 1, 1);
  return found;
}
