// What differs between two texts, line by line: Myers' shortest edit script.

/** Texts further apart than this are shown as replaced, instead of being compared for seconds. */
const MOST_EDITS = 1500;

function edits(a, b) {
  const most = Math.min(a.length + b.length, MOST_EDITS);
  const trace = [];
  let ends = new Map([[1, 0]]);
  for (let d = 0; d <= most; d++) {
    const next = new Map();
    trace.push(ends);
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (ends.get(k - 1) ?? -1) < (ends.get(k + 1) ?? -1));
      let x = down ? ends.get(k + 1) ?? 0 : ends.get(k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) {
        x++;
      }
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) {
        return walkBack(trace, a, b, d);
      }
    }
    ends = next;
  }
  return null;
}

function walkBack(trace, a, b, distance) {
  const found = [];
  let x = a.length;
  let y = b.length;
  for (let d = distance; d >= 0; d--) {
    const ends = trace[d];
    const k = x - y;
    const down = k === -d || (k !== d && (ends.get(k - 1) ?? -1) < (ends.get(k + 1) ?? -1));
    const before = d === 0 ? 0 : ends.get(down ? k + 1 : k - 1) ?? 0;
    const beforeY = d === 0 ? 0 : before - (down ? k + 1 : k - 1);
    while (x > before && y > beforeY && a[x - 1] === b[y - 1]) {
      found.push({ kind: 'same', a: --x, b: --y });
    }
    if (d > 0) {
      found.push(down ? { kind: 'in', a: x, b: --y } : { kind: 'out', a: --x, b: y });
    }
  }
  return found.reverse();
}

/** Each line of `a` and `b` in order: `same`, `out` (only in a) or `in` (only in b), with its indexes. */
export function diff(a, b) {
  let begin = 0;
  while (begin < a.length && begin < b.length && a[begin] === b[begin]) {
    begin++;
  }
  let end = 0;
  while (end < a.length - begin && end < b.length - begin && a.at(-1 - end) === b.at(-1 - end)) {
    end++;
  }
  const middleA = a.slice(begin, a.length - end);
  const middleB = b.slice(begin, b.length - end);
  const middle = edits(middleA, middleB) ?? [
    ...middleA.map((_, i) => ({ kind: 'out', a: i, b: 0 })),
    ...middleB.map((_, i) => ({ kind: 'in', a: middleA.length, b: i })),
  ];
  return [
    ...a.slice(0, begin).map((_, i) => ({ kind: 'same', a: i, b: i })),
    ...middle.map((each) => ({ kind: each.kind, a: each.a + begin, b: each.b + begin })),
    ...Array.from({ length: end }, (_, i) => ({
      kind: 'same', a: a.length - end + i, b: b.length - end + i,
    })),
  ];
}

/** The differences with some equal lines around; `{kind: 'gap', lines}` stands for the others. */
export function withContext(differences, around = 3) {
  const near = new Set();
  differences.forEach((each, i) => {
    for (let k = i - around; each.kind !== 'same' && k <= i + around; k++) {
      near.add(k);
    }
  });
  const shown = [];
  differences.forEach((each, i) => {
    if (near.has(i)) {
      shown.push(each);
    } else if (shown.at(-1)?.kind === 'gap') {
      shown.at(-1).lines++;
    } else {
      shown.push({ kind: 'gap', lines: 1 });
    }
  });
  return shown;
}

/** The lines of two texts as [sign, line], with sign ' ', '-' or '+'. */
export function signed(before, after) {
  const a = before === '' ? [] : before.split('\n');
  const b = after === '' ? [] : after.split('\n');
  return diff(a, b).map((each) => (each.kind === 'in' ? ['+', b[each.b]] : [each.kind === 'out' ? '-' : ' ', a[each.a]]));
}
