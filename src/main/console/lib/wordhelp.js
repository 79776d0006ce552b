// What a word of a file of the house means. Pure: the schema, the palette and what the house has come as `known`.
import { houseKeys } from './housewords.js';
import { HEADERS, about, camelPath, inParameters, optionsAt } from './words.js';
import { placeAt } from './yamlplace.js';

const WORD = /[\w$.-]/;

/** What the word at an offset means: {from, to, title, text} or null. */
export function helpAt(text, offset, kind, known) {
  let from = offset;
  let to = offset;
  while (from > 0 && WORD.test(text[from - 1])) from--;
  while (to < text.length && WORD.test(text[to])) to++;
  if (from === to) {
    return null;
  }
  const word = text.slice(from, to);
  const told = meaning(text, from, to, word, kind, known);
  return told ? { from, to, title: told.title, text: told.text } : null;
}

function meaning(text, from, to, word, kind, known) {
  const place = placeAt(text, to);
  if (place.kind === 'comment') {
    return null;
  }
  const isKey = place.kind === 'key' && /^["']?\s*:(\s|$)/.test(text.slice(to, to + 3));
  if (isKey) {
    return keyMeaning(text, place, word, kind, known);
  }
  const header = HEADERS[word.replace(/^headers?\./, '').split('.')[0]];
  if (header) {
    return { title: word, text: header };
  }
  const device = known.devices.find((each) => each.id === word);
  if (device && /(device|sensor|simulate|mend|switch):\s*["']?$/.test(text.slice(0, from))) {
    return { title: word, text: `${device.kind}: ${device.description ?? ''}${device.value === null || device.value === undefined ? '' : `\nNow ${device.value} ${device.unit ?? ''}`}` };
  }
  const node = text[to] === ':' && known.palette.find((each) => each.scheme === word);
  return node ? { title: node.syntax ?? `${word}:`, text: node.description } : null;
}

function keyMeaning(text, place, word, kind, known) {
  const path = camelPath(kind, place.path);
  if (path === null) {
    const told = houseKeys(kind, place.path)[word];
    return told ? { title: word, text: told } : null;
  }
  if (inParameters(path)) {
    const option = optionsAt(text, place, known).find((each) => each.name === word);
    return option ? { title: `${word} (${option.type})`, text: about(option) } : null;
  }
  const told = known.schema?.told([...path, word]);
  return told?.description ? { title: word, text: [about(told), told.words.length ? `One of ${told.words.join(', ')}.` : ''].filter(Boolean).join('\n') } : null;
}
