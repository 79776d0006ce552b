// Changes of a YAML text that touch nothing but what they are about: comments, quotes and order stay.
import { isMap, isScalar, isSeq, stringify } from 'yaml';
import { isBlock } from './yamlstep.js';

const LOOKS_OTHERWISE = /^(on|off|yes|no|y|n|true|false|null|~|[-+.\d].*)$/i;

/** A value as YAML text: in the quotes it had, else bare where that is the same text for everybody. */
export function written(value, before, isText = true) {
  if (before?.type === 'QUOTE_SINGLE') {
    return `'${value.replaceAll("'", "''")}'`;
  }
  if (before?.type === 'QUOTE_DOUBLE') {
    return JSON.stringify(value);
  }
  if (!isText && /^(true|false|-?\d+(\.\d+)?)$/.test(value)) {
    return value;
  }
  if (isText && LOOKS_OTHERWISE.test(value) && !/^[\d.]+[a-z]+$/i.test(value)) {
    return JSON.stringify(value);
  }
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

/** The changes that give a property another value; "" takes it away. */
export function setValue(text, step, property, value) {
  if (property.in === 'path') {
    return setUri(step, `${step.scheme}:${value}`, step.query);
  }
  const isText = !['integer', 'number', 'boolean'].includes(property.type);
  if (property.in === 'parameter') {
    const inUri = step.query.some(([name]) => name === property.name);
    if (inUri) {
      const query = step.query
        .filter(([name]) => value !== '' || name !== property.name)
        .map(([name, old]) => [name, name === property.name ? value : old]);
      return setUri(step, `${step.scheme}:${step.rest}`, query);
    }
    // Camel reads every parameter as text, so numbers and words stay bare.
    return inParameters(text, step, property.name, value);
  }
  return step.map ? setMember(text, step.map, property.name, value, isText, step.column + 2) : [];
}

function setUri(step, path, query) {
  if (!step.uriNode) {
    return [];
  }
  const uri = path + (query.length ? `?${query.map(([name, value]) => (value === undefined ? name : `${name}=${value}`)).join('&')}` : '');
  const [from, to] = step.uriNode.range;
  return [{ from, to, insert: written(uri, step.uriNode) }];
}

function inParameters(text, step, name, value) {
  if (step.parameters?.items.length) {
    const only = value === '' && step.parameters.items.length === 1 && step.parameters.has(name);
    return only && step.map
      ? removePair(text, step.map, 'parameters')
      : setMember(text, step.parameters, name, value, false, 0);
  }
  if (value === '') {
    return [];
  }
  const pad = ' '.repeat(step.column + 2);
  const lines = `parameters:\n${pad}  ${name}: ${written(value, null, false)}`;
  if (step.map) {
    const uriPair = step.map.items.find((each) => each.key?.value === 'uri') ?? step.map.items[0];
    const column = ' '.repeat(columnOf(text, uriPair.key.range[0]));
    const stated = step.map.items.find((each) => each.key?.value === 'parameters');
    const without = stated ? removePair(text, step.map, 'parameters') : [];
    const at = endOfLine(text, uriPair.value?.range[1] ?? uriPair.key.range[1]);
    return [{ from: at, insert: `\n${column}parameters:\n${column}  ${name}: ${written(value, null, false)}` }, ...without];
  }
  const [from, to] = step.uriNode.range;
  return [{ from: step.pair.key.range[1] + 1, to, insert: `\n${pad}uri: ${text.slice(from, to)}\n${pad}${lines}` }];
}

const columnOf = (text, offset) => offset - (text.lastIndexOf('\n', offset - 1) + 1);

function endOfLine(text, offset) {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

/** Changes, adds or removes a member of a mapping. */
export function setMember(text, map, name, value, isText, usualColumn) {
  const pair = map.items.find((each) => each.key?.value === name);
  if (pair && value === '') {
    return removePair(text, map, name);
  }
  if (pair?.value?.range && isScalar(pair.value)) {
    const [from, to] = pair.value.range;
    const empty = from === to ? ' ' : '';
    return [{ from, to, insert: empty + written(value, pair.value, isText) }];
  }
  if (pair || value === '') {
    return [];
  }
  const line = `${name}: ${written(value, null, isText)}`;
  if (map.flow) {
    const end = map.range[1] - 1;
    return [{ from: end, insert: (map.items.length ? ', ' : '') + line }];
  }
  const first = map.items[0];
  const column = first ? columnOf(text, first.key.range[0]) : usualColumn;
  // Before members that are mappings or lists themselves, where people look for it.
  const simple = map.items.findLast((each) => isScalar(each.value) && !isBlock(each.value)) ?? null;
  if (simple) {
    return [{ from: endOfLine(text, simple.value.range[1]), insert: `\n${' '.repeat(column)}${line}` }];
  }
  return first ? [{ from: first.key.range[0], insert: `${line}\n${' '.repeat(column)}` }] : [];
}

function removePair(text, map, name) {
  const index = map.items.findIndex((each) => each.key?.value === name);
  const pair = map.items[index];
  const from = pair.key.range[0];
  const to = pair.value?.range[1] ?? pair.key.range[1];
  const next = map.items[index + 1];
  if (map.flow) {
    const before = map.items[index - 1];
    return next ? [{ from, to: next.key.range[0] }]
      : [{ from: before ? before.value.range[1] : from, to }];
  }
  const begin = text.lastIndexOf('\n', from - 1) + 1;
  if (text.slice(begin, from).trim() !== '') {
    return next ? [{ from, to: next.key.range[0] }] : []; // behind a dash: what follows takes its place
  }
  const end = isMap(pair.value) || isSeq(pair.value) ? to : endOfLine(text, to);
  return [{ from: begin, to: Math.min(text[end - 1] === '\n' ? end : end + 1, text.length) }];
}

/** Another text or language for an expression that is there. */
export function setExpression(step, expression, language, value) {
  const { pair } = expression;
  const changes = [];
  if (language !== expression.language) {
    changes.push({ from: pair.key.range[0], to: pair.key.range[1], insert: language });
  }
  if (value !== expression.text && isScalar(pair.value)) {
    changes.push({ from: pair.value.range[0], to: pair.value.range[1], insert: written(value, pair.value) });
  }
  return changes;
}

/** The text with changes made, which must not overlap. */
export function changed(text, changes) {
  return [...changes]
    .sort((a, b) => b.from - a.from)
    .reduce((now, each) => now.slice(0, each.from) + (each.insert ?? '') + now.slice(each.to ?? each.from), text);
}
