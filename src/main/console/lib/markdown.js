// A small safe part of Markdown as a tree of plain values: headings, paragraphs, lists, quotes, code, rules,
// emphasis, links. Whatever else is written stays text. Knows nothing of pages.

const INLINE = /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|\*([^*\s](?:[^*]*[^*\s])?)\*|\b_([^_\s](?:[^_]*[^_\s])?)_\b|\[([^\]]*)\]\(([^()\s]+)\)/;

/** Only web addresses and places of this console are gone to. */
export const isSafeLink = (address) => /^(https?:\/\/|#)/i.test(address);

export function inline(text) {
  const parts = [];
  let rest = text;
  for (let found = INLINE.exec(rest); found; found = INLINE.exec(rest)) {
    if (found.index > 0) parts.push(rest.slice(0, found.index));
    const [whole, code, strong, strong2, em, em2, label, address] = found;
    if (code !== undefined) parts.push({ is: 'code', text: code });
    else if (strong ?? strong2) parts.push({ is: 'strong', parts: inline(strong ?? strong2) });
    else if (em ?? em2) parts.push({ is: 'em', parts: inline(em ?? em2) });
    else if (isSafeLink(address)) parts.push({ is: 'link', address, parts: inline(label || address) });
    else parts.push(whole);
    rest = rest.slice(found.index + whole.length);
  }
  if (rest) parts.push(rest);
  return parts;
}

const STARTS = [
  ['heading', /^(#{1,6})\s+(.*?)\s*#*$/],
  ['rule', /^\s*([-*_])(?:\s*\1){2,}\s*$/],
  ['fence', /^```/],
  ['bullet', /^\s*[-*+]\s+(.*)$/],
  ['numbered', /^\s*\d{1,9}[.)]\s+(.*)$/],
  ['quote', /^\s*>\s?(.*)$/],
];

function startOf(line) {
  for (const [is, pattern] of STARTS) {
    const found = pattern.exec(line);
    if (found) return { is, found };
  }
  return { is: line.trim() === '' ? 'blank' : 'text' };
}

/** The lines from `at` that continue a block of this kind, with what `take` makes of each. */
function run(lines, at, kind) {
  const taken = [];
  let i = at;
  for (; i < lines.length; i++) {
    const start = startOf(lines[i]);
    if (start.is === kind) taken.push(start.found[1]);
    else if (start.is === 'text' && taken.length && /^\s{2,}/.test(lines[i])) taken[taken.length - 1] += ` ${lines[i].trim()}`;
    else break;
  }
  return { taken, next: i };
}

/** Blocks: heading (level, parts), paragraph (parts), list (ordered, items), quote (parts), code (text), rule. */
export function blocks(text) {
  const lines = String(text ?? '').replaceAll('\r\n', '\n').split('\n');
  const all = [];
  let i = 0;
  while (i < lines.length) {
    const { is, found } = startOf(lines[i]);
    if (is === 'blank') {
      i++;
    } else if (is === 'heading') {
      all.push({ is, level: found[1].length, parts: inline(found[2]) });
      i++;
    } else if (is === 'rule') {
      all.push({ is });
      i++;
    } else if (is === 'fence') {
      const end = lines.findIndex((line, at) => at > i && /^```/.test(line));
      const stop = end < 0 ? lines.length : end;
      all.push({ is: 'code', text: lines.slice(i + 1, stop).join('\n') });
      i = stop + 1;
    } else if (is === 'text') {
      const begin = i;
      while (i < lines.length && startOf(lines[i]).is === 'text') i++;
      all.push({ is: 'paragraph', parts: inline(lines.slice(begin, i).map((line) => line.trim()).join(' ')) });
    } else {
      const { taken, next } = run(lines, i, is);
      if (is === 'quote') all.push({ is, parts: inline(taken.join(' ')) });
      else all.push({ is: 'list', ordered: is === 'numbered', items: taken.map(inline) });
      i = next;
    }
  }
  return all;
}
