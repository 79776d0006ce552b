// Changes of a YAML text that touch nothing but what they are about: comments, quotes and order stay.
import { isMap, isPair, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import { placeAt } from './yamlplace.js';

const AT_TOP = /^-\s+(route|from|routeTemplate|templatedRoute|beans|onException|intercept\w*|routeConfiguration|rest\w*|errorHandler)\b/;
const firstColumn = (line) => line.length - line.trimStart().length;
const isBlank = (line) => /^\s*(#.*)?$/.test(line);

/** Where a piece (a list of one step, or one route) goes: `{from, insert, cursor}` or `{failure}`. */
export function insertAt(text, offset, piece) {
  const lines = text.split('\n');
  const place = AT_TOP.test(piece) ? { line: endOfItem(lines, lineOf(text, offset), 0), column: 0 } : stepPlace(text, lines, offset);
  if (!place) {
    return { failure: 'A step goes into a route: put the cursor into the steps of one, or insert a source first.' };
  }
  const indented = piece.trimEnd().split('\n').map((each) => (each ? ' '.repeat(place.column) + each : each)).join('\n');
  if (place.line < 0) {
    return { from: 0, insert: text.trim() === '' ? `${indented}\n` : `${indented}\n\n`, cursor: place.column };
  }
  const from = lines.slice(0, place.line + 1).join('\n').length;
  const lead = place.column === 0 ? '\n\n' : '\n';
  // A file that ended without a line end has one behind what is last now.
  const tail = place.line === lines.length - 1 ? '\n' : '';
  return { from, insert: lead + indented + tail, cursor: from + lead.length + place.column };
}

const lineOf = (text, offset) => text.slice(0, offset).split('\n').length - 1;

/** The last line with content of what begins at or above `number` and lies right of `column`. */
function endOfItem(lines, number, column) {
  let last = -1;
  for (let i = 0; i <= number; i++) {
    last = isBlank(lines[i]) ? last : i;
  }
  for (let i = number + 1; i < lines.length; i++) {
    if (!isBlank(lines[i])) {
      if (firstColumn(lines[i]) <= column) {
        break;
      }
      last = i;
    }
  }
  return last;
}

function stepPlace(text, lines, offset) {
  let number = lineOf(text, offset);
  while (number > 0 && isBlank(lines[number])) {
    number--;
  }
  const end = lines.slice(0, number + 1).join('\n').length;
  const { holders } = placeAt(text, Math.min(Math.max(offset, end - lines[number].trimStart().length), end));
  const onLine = placeAt(text, end).holders;
  const all = onLine.length > holders.length ? onLine : holders;
  for (let i = all.length - 1; i >= 0; i--) {
    const each = all[i];
    if (each.dash && all[i - 1]?.key === 'steps') {
      return { line: endOfItem(lines, Math.max(each.line, number), each.column), column: each.column };
    }
    if (each.key === 'steps') {
      return firstOf(lines, each);
    }
    if (each.key === 'from' || each.key === 'route') {
      const steps = stepsBelow(lines, each);
      return steps ? firstOf(lines, steps) : null;
    }
  }
  return null;
}

/** Before the first step of the list whose key this is. */
function firstOf(lines, key) {
  const next = lines.findIndex((line, i) => i > key.line && !isBlank(line));
  const isItem = next > 0 && /^\s*-(\s|$)/.test(lines[next]) && firstColumn(lines[next]) >= key.column;
  return { line: key.line, column: isItem ? firstColumn(lines[next]) : key.column + 2 };
}

function stepsBelow(lines, holder) {
  for (let i = holder.line + 1; i < lines.length; i++) {
    if (isBlank(lines[i])) {
      continue;
    }
    const column = firstColumn(lines[i]);
    if (column <= holder.column) {
      return null;
    }
    if (/^\s*steps:\s*(#.*)?$/.test(lines[i])) {
      return { line: i, column };
    }
  }
  return null;
}

const textOf = (node) => (isScalar(node) ? String(node.source ?? node.value ?? '') : undefined);

/** The step at an offset: `{name, value, key, uri, item}`; `name` is `from` for a route's source. */
export function stepAt(text, offset) {
  const document = parseDocument(text, { keepSourceTokens: true, logLevel: 'silent' });
  let found = null;
  const visit = (node) => {
    if (isSeq(node)) {
      node.items.forEach(visit);
    } else if (isMap(node)) {
      node.items.forEach((pair) => visitPair(pair));
    }
  };
  const visitPair = (pair) => {
    const name = pair.key?.value;
    const start = pair.key?.range?.[0] ?? -1;
    const end = pair.value?.range?.[2] ?? pair.key?.range?.[2] ?? -1;
    if (name === 'from' && start <= offset && offset <= end && isMap(pair.value)) {
      found = { name: 'from', pair };
    }
    if (name === 'steps' && isSeq(pair.value)) {
      pair.value.items.forEach(visitStep);
    }
    visit(pair.value);
  };
  const visitStep = (item) => {
    const own = isMap(item) ? item.items[0] : null;
    if (own && isPair(own) && item.range[0] - 2 <= offset && offset <= item.range[2]) {
      found = { name: own.key?.value, pair: own };
    }
  };
  if (isSeq(document.contents) && !AT_TOP.test(text.slice(document.contents.range[0]))) {
    document.contents.items.forEach(visitStep); // a piece that is to be inserted
  }
  visit(document.contents);
  return found ? told(found, text) : null;
}

function told({ name, pair }, text) {
  const map = isMap(pair.value) ? pair.value : null;
  const uri = map ? map.get('uri', true) : ['to', 'toD', 'wireTap', 'poll'].includes(name) ? pair.value : null;
  const parameters = map?.get('parameters', true);
  const line = text.slice(0, pair.key.range[0]).split('\n').length;
  return {
    name, pair, map, uriNode: isScalar(uri) ? uri : null, parameters: isMap(parameters) ? parameters : null,
    line, column: pair.key.range[0] - (text.lastIndexOf('\n', pair.key.range[0] - 1) + 1), ...uriParts(textOf(uri)),
  };
}

function uriParts(uri) {
  if (!uri) {
    return { uri: '', scheme: '', rest: '', query: [] };
  }
  const [path, query] = uri.split(/\?(.*)/s);
  const colon = path.indexOf(':');
  return {
    uri, scheme: colon < 0 ? path : path.slice(0, colon), rest: colon < 0 ? '' : path.slice(colon + 1),
    query: (query ?? '').split('&').filter(Boolean).map((each) => each.split(/=(.*)/s).slice(0, 2)),
  };
}

/** What a property of a step has now: text, or undefined where it is not stated. */
export function valueOf(step, property) {
  if (property.in === 'path') {
    return step.rest;
  }
  if (property.in === 'parameter') {
    const stated = step.query.find(([name]) => name === property.name);
    return stated ? stated[1] ?? '' : textOf(step.parameters?.get(property.name, true));
  }
  return textOf(step.map?.get(property.name, true));
}

/** The language and text of a step's expression: `{language, text}`, or null. */
export function expressionOf(step, languages) {
  const pair = step.map?.items.find((each) => languages.includes(each.key?.value));
  return pair ? { language: pair.key.value, text: textOf(pair.value), pair } : null;
}

/** Whether the node's text goes over several lines, which a form's field cannot show. */
export const isBlock = (node) => isScalar(node) && /^BLOCK/.test(node.type ?? '');

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
