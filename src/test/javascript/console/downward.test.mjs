import assert from 'node:assert/strict';
import test from 'node:test';
import { NODE, layDown, nodeOfLine } from '../../../main/console/lib/downward.js';

const node = (id, line, route = 'r') => ({ id, line, route, role: 'action', type: 'x', label: id });
const wire = (from, to, kind = 'main') => ({ from, to, kind });

function overlaps(nodes) {
  return nodes.some((a, i) => nodes.slice(i + 1).some((b) => Math.abs(a.x - b.x) < NODE.width && Math.abs(a.y - b.y) < NODE.height));
}

test('branches stand beside each other and join below', () => {
  const nodes = ['from', 'choice', 'when', 'a', 'otherwise', 'b', 'join'].map((id, i) => node(id, i + 1));
  const drawn = layDown({
    nodes,
    wires: [wire('from', 'choice'), wire('choice', 'when', 'branch'), wire('when', 'a'), wire('choice', 'otherwise', 'branch'),
      wire('otherwise', 'b'), wire('a', 'join'), wire('b', 'join')],
  });
  const at = Object.fromEntries(drawn.nodes.map((each) => [each.id, each]));
  assert.equal(at.when.y, at.otherwise.y);
  assert.ok(at.otherwise.x > at.when.x);
  assert.ok(at.join.y > at.b.y && at.join.x === at.a.x);
  assert.ok(!overlaps(drawn.nodes));
  assert.equal(drawn.wires.length, 7);
});

test('a way around a filter is drawn beside what it leaves out', () => {
  const drawn = layDown({ nodes: [node('f', 1), node('in', 2), node('next', 3)], wires: [wire('f', 'in'), wire('in', 'next'), wire('f', 'next')] });
  assert.deepEqual(drawn.wires.map((each) => each.sideways), [false, false, true]);
});

test('routes stand one below the other, with their names', () => {
  const drawn = layDown({ nodes: [node('a', 1, 'one'), node('b', 5, 'two')], wires: [wire('a', 'b', 'call')] });
  assert.deepEqual(drawn.titles.map((each) => each.text), ['one', 'two']);
  assert.ok(drawn.nodes[1].y > drawn.nodes[0].y + NODE.height);
});

test('a wire back, and one to a node that is not there, do no harm', () => {
  const drawn = layDown({ nodes: [node('a', 1), node('b', 2)], wires: [wire('a', 'b'), wire('b', 'a'), wire('b', 'gone')] });
  assert.equal(drawn.wires.length, 2);
  assert.ok(drawn.height > 0);
});

test('an empty picture is empty', () => {
  assert.deepEqual(layDown({ nodes: [], wires: [] }).nodes, []);
});

test('a line belongs to the last node that begins at or before it', () => {
  const nodes = [node('a', 3), node('b', 7), node('c', 7)];
  assert.equal(nodeOfLine(nodes, 2), null);
  assert.equal(nodeOfLine(nodes, 6).id, 'a');
  assert.equal(nodeOfLine(nodes, 99).id, 'c');
});
