// Where the nodes and wires of a picture stand: each route runs from left to right, its branches one under
// another, its routes one under another. No DOM, so that it can be computed anywhere.

export const NODE = { width: 214, height: 80 };
const GAP = { x: 46, y: 20, lane: 14 };
const ROUTE = { title: 26, inset: 14, gap: 22 };

/**
 * @returns {{nodes: Map, wires: Array, routes: Array, width: number, height: number}} nodes by id with x, y and
 * the node itself; wires with the points of their curves; routes with their boxes
 */
export function layout(picture) {
  const nodes = new Map();
  const wires = [];
  const routes = [];
  let top = 0;
  let width = NODE.width + 2 * ROUTE.inset;
  for (const route of new Set(picture.nodes.map((each) => each.route))) {
    const members = picture.nodes.filter((each) => each.route === route);
    const ids = new Set(members.map((each) => each.id));
    const inside = picture.wires.filter((each) => each.kind !== 'call' && ids.has(each.from) && ids.has(each.to));
    const grid = rows(members, inside);
    const tops = heights(grid);
    const y0 = top + ROUTE.title;
    for (const each of members) {
      const { layer, row } = grid.cells.get(each.id);
      nodes.set(each.id, { node: each, x: ROUTE.inset + layer * (NODE.width + GAP.x), y: y0 + tops.at(row) });
    }
    for (const wire of inside) {
      const lane = grid.lanes.get(wire);
      wires.push({ ...wire, points: along(nodes.get(wire.from), nodes.get(wire.to), lane === undefined ? null : y0 + tops.middle(lane)) });
    }
    const wide = 2 * ROUTE.inset + grid.layers * NODE.width + (grid.layers - 1) * GAP.x;
    const high = ROUTE.title + tops.height + ROUTE.inset;
    routes.push({ id: route, x: 0, y: top, width: wide, height: high });
    width = Math.max(width, wide);
    top += high + ROUTE.gap;
  }
  for (const wire of picture.wires) {
    const from = nodes.get(wire.from);
    const to = nodes.get(wire.to);
    if (wire.kind === 'call' && from && to) {
      wires.push({ ...wire, points: across(from, to) });
    }
  }
  return { nodes, wires, routes, width, height: Math.max(0, top - ROUTE.gap) };
}

/** Gives each node a layer (how far from the source) and a row; wires that skip nodes get a row of their own. */
function rows(members, wires) {
  const order = new Map(members.map((each, index) => [each.id, index]));
  const into = new Map(members.map((each) => [each.id, []]));
  const firsts = new Map();
  // Steps only ever lead on in the order of the file; a way back is drawn, but moves nothing.
  for (const wire of wires.filter((each) => order.get(each.from) < order.get(each.to))) {
    into.get(wire.to).push(wire);
  }
  const cells = new Map();
  const lanes = new Map();
  let most = -1;
  let layers = 1;
  const lowestSince = (id) => {
    let lowest = cells.get(id).row;
    for (const each of members.slice(order.get(id))) {
      lowest = Math.max(lowest, cells.get(each.id)?.row ?? -1, cells.get(each.id)?.lane ?? -1);
    }
    return lowest;
  };
  for (const { id } of members) {
    const from = into.get(id);
    if (from.length === 0) {
      cells.set(id, { layer: 0, row: ++most });
      continue;
    }
    const layer = 1 + Math.max(...from.map((each) => cells.get(each.from).layer));
    const first = from.reduce((a, b) => (cells.get(b.from).row < cells.get(a.from).row ? b : a));
    const joins = from.length > 1;
    const sibling = !joins && firsts.has(first.from);
    const row = sibling ? 1 + lowestSince(first.from) : cells.get(first.from).row;
    const cell = { layer, row };
    if (!joins) {
      firsts.set(first.from, id);
    }
    for (const wire of from) {
      const start = cells.get(wire.from);
      const blocked = members.some(({ id: other }) => {
        const at = cells.get(other);
        return at && at.row === start.row && at.layer > start.layer && at.layer < layer;
      });
      if (blocked) {
        const lane = 1 + lowestSince(wire.from);
        lanes.set(wire, lane);
        cell.lane = Math.max(cell.lane ?? -1, lane);
        most = Math.max(most, lane);
      }
    }
    cells.set(id, cell);
    most = Math.max(most, row);
    layers = Math.max(layers, layer + 1);
  }
  return { cells, lanes, layers, rows: most + 1 };
}

/** A row that only wires run through is lower than one of nodes. */
function heights(grid) {
  const full = new Set([...grid.cells.values()].map((each) => each.row));
  const tops = [];
  let height = 0;
  for (let row = 0; row < grid.rows; row++) {
    tops.push(height);
    height += full.has(row) ? NODE.height + GAP.y : GAP.lane + GAP.y;
  }
  return {
    at: (row) => tops[row],
    middle: (row) => tops[row] + (full.has(row) ? NODE.height : GAP.lane) / 2,
    height: Math.max(0, height - GAP.y),
  };
}

/** From the right edge of one to the left edge of the other; by way of a lane below when one is given. */
function along(from, to, lane) {
  const x1 = from.x + NODE.width;
  const y1 = from.y + NODE.height / 2;
  const x2 = to.x;
  const y2 = to.y + NODE.height / 2;
  if (x2 < x1) {
    return across(from, to);
  }
  if (lane !== null) {
    const bend = GAP.x;
    return [[x1, y1, x1 + bend / 2, y1, x1 + bend / 2, lane, x1 + bend, lane],
      [x1 + bend, lane, x1 + bend, lane, x2 - bend, lane, x2 - bend, lane],
      [x2 - bend, lane, x2 - bend / 2, lane, x2 - bend / 2, y2, x2, y2]];
  }
  if (y1 === y2) {
    return [[x1, y1, x1, y1, x2, y2, x2, y2]];
  }
  // Into a branch it bends at once, out of one at the end, so that it crosses no node between.
  const bend = GAP.x;
  if (y2 > y1) {
    return [[x1, y1, x1 + bend / 2, y1, x1 + bend / 2, y2, x1 + bend, y2], [x1 + bend, y2, x1 + bend, y2, x2, y2, x2, y2]];
  }
  return [[x1, y1, x1, y1, x2 - bend, y1, x2 - bend, y1], [x2 - bend, y1, x2 - bend / 2, y1, x2 - bend / 2, y2, x2, y2]];
}

/** Between routes, or from flow to flow: out of the lower or upper edge towards the other. */
export function across(from, to) {
  const down = to.y >= from.y;
  const x1 = from.x + NODE.width / 2;
  const y1 = down ? from.y + NODE.height : from.y;
  const x2 = to.x;
  const y2 = to.y + NODE.height / 2;
  const reach = Math.min(160, Math.max(40, Math.abs(y2 - y1) / 2));
  return [[x1, y1, x1, y1 + (down ? reach : -reach), x2 - reach, y2, x2, y2]];
}

/** The point at `t` (0 to 1) of a wire's curves. */
export function pointAt(points, t) {
  const at = Math.min(points.length - 1, Math.floor(t * points.length));
  const u = t * points.length - at;
  const [x1, y1, cx1, cy1, cx2, cy2, x2, y2] = points[at];
  const a = (1 - u) ** 3;
  const b = 3 * (1 - u) ** 2 * u;
  const c = 3 * (1 - u) * u * u;
  const d = u ** 3;
  return [a * x1 + b * cx1 + c * cx2 + d * x2, a * y1 + b * cy1 + c * cy2 + d * y2];
}
