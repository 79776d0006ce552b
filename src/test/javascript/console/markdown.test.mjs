import assert from 'node:assert/strict';
import test from 'node:test';
import { blocks, inline } from '../../../main/console/lib/markdown.js';

test('only web addresses and places of the console become links', () => {
  const kinds = (text) => inline(text).filter((part) => typeof part === 'object').map((part) => part.is);

  assert.deepEqual(kinds('[a](https://x.org) [b](http://x.org) [c](#/flows)'), ['link', 'link', 'link']);
  assert.deepEqual(kinds('[a](javascript:alert) [b](data:text/html,x) [c](//x.org) [d](JavaScript:x) [e](file:///x)'), []);
  assert.equal(inline('[a](javascript:alert)').join(''), '[a](javascript:alert)');
});

test('HTML stays text', () => {
  assert.deepEqual(blocks('<img src=x onerror=alert(1)>'), [{ is: 'paragraph', parts: ['<img src=x onerror=alert(1)>'] }]);
});

test('headings, lists, quotes, code and rules', () => {
  const text = '# Tank\nIt is **slow**\nand old\n\n- one\n- `two`\n  more\n\n1. a\n2) b\n> said\n---\n```\nx < y\n';

  const found = blocks(text);

  assert.deepEqual(found.map((each) => each.is), ['heading', 'paragraph', 'list', 'list', 'quote', 'rule', 'code']);
  assert.equal(found[2].items.length, 2);
  assert.deepEqual(found[3], { is: 'list', ordered: true, items: [['a'], ['b']] });
  assert.equal(found[6].text, 'x < y\n');
});

test('a thousand stars and brackets end', () => {
  const begin = performance.now();
  blocks(`${'*a '.repeat(2000)}\n\n${'[a]('.repeat(2000)}\n\n${'_'.repeat(2000)}x`);
  assert.ok(performance.now() - begin < 2000);
});
