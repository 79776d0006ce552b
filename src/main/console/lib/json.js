// Texts of messages as people read them: JSON in lines and in parts that can be coloured, bytes in hexadecimal.

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b|([\s\S])/gy;
const MOST_COLOURED = 20_000;

/** JSON with its members on lines of their own, numbers as they were written; other text as it is. */
export function pretty(text) {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  // Not by JSON.stringify, which writes 1.0 as 1 and loses the digits of large numbers.
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  return tokens.map((token, index) => {
    const empty = '{['.includes(token) && '}]'.includes(tokens[index + 1]);
    if (empty) return token;
    if (token === '{' || token === '[') return depth++, token + line();
    if (token === '}' || token === ']') return '{['.includes(tokens[index - 1]) ? token : (depth--, line() + token);
    if (token === ',') return token + line();
    return token === ':' ? ': ' : token;
  }).join('');
}

/** @returns parts of a JSON text as [kind, text]; kind is key, string, number, word or plain */
export function parts(text) {
  if (text.length > MOST_COLOURED) {
    return [['plain', text]];
  }
  const found = [];
  let plain = '';
  for (const [whole, string, colon, number, word] of text.matchAll(TOKEN)) {
    const kind = string ? (colon === undefined ? 'string' : 'key') : number ? 'number' : word ? 'word' : null;
    if (kind === null) {
      plain += whole;
      continue;
    }
    if (plain) {
      found.push(['plain', plain]);
    }
    plain = kind === 'key' ? colon : '';
    found.push([kind, string ?? number ?? word]);
  }
  return plain ? [...found, ['plain', plain]] : found;
}

/** Base64 as lines of 16 bytes: place, hexadecimal, characters. */
export function hex(base64) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
  } catch {
    return base64;
  }
  const lines = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const codes = row.map((each) => each.toString(16).padStart(2, '0')).join(' ').padEnd(47);
    const letters = row.map((each) => (each >= 32 && each < 127 ? String.fromCharCode(each) : '.')).join('');
    lines.push(`${at.toString(16).padStart(4, '0')}  ${codes}  ${letters}`);
  }
  return lines.join('\n');
}

/** What a message says, to be shown whole. */
export function shown({ kind, body }) {
  if (kind === 'binary') return hex(body ?? '');
  return kind === 'empty' || body === undefined || body === null ? '' : kind === 'text' ? body : pretty(body);
}
