import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Figures, rate } from '../../../main/console/lib/figures.js';
import { Pulses, taken } from '../../../main/console/lib/pulses.js';
import { View } from '../../../main/console/lib/view.js';

const stats = (count, errors = 0) => ({ nodes: { 'f:0': [count, errors, 10, 20, 1] }, rate: 3 });

test('what a node had since the last time is told, not what it had before one looked', () => {
  const figures = new Figures(() => 0);
  assert.equal(figures.take('f', stats(100)).size, 0);
  assert.deepEqual([...figures.take('f', stats(103))], [['f:0', 3]]);
  assert.equal(figures.take('f', stats(103)).size, 0);
});

test('a new version counts from nothing', () => {
  const figures = new Figures(() => 0);
  figures.take('f', { nodes: { 'f:0': [9, 1, 0, 0, 0], 'f:1': [9, 1, 0, 0, 0] }, rate: 1 });
  assert.equal(figures.take('f', stats(1)).size, 0);
  assert.equal(figures.node('f', 'f:1').count, 0);
  assert.equal(figures.flow('f').errors, 0);
});

test('the rate of a node is that of the last five seconds, and dies away', () => {
  let now = 0;
  const figures = new Figures(() => now);
  for (now = 0; now <= 10_000; now += 250) {
    figures.take('f', stats(now / 100));
  }
  now = 10_000;
  assert.ok(Math.abs(figures.nodeRate('f', 'f:0') - 10) < 1);
  now = 20_000;
  assert.equal(figures.nodeRate('f', 'f:0'), 0);
  assert.equal(figures.flowRate('f'), 0);
});

test('rates below one in ten seconds are told by the minute', () => {
  assert.equal(rate(0), '0/s');
  assert.equal(rate(1 / 60), '1/min');
  assert.match(rate(2), /^2\/s$/);
});

const line = [[0, 0, 0, 0, 100, 0, 100, 0]];

test('pulses travel and arrive', () => {
  const pulses = new Pulses();
  pulses.add('w', line, 1000);
  const [[x]] = pulses.at(1350);
  assert.ok(x > 20 && x < 80);
  assert.equal(pulses.at(2000).length, 0);
  assert.equal(pulses.moving, false);
});

test('a wire shows few pulses a second, and a page only so many; the others are counted', () => {
  const pulses = new Pulses();
  pulses.add('w', line, 0);
  pulses.add('w', line, 100);
  assert.equal(pulses.at(100).length, 1);
  for (let wire = 0; wire < 2000; wire++) {
    pulses.add(`w${wire}`, line, 100);
  }
  assert.equal(pulses.at(100).length + pulses.dropped, 2001);
  assert.ok(pulses.dropped > 1000);
});

test('a page that cannot keep up draws fewer', () => {
  const pulses = new Pulses();
  for (let late = 0; late < 20; late++) {
    pulses.keepUp(true);
  }
  for (let wire = 0; wire < 1000; wire++) {
    pulses.add(`w${wire}`, line, 0);
  }
  assert.equal(pulses.at(0).length, 40);
});

test('messages took the wires between nodes that both had some', () => {
  const wires = [{ from: 'a', to: 'b' }, { from: 'a', to: 'c' }];
  assert.deepEqual(taken(wires, new Map([['a', 1], ['b', 1]])), [wires[0]]);
});

test('zooming leaves the point under the pointer where it is', () => {
  const view = new View();
  const before = view.toPlane(30, 40);
  view.zoom(2, 30, 40);
  assert.deepEqual(view.toPlane(30, 40), before);
  view.zoom(1e9);
  assert.equal(view.scale, 2.5);
});

test('a box that fits is seen whole, one that is too large from its beginning', () => {
  const view = new View();
  view.width = 800;
  view.height = 600;
  view.set(view.fitting({ x: 100, y: 100, width: 4000, height: 200 }));
  assert.ok(view.sees({ x: 100, y: 100, width: 1, height: 1 }) && view.sees({ x: 4099, y: 299, width: 1, height: 1 }));
  view.set(view.fitting({ x: 100, y: 100, width: 4000, height: 200 }, 0.5));
  assert.equal(view.scale, 0.5);
  assert.ok(view.sees({ x: 100, y: 100, width: 1, height: 1 }));
  assert.ok(!view.sees({ x: 4099, y: 299, width: 1, height: 1 }));
});
