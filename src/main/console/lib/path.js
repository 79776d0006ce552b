// The way a message took through a picture.

/** @returns {{nodes: Map, wires: Set}} nodes passed or failed by id, and wires as `from>to` */
export function pathOf(picture, { route, steps }) {
  const nodes = new Map();
  const wires = new Set();
  const into = new Map();
  for (const wire of picture.wires) {
    into.set(wire.to, [...(into.get(wire.to) ?? []), wire]);
  }
  // It came in at the source, which is no step of a run.
  const source = picture.nodes.find((each) => each.route === route && each.role === 'source');
  const passed = source ? [source.id] : [];
  passed.forEach((each) => nodes.set(each, 'passed'));
  for (const step of steps.filter((each) => !isRefusedBranch(picture, each))) {
    // The nearest step before it that has a wire to it is the one it came from.
    const from = passed.findLast((id) => into.get(step.node)?.some((each) => each.from === id));
    if (from) {
      wires.add(`${from}>${step.node}`);
    }
    nodes.set(step.node, step.reason ? 'failed' : nodes.get(step.node) ?? 'passed');
    if (step.node !== passed.at(-1)) {
      passed.push(step.node);
    }
  }
  return { nodes, wires };
}

/** A branch that was asked and not taken. */
function isRefusedBranch(picture, step) {
  return step.held === false && picture.nodes.find((each) => each.id === step.node)?.type === 'when';
}

/** The picture without the routes that a message never came to. */
export function around(picture, { route, steps }) {
  const came = new Set(steps.map((each) => each.node));
  const routes = new Set(picture.nodes.filter((each) => came.has(each.id)).map((each) => each.route)).add(route);
  const nodes = picture.nodes.filter((each) => routes.has(each.route));
  const ids = new Set(nodes.map((each) => each.id));
  return { ...picture, nodes, wires: picture.wires.filter((each) => ids.has(each.from) && ids.has(each.to)) };
}
