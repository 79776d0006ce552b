// What can be written at a place of a file of the house. Pure: the schema, the palette and what the house has
// come as `known`.
import { houseKeys, houseValues } from './housewords.js';
import { besides, placeAt } from './yamlplace.js';

/** Headers that Serai's nodes set or heed. */
export const HEADERS = {
  CamelMqttTopic: 'The topic the message came on.',
  CamelMqttQoS: '0, 1 or 2.',
  CamelMqttRetained: 'True for a copy the broker had kept.',
  CamelMqttDuplicate: 'True when it may have come before.',
  CamelMqttCleared: 'True when the payload is empty: the topic was cleared.',
  CamelPahoOverrideTopic: 'Publish here instead; taken off the message.',
  CamelPahoQos: 'Instead of the option qos.',
  CamelPahoRetained: 'Instead of the option retained.',
  CamelDeviceId: 'The device the value is of, or is for.',
  CamelDeviceUnit: 'The unit of the sensor.',
  CamelThresholdOn: 'Whether the value is beyond the limit.',
  CamelThresholdChanged: 'Whether that has just changed.',
  CamelThresholdValue: 'The number that was looked at.',
};

const SIMPLE = {
  'body}': 'The message.', 'bodyAs(String)}': 'The message as text.', 'body[NAME]}': 'A member of a parsed JSON object.',
  'header.': 'A header of the message.', 'variable.': 'A variable.', 'exchangeProperty.': 'A property of this run.',
  'date:now:HH:mm}': 'The time.', 'exchangeId}': 'The number of this run.',
};
const LANGUAGES_FIRST = ['simple', 'constant', 'jq', 'header', 'variable'];
const STEPS_FIRST = ['to', 'setBody', 'setHeader', 'filter', 'choice', 'unmarshal', 'marshal', 'log'];
const DEVICE_SCHEMES = ['device', 'sensor', 'simulate'];
const TOPIC_SCHEMES = ['paho', 'paho-mqtt5'];
const TAKES_URI = ['to', 'toD', 'wireTap', 'uri', 'enrich', 'pollEnrich', 'poll', 'deadLetterUri', 'endpoint'];

/** Where in Camel's schema a path of a file is, or null for a file that has none. */
export function camelPath(kind, path) {
  if (kind === 'flow') {
    return path;
  }
  return kind === 'kamelet' && path[0] === 'spec' && path[1] === 'template'
    ? ['-', 'routeTemplate', ...path.slice(2)] : null;
}

const schemeOf = (uri) => /^["']?([\w-]+):/.exec(uri ?? '')?.[1];

/** The palette's nodes of the endpoint whose `parameters` the place is in: as a source after `from`. */
function endpointsAt(text, place, known) {
  const index = place.holders.findLastIndex((each) => each.key === 'parameters');
  const holder = place.holders[index];
  if (!holder) {
    return [];
  }
  const uri = besides(text, holder.line, holder.column).get('uri');
  const scheme = schemeOf(uri);
  const isSource = place.holders[index - 1]?.key === 'from';
  const kamelet = /kamelet:([\w-]+)/.exec(uri ?? '')?.[1];
  const nodes = known.palette.filter((each) => each.scheme === scheme && (!kamelet || each.name === `kamelet-${kamelet}`));
  const fitting = nodes.filter((each) => (each.kind === 'source') === isSource);
  return fitting.length ? fitting : nodes;
}

/** The options that may stand there. */
export function optionsAt(text, place, known) {
  return endpointsAt(text, place, known).flatMap((each) => each.properties).filter((each) => each.in === 'parameter');
}

export const inParameters = (path) => path.at(-1) === 'parameters';

/** `{from, options, validFor}` or null. */
export function wordsAt(text, offset, kind, known, asked = false) {
  const place = placeAt(text, offset);
  if (place.kind === 'comment') {
    return null;
  }
  const inside = place.kind === 'key' ? null : withinText(text, place, kind, known);
  if (inside) {
    return inside;
  }
  const rest = /^[^\n]*/.exec(text.slice(offset))[0];
  const found = place.kind === 'key'
    ? keys(text, place, kind, known, /^[\w$-]*\s*:/.test(rest))
    : place.kind === 'value' ? values(text, place, kind, known) : [];
  if (!found.length || (!asked && place.typed === '' && place.kind === 'key')) {
    return null;
  }
  const quote = /^["']/.test(place.typed) ? 1 : 0;
  return { from: place.from + quote, options: found, validFor: /^[\w$./:+#*-]*$/ };
}

/** Placeholders, and what stands in ${...}. */
function withinText(text, place, kind, known) {
  const end = place.from + place.typed.length;
  const placeholder = /\{\{\s*([\w.-]*)$/.exec(place.typed);
  if (placeholder) {
    return {
      from: end - placeholder[1].length, validFor: /^[\w.-]*$/,
      options: known.settings.map((each) => ({ label: each, detail: 'value', apply: `${each}}}` })),
    };
  }
  const header = /\$\{(?:headers?[.:])([\w-]*)$/.exec(place.typed);
  if (header) {
    return { from: end - header[1].length, validFor: /^[\w-]*$/, options: headers(text) };
  }
  const simple = /\$\{([\w.]*)$/.exec(place.typed);
  if (simple) {
    return {
      from: end - simple[1].length, validFor: /^[\w.]*$/,
      options: Object.entries(SIMPLE).map(([label, info]) => ({ label: label.replace(/\}$/, ''), apply: label, info })),
    };
  }
  return null;
}

function headers(text) {
  const own = [...text.matchAll(/(?:setHeader:\s*\n\s*name:\s*|\$\{header\.)["']?([\w-]+)/g)].map((each) => each[1]);
  const all = new Map(own.map((each) => [each, 'Used in this file.']));
  Object.entries(HEADERS).forEach(([name, info]) => all.set(name, info));
  return [...all].map(([label, info]) => ({ label, info, detail: 'header' }));
}

function keys(text, place, kind, known, hasColon) {
  const path = camelPath(kind, place.path);
  if (path === null) {
    const there = place.flow ? new Map() : besides(text, place.number, place.indent);
    return Object.entries(houseKeys(kind, place.path)).filter(([name]) => !there.has(name)).map(([label, info]) => ({
      label, info, apply: hasColon ? label : `${label}: `,
    }));
  }
  if (inParameters(path)) {
    const stated = place.flow ? new Map() : besides(text, place.number, place.indent);
    return optionsAt(text, place, known).filter((each) => !stated.has(each.name)).map((each) => ({
      label: each.name, detail: each.type, info: about(each), boost: each.required ? 5 : each.advanced ? -5 : 0,
      apply: hasColon ? each.name : `${each.name}: `,
    }));
  }
  const dash = path.length === 0 || path.at(-1) === 'steps' || path.at(-1) === 'when';
  const at = dash ? [...path, '-'] : path;
  const members = known.schema?.members(at) ?? [];
  const used = dash || place.flow ? new Map() : besides(text, place.number, place.indent);
  const isStep = at.at(-1) === '-' && at.at(-2) === 'steps';
  return members
    .filter((each) => !used.has(each.name) && !each.deprecated)
    .map((each) => ({
      label: each.name,
      detail: each.required ? 'required' : each.type === 'object' ? '' : each.type,
      info: about(each),
      boost: boostOf(each, isStep),
      ...written(each, place, isStep ? known.palette.find((node) => node.eip === each.name) : null, hasColon, dash),
    }));
}

function boostOf(member, isStep) {
  const first = (isStep ? STEPS_FIRST : LANGUAGES_FIRST).indexOf(member.name);
  return first >= 0 ? 20 - first : member.required ? 10 : 0;
}

const escaped = (text) => text.replace(/[{}\\]/g, '\\$&');

/** What a chosen key writes: its own name where a colon follows, else what it needs to be begun. */
function written(member, place, node, hasColon, dash) {
  if (hasColon || place.flow) {
    return { apply: hasColon ? member.name : `${member.name}: ` };
  }
  const lead = dash ? '- ' : '';
  // A snippet's lines are indented as the line they begin on; the key can be further right, behind a dash.
  const own = place.holders.filter((each) => each.line === place.number && each.dash);
  const pad = ' '.repeat((own.length ? place.indent - own[0].column : 0) + lead.length);
  if (node) {
    const lines = node.insert.trimEnd().split('\n').map((each) => each.slice(2));
    return { snippet: lead + lines.map((each, i) => (i ? pad : '') + escaped(each)).join('\n') };
  }
  if (member.name === 'to') {
    return { snippet: `${lead}to:\n${pad}  uri: \${}` };
  }
  if (member.name === 'route') {
    return { snippet: `${lead}route:\n${pad}  id: \${name}\n${pad}  from:\n${pad}    uri: \${}\n${pad}    steps:\n${pad}      - to: \${}` };
  }
  if (member.name === 'from') {
    return { snippet: `${lead}from:\n${pad}  uri: \${}\n${pad}  steps:\n${pad}    - to: \${}` };
  }
  if (member.items || member.name === 'steps') {
    return { snippet: `${lead}${member.name}:\n${pad}  - \${}` };
  }
  if (member.type === 'object' && !member.text) {
    return { snippet: `${lead}${member.name}:\n${pad}  \${}` };
  }
  return { apply: `${lead}${member.name}: ` };
}

function values(text, place, kind, known) {
  const path = camelPath(kind, place.path);
  const key = place.path.at(-1);
  const typed = place.typed.replace(/^["']/, '');
  if (path === null) {
    const words = houseValues(kind, key).map((label) => ({ label }));
    const devices = ['device', 'mend', 'switch'].includes(key) ? deviceWords(known) : [];
    const topics = ['topic', 'availability'].includes(key) ? topicWords(known) : [];
    return [...words, ...devices, ...topics];
  }
  if (path.includes('parameters')) {
    const option = optionsAt(text, place, known).find((each) => each.name === key);
    return option ? optionWords(option, known) : [];
  }
  if (TAKES_URI.includes(key)) {
    return uriWords(text, typed, path, known);
  }
  if (key === 'name' && /Header/.test(path.at(-2) ?? path.at(-3) ?? '')) {
    return headers(text);
  }
  if (key === 'header') {
    return headers(text);
  }
  const told = known.schema?.told(path);
  const words = told?.words.length ? told.words : told?.type === 'boolean' ? ['true', 'false'] : [];
  return words.map((each) => ({ label: String(each), detail: String(told.usual) === String(each) ? 'default' : '' }));
}

export function optionWords(option, known) {
  if (option.enum?.length) {
    return option.enum.map((label) => ({ label: String(label), detail: label === option.default ? 'default' : '' }));
  }
  if (option.type === 'boolean') {
    return ['true', 'false'].map((label) => ({ label, detail: label === String(option.default) ? 'default' : '' }));
  }
  return /topic/i.test(option.name) ? topicWords(known) : [];
}

const deviceWords = (known) => known.devices.map((each) => ({
  label: each.id, detail: each.kind, info: [each.description, each.value === null ? '' : `Now ${each.value} ${each.unit ?? ''}`].filter(Boolean).join('. '),
}));

const topicWords = (known) => known.topics.map((each) => ({ label: each.topic, detail: String(each.payload ?? '').slice(0, 24) }));

/** Schemes; behind one what the house has of that kind. The whole URI is what is replaced. */
function uriWords(text, typed, path, known) {
  const scheme = schemeOf(typed);
  if (!scheme) {
    const isSource = path.at(-2) === 'from';
    const nodes = new Map();
    known.palette
      .filter((each) => each.scheme && (each.kind === 'source') === isSource)
      .forEach((each) => nodes.set(each.scheme, each));
    return [...nodes.values()].map((each) => ({
      label: `${each.scheme}:`, detail: each.title, info: each.description, boost: each.group === 'house' ? 10 : 0,
    }));
  }
  const whole = (words) => words.map((each) => ({ ...each, label: `${scheme}:${each.label}` }));
  if (DEVICE_SCHEMES.includes(scheme)) {
    const any = scheme === 'sensor' ? [] : [{ label: '*', detail: 'all devices' }];
    return whole([...deviceWords(known), ...any]);
  }
  if (TOPIC_SCHEMES.includes(scheme)) {
    return whole(topicWords(known));
  }
  if (scheme === 'direct' || scheme === 'seda') {
    const names = new Set([...text.matchAll(new RegExp(`${scheme}:([\\w-]+)`, 'g'))].map((each) => each[1]));
    names.delete(typed.slice(scheme.length + 1));
    return whole([...names].map((label) => ({ label, detail: 'in this file' })));
  }
  return [];
}

/** What is told of an option or a member. */
export function about(member) {
  return [
    member.description,
    member.default ?? member.usual ? `Without it: ${member.default ?? member.usual}.` : '',
  ].filter(Boolean).join('\n');
}
