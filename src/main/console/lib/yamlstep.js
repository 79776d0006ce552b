// The step of a route file at a place, and what it states.
import { isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml';

/** How a route file begins, and not a piece of one. */
export const AT_TOP = /^-\s+(route|from|routeTemplate|templatedRoute|beans|onException|intercept\w*|routeConfiguration|rest\w*|errorHandler)\b/;

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
