// What changed between two texts, line by line.

const MOST_LINES = 600;

/** @returns lines as [sign, text] with sign ' ', '-' or '+' */
export function diff(before, after) {
  const a = before === '' ? [] : before.split('\n');
  const b = after === '' ? [] : after.split('\n');
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    start++;
  }
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) {
    end++;
  }
  const same = (lines) => lines.map((each) => [' ', each]);
  return [
    ...same(a.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...same(end ? a.slice(-end) : []),
  ];
}

function middle(a, b) {
  const gone = a.map((each) => ['-', each]);
  const come = b.map((each) => ['+', each]);
  if (a.length === 0 || b.length === 0 || a.length > MOST_LINES || b.length > MOST_LINES) {
    return [...gone, ...come];
  }
  // The longest lines in common, from the end on.
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const lines = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      lines.push([' ', a[i++]]);
      j++;
    } else if (common[i + 1][j] >= common[i][j + 1]) {
      lines.push(gone[i++]);
    } else {
      lines.push(come[j++]);
    }
  }
  return [...lines, ...gone.slice(i), ...come.slice(j)];
}
