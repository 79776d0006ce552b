import assert from 'node:assert/strict';
import test from 'node:test';
import { diff, withContext } from '../../../main/console/lib/diff.js';
import { plain, withEndsOf } from '../../../main/console/lib/line-ends.js';
import { random, pick } from './random.mjs';

const someText = (next) =>
  Array.from({ length: Math.floor(next() * 12) }, () => pick(next, ['a', 'b', '', 'steps:', '# c']) + pick(next, ['\n', '\r\n', '\r', '\n']))
    .join('') + pick(next, ['', 'last']);

test('a text that nobody changed keeps every line end, whichever it has', () => {
  const next = random(1);
  for (let i = 0; i < 500; i++) {
    const text = someText(next);
    assert.equal(withEndsOf(text, plain(text)), text);
  }
});

test('lines keep their ends beside a changed one, which gets the usual', () => {
  assert.equal(withEndsOf('a\r\nb\nc\r\n', 'a\nx\nc\n'), 'a\r\nx\r\nc\r\n');
  assert.equal(withEndsOf('a\r\nb\nc\r\n', 'new\na\nb\nc\n'), 'new\r\na\r\nb\nc\r\n');
});

test('a missing line end at the last line stays missing, and a new file has \\n', () => {
  assert.equal(withEndsOf('a\r\nb', 'a\nb2'), 'a\r\nb2');
  assert.equal(withEndsOf('', 'a\nb\n'), 'a\nb\n');
});

test('a byte order mark is a part of the text', () => {
  assert.equal(withEndsOf('\ufeffa\r\n', '\ufeffa\nb\n'), '\ufeffa\r\nb\r\n');
});

test('a difference leads from the one text to the other', () => {
  const next = random(2);
  for (let i = 0; i < 500; i++) {
    const [a, b] = [plain(someText(next)).split('\n'), plain(someText(next)).split('\n')];
    const all = diff(a, b);
    assert.deepEqual(all.filter((each) => each.kind !== 'in').map((each) => a[each.a]), a);
    assert.deepEqual(all.filter((each) => each.kind !== 'out').map((each) => b[each.b]), b);
    all.filter((each) => each.kind === 'same').forEach((each) => assert.equal(a[each.a], b[each.b]));
  }
});

test('a changed line is one taken and one added, and what is far from it is left out', () => {
  const a = Array.from({ length: 20 }, (_, i) => `line ${i}`);
  const b = a.with(10, 'other');
  const shown = withContext(diff(a, b), 2);
  assert.deepEqual(shown.map((each) => each.kind), ['gap', 'same', 'same', 'out', 'in', 'same', 'same', 'gap']);
  assert.equal(shown[0].lines, 8);
});

test('texts that have nothing in common are replaced, without being compared for long', () => {
  const a = Array.from({ length: 4000 }, (_, i) => `a ${i}`);
  const b = Array.from({ length: 4000 }, (_, i) => `b ${i}`);
  const all = diff(a, b);
  assert.equal(all.filter((each) => each.kind === 'out').length, 4000);
  assert.equal(all.filter((each) => each.kind === 'in').length, 4000);
});
