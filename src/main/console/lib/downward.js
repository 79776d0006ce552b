// Places the nodes of a flow's picture from the top down, for a narrow pane: branches side by side, joined
// again below. Sizes are in pixels.

export const NODE = { width: 224, height: 40 };
const GAP = { x: 18, y: 26 };
const ROUTE_GAP = 26;
const LINE_HEIGHT = 22;

const follows = (wire) => wire.kind !== 'call';

/** {nodes: [{...node, x, y}], wires: [{...wire, d, labelAt}], titles: [{text, x, y}], width, height} */
export function layDown(picture) {
  const byRoute = new Map();
  picture.nodes.forEach((each) => {
    byRoute.set(each.route, [...(byRoute.get(each.route) ?? []), each]);
  });
  const placed = new Map();
  const titles = [];
  let top = 0;
  let width = 0;
  for (const [route, nodes] of byRoute) {
    if (byRoute.size > 1) {
      titles.push({ text: route, x: 0, y: top + 14 });
      top += LINE_HEIGHT;
    }
    const size = layRoute(nodes, picture.wires, top, placed);
    top += size.height + ROUTE_GAP;
    width = Math.max(width, size.width);
  }
  const wires = picture.wires
    .filter((each) => placed.has(each.from) && placed.has(each.to))
    .map((each) => ({ ...each, ...draw(each, placed.get(each.from), placed.get(each.to)) }));
  return { nodes: [...placed.values()], wires, titles, width, height: Math.max(0, top - ROUTE_GAP) };
}

function layRoute(nodes, allWires, top, placed) {
  const order = new Map(nodes.map((each, i) => [each.id, i]));
  // A wire back, as of a loop, must not make the rows endless.
  const wires = allWires.filter((each) =>
    follows(each) && order.has(each.from) && order.has(each.to) && order.get(each.from) < order.get(each.to));
  const before = group(wires, 'to', 'from');
  const after = group(wires, 'from', 'to');
  const rows = new Map();
  nodes.forEach((each) => {
    rows.set(each.id, Math.max(0, ...(before.get(each.id) ?? []).map((one) => rows.get(one) + 1)));
  });
  const columns = columnsOf(nodes, before, after, order);
  nodes.forEach((each) => {
    placed.set(each.id, {
      ...each,
      x: columns.get(each.id) * (NODE.width + GAP.x),
      y: top + rows.get(each.id) * (NODE.height + GAP.y),
      column: columns.get(each.id),
      row: rows.get(each.id),
    });
  });
  return {
    width: (Math.max(...columns.values()) + 1) * (NODE.width + GAP.x),
    height: (Math.max(...rows.values()) + 1) * (NODE.height + GAP.y) - GAP.y,
  };
}

function group(wires, by, value) {
  const found = new Map();
  wires.forEach((each) => found.set(each[by], [...(found.get(each[by]) ?? []), each[value]]));
  return found;
}

/** The first way on stays in its column, each other one is set right of all that came before it. */
function columnsOf(nodes, before, after, order) {
  const columns = new Map();
  const waiting = new Map(nodes.map((each) => [each.id, (before.get(each.id) ?? []).length]));
  const set = (id, column) => {
    columns.set(id, column);
    let next = column;
    let most = column;
    const ways = [...new Set(after.get(id) ?? [])].sort((a, b) => order.get(a) - order.get(b));
    for (const way of ways) {
      const arrived = (before.get(way) ?? []).filter((one) => one === id).length;
      waiting.set(way, waiting.get(way) - arrived);
      if (waiting.get(way) === 0 && !columns.has(way)) {
        const joins = before.get(way).length > 1;
        most = Math.max(most, set(way, joins ? Math.min(...before.get(way).map((one) => columns.get(one))) : next));
        next = joins ? next : most + 1;
      } else {
        next = Math.max(next, most);
      }
    }
    return most;
  };
  nodes.filter((each) => !before.has(each.id)).forEach((each) => set(each.id, 0));
  return columns;
}

function draw(wire, from, to) {
  const middle = NODE.width / 2;
  const [x1, y1, x2, y2] = [from.x + middle, from.y + NODE.height, to.x + middle, to.y];
  if (wire.kind === 'call' || y2 <= y1 || (from.column === to.column && to.row - from.row > 1)) {
    // Past what lies between, at the right edge.
    const edge = Math.max(from.x, to.x) + NODE.width;
    const [a, b] = [from.y + NODE.height * 0.7, to.y + NODE.height * 0.3];
    return {
      d: `M${from.x + NODE.width} ${a} C${edge + 22} ${a} ${edge + 22} ${b} ${to.x + NODE.width} ${b}`,
      sideways: true, labelAt: { x: edge + 4, y: (a + b) / 2 },
    };
  }
  const half = Math.min((y2 - y1) / 2, GAP.y);
  // A long way down goes straight in the column it comes from or leads to, beside the others.
  const bend = from.column < to.column ? y1 + half : y2 - half;
  const d = x1 === x2
    ? `M${x1} ${y1} V${y2}`
    : from.column < to.column
      ? `M${x1} ${y1} C${x1} ${bend} ${x2} ${y1} ${x2} ${bend + half / 2} V${y2}`
      : `M${x1} ${y1} V${Math.max(y1, bend - half / 2)} C${x1} ${y2} ${x2} ${bend} ${x2} ${y2}`;
  return { d, sideways: false, labelAt: { x: x2 + 5, y: y2 - 8 } };
}

/** The node a line belongs to: the last that begins at or before it. */
export function nodeOfLine(nodes, line) {
  let found = null;
  for (const each of nodes) {
    if (each.line > 0 && each.line <= line && (!found || each.line >= found.line)) {
      found = each;
    }
  }
  return found;
}
