import assert from 'node:assert/strict';
import test from 'node:test';
import { blocksOf, historyPath, millisOf, spanOf } from '../../../main/console/lib/range.js';
import { jsonProblem, rowsOf, topicProblem, treeOf } from '../../../main/console/lib/topics.js';

const values = (...topics) => topics.map((topic) => ({ topic, payload: `of ${topic}`, kind: 'text' }));

test('topics make a tree, empty levels too', () => {
  const tree = treeOf(values('a/b', 'a', '/c'));

  assert.deepEqual(rowsOf(tree, () => true).rows.map((each) => [each.key, each.depth, each.topics]),
    [['', 1, 1], ['/c', 2, 1], ['a', 1, 2], ['a/b', 2, 1]]);
  assert.deepEqual(rowsOf(tree, () => false).rows.map((each) => each.key), ['', 'a']);
});

test('a search looks into names and values', () => {
  assert.deepEqual(rowsOf(treeOf(values('a/b', 'c'), 'OF C'), () => true).rows.map((each) => each.key), ['c']);
});

test('rows beyond what can be drawn are counted', () => {
  const { rows, left } = rowsOf(treeOf(values(...Array.from({ length: 700 }, (_, i) => `t${i}`))), () => true);

  assert.deepEqual([rows.length, left], [600, 100]);
});

test('what cannot be published is said before it is tried', () => {
  assert.equal(topicProblem('home/lamp'), '');
  assert.ok(topicProblem('home/+'));
  assert.ok(topicProblem(''));
  assert.equal(jsonProblem('on'), '');
  assert.equal(jsonProblem('{"a": 1}'), '');
  assert.ok(jsonProblem('{"a": 1'));
});

test('equal states in a row are one block, and the last one lasts', () => {
  const blocks = blocksOf([[0, 'on'], [20, 'on'], [40, 'off'], [60, null], [80, 'on']], { from: 10, to: 100 });

  assert.deepEqual(blocks, [{ from: 10, to: 40, state: 'on' }, { from: 40, to: 60, state: 'off' }, { from: 80, to: 100, state: 'on' }]);
});

test('a range ends now, a time from and to does not move', () => {
  assert.deepEqual(spanOf({ range: '1h' }, 7_200_000), { from: 3_600_000, to: 7_200_000, live: true });
  assert.equal(spanOf({ from: '1970-01-01T00:00:01Z', to: '1970-01-01T00:00:02Z' }, 9e9).live, false);
  assert.deepEqual(['30m', '24h', '7d', 'x', null].map(millisOf), [1_800_000, 86_400_000, 604_800_000, null, null]);
  assert.equal(historyPath(['a/b', 'c'], { from: 0, to: 1000 }),
    'history?series=a%2Fb%2Cc&from=1970-01-01T00%3A00%3A00.000Z&to=1970-01-01T00%3A00%3A01.000Z');
});
