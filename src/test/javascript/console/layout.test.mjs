import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NODE, layout, pointAt } from '../../../main/console/lib/layout.js';
import { arrange, flowAt, neighbour } from '../../../main/console/lib/house.js';

const node = (number, route = 'r') => ({ id: `${route}:${number}`, route, role: 'action', label: `${number}` });
const wire = (from, to, kind = 'main', route = 'r') => ({ from: `${route}:${from}`, to: `${route}:${to}`, kind });

/** from, choice, when, step, otherwise, step, join, and a way around of messages that no branch takes */
const choice = {
  flow: 'r',
  nodes: [0, 1, 2, 3, 4, 5, 6].map((each) => node(each)),
  wires: [wire(0, 1), wire(1, 2, 'branch'), wire(2, 3), wire(1, 4, 'branch'), wire(4, 5), wire(3, 6), wire(5, 6), wire(1, 6)],
};

const overlaps = (a, b, wide, high) => Math.abs(a.x - b.x) < wide && Math.abs(a.y - b.y) < high;

test('a route runs from left to right, its branches one under another, joining again', () => {
  const { nodes } = layout(choice);
  const at = (number) => nodes.get(`r:${number}`);
  choice.wires.forEach((each) => assert.ok(nodes.get(each.from).x < nodes.get(each.to).x, `${each.from} is left of ${each.to}`));
  assert.equal(at(2).y, at(1).y);
  assert.ok(at(4).y > at(2).y);
  assert.equal(at(4).y, at(5).y);
  assert.equal(at(6).y, at(1).y);
});

test('no two nodes stand on each other, whatever is nested', () => {
  const nested = {
    flow: 'r',
    nodes: Array.from({ length: 9 }, (_, each) => node(each)),
    wires: [wire(0, 1), wire(1, 2, 'branch'), wire(2, 3, 'branch'), wire(3, 4), wire(2, 5, 'branch'), wire(1, 6, 'branch'), wire(6, 7), wire(4, 8), wire(5, 8), wire(7, 8), wire(0, 8, 'error')],
  };
  const placed = [...layout(nested).nodes.values()];
  placed.forEach((a, index) => placed.slice(index + 1).forEach((b) => assert.ok(!overlaps(a, b, NODE.width, NODE.height), `${a.node.id} and ${b.node.id}`)));
});

test('a wire around a branch runs below it', () => {
  const { nodes, wires } = layout(choice);
  const around = wires.find((each) => each.from === 'r:1' && each.to === 'r:6');
  const [, y] = pointAt(around.points, 0.5);
  assert.ok(y > nodes.get('r:5').y + NODE.height);
});

test('a wire begins at one node and ends at the other', () => {
  const { nodes, wires } = layout(choice);
  for (const each of wires) {
    assert.deepEqual(pointAt(each.points, 0), [nodes.get(each.from).x + NODE.width, nodes.get(each.from).y + NODE.height / 2]);
    assert.deepEqual(pointAt(each.points, 1), [nodes.get(each.to).x, nodes.get(each.to).y + NODE.height / 2]);
  }
});

test('a loop back is drawn and moves nothing', () => {
  const { nodes, wires } = layout({ flow: 'r', nodes: [node(0), node(1)], wires: [wire(0, 1), wire(1, 0)] });
  assert.ok(nodes.get('r:0').x < nodes.get('r:1').x);
  assert.equal(wires.length, 2);
});

test('routes stand one under another, with calls between them', () => {
  const { routes, wires } = layout({
    flow: 'f',
    nodes: [node(0), node(1), node(0, 's')],
    wires: [wire(0, 1), { from: 'r:1', to: 's:0', kind: 'call' }],
  });
  assert.ok(routes[1].y >= routes[0].y + routes[0].height);
  assert.equal(wires.filter((each) => each.kind === 'call').length, 1);
});

test('a picture of nothing has no size', () => {
  assert.equal(layout({ flow: 'f', nodes: [], wires: [] }).height, 0);
});

const many = Array.from({ length: 200 }, (_, number) => ({
  flow: `f${number}`,
  nodes: Array.from({ length: 1 + (number % 7) }, (_each, index) => node(index, `f${number}`)),
  wires: Array.from({ length: number % 7 }, (_each, index) => wire(index, index + 1, 'main', `f${number}`)),
}));

test('flows of a house stand apart, and each is found where it stands', () => {
  const house = arrange(many, [], { width: 1000, height: 600 });
  const flows = [...house.flows.values()];
  assert.equal(flows.length, 200);
  flows.forEach((a, index) => {
    assert.equal(flowAt(house, a.x + a.width / 2, a.y + a.height / 2).id, a.id);
    assert.ok(a.x + a.width <= house.width && a.y + a.height <= house.height);
    flows.slice(index + 1).forEach((b) => assert.ok(
      a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y, `${a.id} and ${b.id}`));
  });
});

test('a link to what is not drawn is left out', () => {
  const link = (flow) => ({ from: { flow: 'f1', node: 'f1:0' }, to: { flow, node: `${flow}:0` }, over: 'topic', name: 't' });
  assert.equal(arrange(many, [link('f2'), link('gone')]).links.length, 1);
});

test('arrows lead along the wires and between the branches', () => {
  const flow = arrange([choice]).flows.get('r');
  assert.equal(neighbour(flow, 'r:0', 'ArrowRight'), 'r:1');
  assert.equal(neighbour(flow, 'r:2', 'ArrowDown'), 'r:4');
  assert.equal(neighbour(flow, 'r:5', 'ArrowUp'), 'r:3');
  assert.equal(neighbour(flow, 'r:0', 'ArrowLeft'), 'r:0');
  assert.equal(neighbour(flow, null, 'ArrowRight'), 'r:0');
});
