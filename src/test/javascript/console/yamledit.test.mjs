import assert from 'node:assert/strict';
import test from 'node:test';
import { parse } from 'yaml';
import { changed, setExpression, setValue, written } from '../../../main/console/lib/yamledit.js';
import { insertAt } from '../../../main/console/lib/yamlinsert.js';
import { expressionOf, stepAt, valueOf } from '../../../main/console/lib/yamlstep.js';

const FLOW = `# The flow.
- route:
    id: night
    from:
      uri: paho:home/telemetry?qos=1
      steps:
        # First parse.
        - unmarshal:
            json: {}
        - to:
            uri: 'threshold:dark' # the limit
            parameters:
              below: 300   # a comment stays
              missing: skip
        - choice:
            when:
              - simple: \${body} > 0
                steps:
                  - log: above
            otherwise:
              steps:
                - log: below
        - to: device:led
`;

const STEP = '- setBody:\n    constant: "1"\n';
const parameter = (name, type = 'string') => ({ name, in: 'parameter', type });
const insert = (text, offset, piece = STEP) => {
  const done = insertAt(text, offset, piece);
  assert.equal(done.failure, undefined);
  return changed(text, [{ from: done.from, insert: done.insert }]);
};
const stepsOf = (text) => parse(text)[0].route.from.steps;
const set = (text, word, property, value) => {
  const step = stepAt(text, text.indexOf(word));
  return changed(text, setValue(text, step, property, value));
};

test('a step goes behind the one of the cursor, with all that is in that', () => {
  const steps = stepsOf(insert(FLOW, FLOW.indexOf('below: 300')));
  assert.deepEqual(steps.map((each) => Object.keys(each)[0]), ['unmarshal', 'to', 'setBody', 'choice', 'to']);
});

test('a step goes into the branch of the cursor, and behind the choice from its first line', () => {
  const branch = stepsOf(insert(FLOW, FLOW.indexOf('log: above')));
  assert.deepEqual(branch[2].choice.when[0].steps[1], { setBody: { constant: '1' } });
  const behind = stepsOf(insert(FLOW, FLOW.indexOf('choice:') + 3));
  assert.deepEqual(behind.map((each) => Object.keys(each)[0]), ['unmarshal', 'to', 'choice', 'setBody', 'to']);
});

test('a step becomes the first when the cursor is in the source', () => {
  assert.deepEqual(Object.keys(stepsOf(insert(FLOW, FLOW.indexOf('paho:')))[0]), ['setBody']);
});

test('a step goes behind the last line of a file without a line end', () => {
  const text = FLOW.trimEnd();
  const after = insert(text, text.length);
  assert.deepEqual(stepsOf(after).at(-1), { setBody: { constant: '1' } });
  assert.ok(after.startsWith(text));
});

test('a source becomes a route of its own, also in an empty file', () => {
  const route = '- route:\n    from:\n      uri: timer:x\n      steps:\n        - log: x\n';
  assert.equal(parse(insert(FLOW, 20, route)).length, 2);
  assert.equal(parse(insert('', 0, route)).length, 1);
  assert.equal(parse(insert('# only a comment\n', 5, route)).length, 1);
});

test('a step outside of every route is refused in words', () => {
  assert.match(insertAt('# nothing\n', 3, STEP).failure, /into the steps/);
});

test('a changed value is all that changes', () => {
  assert.equal(set(FLOW, 'below: 300', parameter('below', 'number'), '400'), FLOW.replace('300', '400'));
  assert.equal(set(FLOW, 'below: 300', { in: 'path', name: 'name' }, 'dusk'), FLOW.replace("'threshold:dark'", "'threshold:dusk'"));
});

test('an option of the URI is changed in the URI', () => {
  const step = stepAt(FLOW, FLOW.indexOf('paho:'));
  assert.equal(valueOf(step, parameter('qos')), '1');
  assert.equal(set(FLOW, 'paho:', parameter('qos'), '2'), FLOW.replace('qos=1', 'qos=2'));
});

test('a new option gets a line of its own behind the others, whose comments stay', () => {
  const after = set(FLOW, 'below: 300', parameter('emit'), 'change');
  assert.match(after, /missing: skip\n {14}emit: change\n/);
  assert.equal(after.replace('              emit: change\n', ''), FLOW);
});

test('an option that is taken away takes its line with it, the last one the parameters too', () => {
  const one = set(FLOW, 'below: 300', parameter('missing'), '');
  assert.equal(one, FLOW.replace('              missing: skip\n', ''));
  const none = set(one, 'below: 300', parameter('below'), '');
  assert.deepEqual(stepsOf(none)[1], { to: { uri: 'threshold:dark' } });
});

test('a step in short form becomes a long one when it gets an option', () => {
  const after = set(FLOW, 'device:led', parameter('x'), 'y');
  assert.deepEqual(stepsOf(after).at(-1), { to: { uri: 'device:led', parameters: { x: 'y' } } });
});

test('an option is added to parameters in braces, and to a URI without parameters', () => {
  const braces = '- to:\n    uri: paho:x\n    parameters: {qos: 1}\n';
  assert.deepEqual(parse(set(braces, 'paho', parameter('retained', 'boolean'), 'true'))[0].to.parameters, { qos: 1, retained: true });
  const bare = '- to:\n    uri: paho:x # here\n    pattern: InOnly\n';
  const after = set(bare, 'paho', parameter('qos', 'integer'), '1');
  assert.deepEqual(parse(after), [{ to: { uri: 'paho:x', parameters: { qos: 1 }, pattern: 'InOnly' } }]);
  assert.ok(after.includes('uri: paho:x # here\n'));
});

test('an expression changes its language and its text, and nothing else', () => {
  const step = stepAt('- setBody:\n    simple: ${body} # c\n', 12);
  const found = expressionOf(step, ['simple', 'constant']);
  assert.equal(changed('- setBody:\n    simple: ${body} # c\n', setExpression(step, found, 'constant', 'on')), '- setBody:\n    constant: "on" # c\n');
});

test('a field of a step is set beside its other words', () => {
  const text = '- log:\n    message: a\n    loggingLevel: INFO\n';
  assert.equal(set(text, 'message', { in: 'field', name: 'message', type: 'string' }, 'b: c'), text.replace('a\n', '"b: c"\n'));
  assert.deepEqual(parse(set(text, 'message', { in: 'field', name: 'id', type: 'string' }, 'x'))[0].log.id, 'x');
});

test('words that another parser takes for something else are quoted', () => {
  for (const each of ['on', 'yes', 'null', '1.0', '-x', '# a', 'a: b', '{a', '', 'a #b', "it's", '"q"']) {
    const text = written(each, null);
    assert.equal(parse(`a: ${text}`).a, each, text);
  }
  assert.equal(written('on', null), '"on"');
  assert.equal(written("it's", { type: 'QUOTE_SINGLE' }), "'it''s'");
});
