import assert from 'node:assert/strict';
import test from 'node:test';
import { LastWins } from '../../../main/console/lib/lastwins.js';
import { differs, figure, imageOf, isOn, outside, shareOf, tableOf } from '../../../main/console/lib/widget.js';

test('pictures come from the gateway alone', () => {
  assert.equal(imageOf('/www/plan.png'), '/www/plan.png');
  assert.equal(imageOf('/9j/4AAQ'), 'data:image/jpeg;base64,/9j/4AAQ');
  for (const other of ['//x.org/a.png', '/\\x.org', 'https://x.org/a.png', 'data:text/html,x', 'javascript:x', 'x', '', null]) {
    assert.equal(imageOf(other), null, String(other));
  }
});

test('what is wanted differs from what is reported by meaning', () => {
  assert.equal(differs({ commanded: 40, value: '40.0' }), false);
  assert.equal(differs({ commanded: 'on', value: 'off' }), true);
  assert.equal(differs({ commanded: 40, value: null }), true);
  assert.equal(differs({ value: 'off' }), false);
});

test('an empty text is no number', () => {
  assert.deepEqual(['', ' ', '21.5', 'x', '1e3', null, 'Infinity', 3].map(figure), [null, null, 21.5, null, 1000, null, null, 3]);
});

test('on, off and what is neither', () => {
  assert.deepEqual(['on', 'ON', true, 'off', false, 0, 'perhaps', null].map((each) => isOn(each)), [true, true, true, false, false, false, null, null]);
});

test('a share stays within its range, and bounds are told', () => {
  assert.deepEqual([-5, 0, 25, 200, 'x'].map((each) => shareOf(each, { min: 0, max: 50 })), [0, 0, 0.5, 1, null]);
  assert.deepEqual([10, 30, 95].map((each) => outside(each, { low: 20, high: 90 })), ['below 20', '', 'above 90']);
});

test('tables are made of lists and of things', () => {
  assert.deepEqual(tableOf('[{"a": 1}, {"b": 2}]'), { titles: ['a', 'b'], rows: [[1, undefined], [undefined, 2]] });
  assert.deepEqual(tableOf({ hall: 20 }, []), { titles: ['name', 'value'], rows: [['hall', 20]] });
  assert.deepEqual(tableOf([{ a: 1, b: 2 }], ['b']), { titles: ['b'], rows: [[2]] });
  assert.equal(tableOf('21.5'), null);
  assert.equal(tableOf('no JSON'), null);
});

test('what changes quickly is sent one by one, and the last one always', async () => {
  const sent = [];
  let under = 0;
  let most = 0;
  await new Promise((over) => {
    const sender = new LastWins(async (value) => {
      most = Math.max(most, ++under);
      await null;
      under--;
      sent.push(value);
      if (value === 59) over();
    }, 1);
    for (let i = 0; i < 60; i++) sender.push(i);
  });
  assert.deepEqual(sent, [0, 59]);
  assert.equal(most, 1);
});
