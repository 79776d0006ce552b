// The words of the files beside the flows: tests, devices, dashboard, history; each list by the key it stands
// below, "" for the top.

const EXPECTATION = {
  topic: 'A message that the flow published on this topic; wildcards may stand in it.',
  payload: 'What the message holds: text, or JSON of which these keys are compared.',
  qos: '0, 1 or 2.', retained: 'Whether the broker was asked to keep it.',
  device: 'A device of the house.', is: 'What it is now.', becomes: 'What an output was set to.',
  endpoint: 'What was sent to an endpoint outside, such as file:*.', body: 'Its body.', headers: 'Its headers.',
  variable: 'A global variable of the flow.', log: 'A line of the log that holds this text.', level: 'The level of the line.',
  failure: 'A message that could not be processed, whose reason holds this text.',
  within: 'How long it may take, such as 1s.', count: 'How many there are to be.',
};

const TESTS = {
  '': { test: 'What the flow promises.', given: 'How the house is before the flow starts.', steps: 'What happens, and what is expected.' },
  given: {
    at: 'The moment of the start, with its zone.', devices: 'What sensors and inputs have, by id.',
    retained: 'Messages that the broker holds.', values: 'In place of those of settings.properties.',
    variables: 'Global variables of the flow.', flows: 'Ids of other flows that run as well.',
    start: 'Routes that are started though their autoStartup is false.', answers: 'Of endpoints outside.',
  },
  steps: {
    publish: 'Somebody publishes.', set: 'A sensor or input has another value.', break: 'A device fails from now on.',
    mend: 'A device works again.', send: 'A message comes from an endpoint, or to a direct: or seda: of the flow.',
    advance: 'Time passes.', expect: 'Something happens, or is so, before the time is up.',
    'expect-in-order': 'Several things happen one after the other.', 'expect-none': 'Something does not happen.',
    'expect-nothing': 'Nothing has gone out that no expectation has taken.', broker: 'The broker goes, or comes back.',
    gateway: 'The gateway is killed, or starts again.', restart: 'Both, with a while in between.',
    redeploy: 'A new version of the flow takes the place of the old one.',
  },
  publish: {
    topic: 'Where.', payload: 'Text, or anything that is sent as JSON.', 'payload-base64': 'Any bytes.', qos: '0, 1 or 2; 1 when not said.',
    retained: 'Whether the broker keeps it.', duplicate: 'Whether it says that it may have come before.', times: 'How often.',
  },
  set: { device: 'Which sensor or input.', to: 'Its value from now on.' },
  break: { device: 'Which.', reason: 'What it says.' },
  send: { endpoint: 'Where it comes from.', body: 'Its body.', headers: 'Its headers.' },
  advance: { to: 'Until it is so late.' },
  expect: EXPECTATION, 'expect-none': EXPECTATION, 'expect-in-order': EXPECTATION,
  retained: { topic: 'Where.', payload: 'What.', qos: '0, 1 or 2.' },
  answers: { endpoint: 'Which.', body: 'What it answers.', headers: 'With it.', fails: 'The reason of its failure.' },
};

const DEVICES = {
  '': { devices: 'All devices of the house.' },
  devices: {
    id: 'a-z, 0-9 and dashes inside; once in the file.', kind: 'sensor, input, switch or level.', description: 'For people.',
    unit: 'For people.', range: 'Of sensors: {min, max}.', driver: 'Insists on one driver.',
    simulated: 'How it is simulated.', pi4j: 'Where it is on a Raspberry Pi.', counterfit: 'Where it is in CounterFit.',
  },
  range: { min: 'The smallest value.', max: 'The largest value.' },
  simulated: {
    generator: 'constant, daylight, sine, random-walk or fill.', value: 'Where it begins.', period: 'Of daylight and sine.',
    step: 'Of the random walk.', seed: 'The same seed wanders the same way.', switch: 'Of fill: what fills it.',
    'fills-in': 'How long filling takes.', 'empties-in': 'How long emptying takes.', noise: 'Around the value.', every: 'How often it changes.',
  },
  pi4j: {
    pin: 'BCM number, 0 to 27.', pull: 'up, down or off.', debounce: 'Such as 10ms.', inverted: 'true or false.',
    frequency: 'Of the PWM.', 'pwm-channel': 'For the chip\'s own PWM.', chip: 'grove-adc, ads1115 or bh1750.', bus: 'I2C bus.',
    address: 'I2C address.', channel: 'Of a converter.', scale: 'Factor.', offset: 'Added after the factor.', 'full-scale': 'Of the ads1115.',
  },
  counterfit: { port: 'The pin there.', url: 'The app.', poll: 'How often an input is asked.' },
};

const DASHBOARD = {
  '': { pages: 'The pages of the dashboard.' },
  pages: { id: 'In its address.', title: 'Above it.', icon: 'Beside its title.', groups: 'What is on it.' },
  groups: { title: 'Above it.', widgets: 'What is in it.' },
  widgets: {
    type: 'What it looks like.', title: 'Its name.', id: 'Once in the file; made of page and title when not said.', icon: 'Beside its title.',
    description: 'For people.', width: 'Columns, 1 to 4.',
    topic: 'Where its value comes on.', path: 'Where in the JSON it is, such as a.b.0.', device: 'A device of devices.yaml.',
    variable: 'A global variable, FLOW:NAME.', state: 'Where its value comes from, in place of the four before.',
    command: 'Where a command goes, when not to where its value comes from.',
    'stale-after': 'When the value of a topic counts as stale, such as 60s.', availability: 'The topic that says whether it is there.',
    unit: 'Beside the value.', min: 'The smallest value.', max: 'The largest value.', decimals: 'Digits shown, 0 to 10.',
    low: 'Of gauge and level: below it is too low.', high: 'Of gauge and level: above it is too high.', step: 'Of slider and number.',
    lamp: 'Of level: a lamp beside it.', on: 'The word that means on.', off: 'The word that means off.',
    series: 'Names from the history.', span: 'How much of it is shown.', options: 'Of select: what can be chosen.',
    value: 'Of button: what it sends.', label: 'Of button: what stands on it.', confirm: 'Of button: whether it asks first.',
    columns: 'Of table: which, in order.', url: 'Of image: on this gateway, such as /www/plan.png.', alt: 'Of image: its words.',
    text: 'Of markdown and alert: what it says.', lines: 'Of log: how many, at most 200.', above: 'Alerts above this number.',
    below: 'Alerts below this number.', equals: 'Alerts at this value.', severity: 'Of alert.',
  },
  lamp: {
    topic: 'Where it comes on.', path: 'Where in the JSON it is.', device: 'A device.', variable: 'FLOW:NAME.',
    on: 'The word that means on.', off: 'The word that means off.', title: 'Its name.',
  },
  availability: { topic: 'Where it is said.', online: 'The word for being there.' },
  state: { topic: 'Where it comes on.', path: 'Where in the JSON it is.', device: 'A device.', variable: 'FLOW:NAME.' },
  command: { topic: 'Where it is published.', device: 'A device.', variable: 'FLOW:NAME.', payload: 'With {value} in it.', qos: '0, 1 or 2.', retain: 'Whether the broker keeps it.' },
};

const HISTORY = {
  '': { series: 'What is recorded.' },
  series: {
    topic: 'A topic filter.', device: 'A device, or a pattern.', path: 'Where in the JSON it is.', name: 'What it is called; {1}, {2} are levels of the topic.',
    unit: 'Of the values.', kind: 'What its values are, when the first does not say.', deadband: 'Smaller changes are not recorded.',
    gap: 'How long nothing may come until that is a gap, such as 15m.',
  },
};

const KINDS = { test: TESTS, devices: DEVICES, dashboard: DASHBOARD, history: HISTORY };

const VALUES = {
  devices: {
    kind: ['sensor', 'input', 'switch', 'level'], generator: ['constant', 'daylight', 'sine', 'random-walk', 'fill'],
    driver: ['simulated', 'pi4j', 'counterfit'], pull: ['up', 'down', 'off'], inverted: ['true', 'false'],
    chip: ['grove-adc', 'ads1115', 'bh1750'],
  },
  test: {
    broker: ['down', 'up'], gateway: ['down', 'up'], qos: ['0', '1', '2'], retained: ['true', 'false'],
    duplicate: ['true', 'false'], level: ['INFO', 'WARN', 'ERROR', 'DEBUG'],
  },
  dashboard: {
    type: [
      'text', 'gauge', 'chart', 'state-timeline', 'switch', 'button', 'slider', 'number', 'select', 'colour', 'level', 'lamp',
      'table', 'image', 'markdown', 'log', 'alert',
    ],
    qos: ['0', '1', '2'], retain: ['true', 'false'], confirm: ['true', 'false'],
    span: ['1h', '6h', '24h', '7d', '30d'], severity: ['info', 'warning', 'error'],
  },
  history: { kind: ['number', 'state'] },
};

/** The keys that may stand at a path, with what each means: {name: text}. */
export function houseKeys(kind, path) {
  const words = KINDS[kind];
  if (!words) {
    return {};
  }
  const above = path.filter((each) => each !== '-');
  return words[above.at(-1) ?? ''] ?? {};
}

export const houseValues = (kind, key) => VALUES[kind]?.[key] ?? [];
