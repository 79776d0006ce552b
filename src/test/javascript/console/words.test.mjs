import assert from 'node:assert/strict';
import test from 'node:test';
import { CamelSchema } from '../../../main/console/lib/camelschema.js';
import { helpAt } from '../../../main/console/lib/wordhelp.js';
import { wordsAt } from '../../../main/console/lib/words.js';
import { indentAfter, placeAt } from '../../../main/console/lib/yamlplace.js';

const schema = new CamelSchema({
  items: {
    properties: { route: { $ref: '#/items/definitions/Route' } },
    definitions: {
      Route: { type: 'object', properties: { id: { type: 'string' }, from: { $ref: '#/items/definitions/From' } }, required: ['from'] },
      From: {
        type: 'object', required: ['uri', 'steps'],
        properties: {
          uri: { type: 'string' }, parameters: { type: 'object' },
          steps: { type: 'array', items: { $ref: '#/items/definitions/Step' } },
        },
      },
      Step: {
        type: 'object',
        properties: {
          to: { oneOf: [{ type: 'string' }, { type: 'object', properties: { uri: { type: 'string' }, parameters: { type: 'object' }, pattern: { type: 'string', enum: ['InOnly', 'InOut'] } } }], required: ['uri'] },
          filter: { $ref: '#/items/definitions/Filter' },
        },
      },
      Filter: {
        type: 'object', description: 'Lets through what holds.',
        anyOf: [{ oneOf: [{ properties: { simple: { $ref: '#/items/definitions/Simple' } } }, { not: {} }] }],
        properties: { simple: {}, steps: { type: 'array', items: { $ref: '#/items/definitions/Step' } } },
      },
      Simple: { description: 'Evaluates a simple expression.', oneOf: [{ type: 'string' }, { type: 'object', properties: { trim: { type: 'boolean' } } }] },
    },
  },
});

const known = {
  schema,
  palette: [
    {
      name: 'threshold-action', scheme: 'threshold', kind: 'action', title: 'Threshold', group: 'house', description: 'On or off.', insert: '- to:\n    uri: threshold:dark\n',
      properties: [
        { name: 'name', in: 'path', type: 'string' },
        { name: 'below', in: 'parameter', type: 'number', description: 'On below this number.' },
        { name: 'emit', in: 'parameter', type: 'enum', enum: ['each', 'change'], default: 'each', description: 'Which go on.' },
      ],
    },
    { name: 'sensor-source', scheme: 'sensor', kind: 'source', title: 'Sensor', group: 'house', description: 'Reads a device.', insert: '', properties: [] },
    { name: 'filter', eip: 'filter', kind: 'action', title: 'Filter', group: 'logic', description: '', insert: '- filter:\n    simple: ${body} > 0\n    steps:\n      - to: x\n', properties: [] },
  ],
  devices: [{ id: 'hall-light', kind: 'sensor', description: 'Light in the hall', value: '120', unit: 'raw' }],
  topics: [{ topic: 'home/telemetry', payload: '{"light": 1}' }],
  settings: ['dark.limit'],
};

const FLOW = `- route:
    id: night
    from:
      uri: |
      parameters:
        period: 5s
      steps:
        # a comment
        - filter:
            simple: \${body} > 0
            steps:
              - to:
                  uri: threshold:dark
                  parameters:
                    below: 300
`;

/** The text with the cursor at the ‸ of what is put in place of `old`. */
function at(old, put, text = FLOW) {
  const with_ = text.replace(old, () => put);
  return [with_.replace('‸', ''), with_.indexOf('‸')];
}

const labels = (found) => (found?.options ?? []).map((each) => each.label);
const words = (old, put, kind = 'flow', text = FLOW, asked = true) => wordsAt(...at(old, put, text), kind, known, asked);

test('the place of the cursor is known by indentation, in a text that no parser takes', () => {
  const broken = FLOW.replace('simple: ${body} > 0', 'simple: "${body').replace('below: 300', 'below: 300\n                    em');
  assert.deepEqual(placeAt(broken, broken.indexOf('em\n') + 2).path,
    ['-', 'route', 'from', 'steps', '-', 'filter', 'steps', '-', 'to', 'parameters']);
});

test('a new line begins where the one before it does, or deeper where that opens something', () => {
  assert.equal(indentAfter('      below: 300 # the limit', []), 6);
  assert.equal(indentAfter('    - to:', []), 8);
  assert.equal(indentAfter('      steps: # all', []), 8);
  assert.equal(indentAfter('    - simple: |', []), 8);
  assert.equal(indentAfter('    - log: x', []), 6);
  assert.equal(indentAfter('', ['- route:', '    id: a', '', '# c']), 4);
  assert.equal(indentAfter('', []), 0);
});

test('in a text block and in a comment nothing is taken for YAML', () => {
  const [text, offset] = at('simple: ${body} > 0', 'simple: |\n              to: x‸\n');
  assert.equal(placeAt(text, offset).kind, 'text');
  assert.deepEqual(placeAt(text, offset).path.at(-1), 'simple');
  assert.equal(words('# a comment', '# a comm‸'), null);
});

test('steps are offered in a list of steps, with what is needed to begin one', () => {
  const found = words('# a comment', '- f‸');
  assert.deepEqual(labels(found).sort(), ['filter', 'to']);
  assert.equal(found.options.find((each) => each.label === 'filter').snippet,
    'filter:\n    simple: $\\{body\\} > 0\n    steps:\n      - to: x');
});

test('a step is offered with its dash where the list is empty yet', () => {
  const found = words('# a comment', '‸');
  assert.match(found.options.find((each) => each.label === 'to').snippet, /^- to:\n/);
});

test('members that are there already are not offered again', () => {
  assert.deepEqual(labels(words('simple: ${body} > 0', 'simple: ${body} > 0\n            s‸')), []);
});

test('a shorthand that refers to a definition has its members and its help', () => {
  assert.equal(schema.told(['-', 'route', 'from', 'steps', '-', 'filter', 'simple']).description, 'Evaluates a simple expression.');
});

test('options come from the palette, by the URI beside the parameters', () => {
  assert.deepEqual(labels(words('below: 300', 'below: 300\n                    ‸')), ['emit']);
  assert.deepEqual(labels(words('below: 300', 'emit: ‸')), ['each', 'change']);
});

test('a source is offered after from, an action after to, and devices behind their scheme', () => {
  assert.deepEqual(labels(words('uri: |', 'uri: ‸')), ['sensor:']);
  assert.deepEqual(labels(words('uri: threshold:dark', 'uri: ‸')), ['threshold:']);
  assert.deepEqual(labels(words('uri: |', 'uri: sensor:ha‸')), ['sensor:hall-light']);
  assert.deepEqual(labels(words('uri: |', 'uri: paho:‸')), ['paho:home/telemetry']);
});

test('words of a closed list, values and headers are offered within values', () => {
  assert.deepEqual(labels(words('uri: threshold:dark', 'uri: threshold:dark\n                  pattern: ‸')), ['InOnly', 'InOut']);
  assert.deepEqual(labels(words('below: 300', 'below: {{da‸')), ['dark.limit']);
  assert.ok(labels(words('simple: ${body} > 0', 'simple: ${header.‸')).includes('CamelThresholdOn'));
});

test('tests and devices have their own words', () => {
  const tests = '- test: a\n  steps:\n    - ‸\n';
  assert.ok(labels(words(tests, tests, 'test', tests)).includes('expect-none'));
  const publish = '- test: a\n  steps:\n    - publish: {topic: ‸\n';
  assert.deepEqual(labels(words(publish, publish, 'test', publish)), ['home/telemetry']);
  const devices = 'devices:\n  - id: a\n    kind: ‸\n';
  assert.deepEqual(labels(words(devices, devices, 'devices', devices)), ['sensor', 'input', 'switch', 'level']);
});

test('the dashboard and the history have their own words', () => {
  const widget = 'pages:\n  - title: a\n    groups:\n      - title: b\n        widgets:\n          - type: gauge\n            ‸\n';
  const offered = labels(words(widget, widget, 'dashboard', widget));
  for (const each of ['topic', 'stale-after', 'low', 'high', 'decimals', 'lamp']) {
    assert.ok(offered.includes(each), each);
  }
  const span = widget.replace('‸', 'span: ‸');
  assert.deepEqual(labels(words(span, span, 'dashboard', span)), ['1h', '6h', '24h', '7d', '30d']);
  const series = 'series:\n  - topic: a\n    ‸\n';
  assert.ok(labels(words(series, series, 'history', series)).includes('gap'));
});

test('help says what a step, an option, a header and a device are', () => {
  const help = (word, text = FLOW) => helpAt(text, text.indexOf(word) + 1, 'flow', known)?.text;
  assert.equal(help('filter'), 'Lets through what holds.');
  assert.match(help('below'), /On below this number/);
  assert.match(help('CamelMqttTopic', FLOW.replace('${body}', '${header.CamelMqttTopic}')), /topic the message came on/);
  assert.match(help('hall-light', FLOW.replace('uri: |', 'uri: sensor:hall-light')), /Light in the hall/);
  assert.equal(help('comment'), undefined);
});
