import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signed as diff } from '../../../main/console/lib/diff.js';
import { editAddress, fileOf } from '../../../main/console/lib/flows.js';
import { hex, parts, pretty, shown } from '../../../main/console/lib/json.js';
import { around, pathOf } from '../../../main/console/lib/path.js';
import { Tapped } from '../../../main/console/lib/tapped.js';

test('JSON is put into lines with its numbers as they were written', () => {
  assert.equal(pretty('{"a":1.0,"b":[12345678901234567890,{}],"c":[]}'), '{\n  "a": 1.0,\n  "b": [\n    12345678901234567890,\n    {}\n  ],\n  "c": []\n}');
  assert.equal(pretty('{"a b, c: {":"\\" ["}'), '{\n  "a b, c: {": "\\" ["\n}');
});

test('what is no JSON stays as it is', () => {
  for (const text of ['', '{"light": ', 'hello, world']) {
    assert.equal(pretty(text), text);
  }
});

test('coloured parts are the whole text', () => {
  const text = '{"a": -1.5e3, "b": ["x", true, null]}';
  const found = parts(text);
  assert.equal(found.map(([, part]) => part).join(''), text);
  assert.deepEqual(found.filter(([kind]) => kind !== 'plain').map(([kind]) => kind), ['key', 'number', 'key', 'string', 'word', 'word']);
});

test('bytes are shown in hexadecimal', () => {
  assert.equal(hex(btoa('AB\u0000')), `0000  ${'41 42 00'.padEnd(47)}  AB.`);
  assert.equal(shown({ kind: 'empty', body: '' }), '');
});

test('a difference is the lines that went and came', () => {
  assert.deepEqual(diff('a\nb\nc', 'a\nx\nc'), [[' ', 'a'], ['-', 'b'], ['+', 'x'], [' ', 'c']]);
  assert.deepEqual(diff('', 'a'), [['+', 'a']]);
  assert.deepEqual(diff('a\nb', 'a\nb'), [[' ', 'a'], [' ', 'b']]);
});

test('a pause loses nothing until there is no room, and counts what it loses', () => {
  const tapped = new Tapped();
  const take = (times) => Array.from({ length: times }, () => tapped.take({ kind: 'text', body: 'x', node: 'n', flow: 'f' }));
  take(10);
  tapped.pause(true);
  take(5003);
  assert.equal(tapped.messages.length, 10);
  assert.equal(tapped.waiting.length, 5000);
  assert.equal(tapped.missed, 3);
  tapped.pause(false);
  assert.equal(tapped.messages.length, 2000);
  assert.equal(tapped.fallen, 3010);
  assert.equal(tapped.messages.at(-1).number, 5013);
});

test('messages are found by all words of the filter', () => {
  const tapped = new Tapped();
  tapped.take({ kind: 'json', body: '{"Light": 3}', topic: 'home/telemetry', node: 'n', flow: 'f' });
  tapped.take({ kind: 'json', body: '{"dark": 3}', topic: 'home/telemetry', node: 'n', flow: 'f' });
  assert.equal(tapped.matching('light HOME').length, 1);
  assert.equal(tapped.matching(' ').length, 2);
});

const picture = {
  flow: 'f',
  nodes: [['a:0', 'source', 'from'], ['a:1', 'branch', 'choice'], ['a:2', 'branch', 'when'], ['a:3', 'branch', 'when'], ['a:4', 'action', 'to'], ['b:0', 'source', 'from']]
    .map(([id, role, type]) => ({ id, route: id[0], role, type })),
  wires: [['a:0', 'a:1'], ['a:1', 'a:2'], ['a:1', 'a:3'], ['a:2', 'a:4'], ['a:3', 'a:4'], ['a:1', 'a:4']].map(([from, to]) => ({ from, to, kind: 'main' })),
};

test('the way of a message is that of the branch it took, from the source on', () => {
  const run = { route: 'a', steps: [{ node: 'a:1' }, { node: 'a:2', held: false }, { node: 'a:3', held: true }, { node: 'a:4', reason: 'no' }] };
  const { nodes, wires } = pathOf(picture, run);
  assert.deepEqual([...nodes], [['a:0', 'passed'], ['a:1', 'passed'], ['a:3', 'passed'], ['a:4', 'failed']]);
  assert.deepEqual([...wires], ['a:0>a:1', 'a:1>a:3', 'a:3>a:4']);
  assert.ok(around(picture, run).nodes.every((each) => each.route === 'a'));
});

test('a file is named by its path in the house', () => {
  assert.equal(fileOf({ file: '/home/pi/serai/routes/cellar/pump.camel.yaml' }), 'cellar/pump.camel.yaml');
  assert.equal(fileOf({ file: 'C:\\serai\\routes\\pump.camel.yaml' }), 'pump.camel.yaml');
  assert.equal(editAddress({ file: 'routes/a b.camel.yaml' }, 7), '#/edit/a%20b.camel.yaml?line=7');
});
