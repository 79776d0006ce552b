// All pictures on one ground: flows as cards on shelves, links between them as curves.
import { across, layout } from './layout.js';

const CARD = { title: 40, largest: 120, inset: 12, gap: 46 };
const LETTERS_PX = 11;
const TRIES = [0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.35, 1.5, 1.8];

/**
 * @param seen width and height of where it is shown: the names of many flows are written larger, to be read from
 * far away
 * @param bare without names, for one flow alone
 * @returns {{flows: Map, links: Array, width: number, height: number}} flows by id with their box, and nodes,
 * wires and routes moved to where they stand in the house
 */
export function arrange(pictures, links = [], seen = { width: 1000, height: 625 }, bare = false) {
  const ratio = seen.width / seen.height;
  const plans = pictures.map((picture) => ({ id: picture.flow, plan: layout(picture) }));
  const ground = plans.reduce((sum, { plan }) => sum + (plan.width + CARD.gap) * (plan.height + 2 * CARD.title), 1);
  const title = bare ? 0 : Math.min(CARD.largest, Math.max(CARD.title, LETTERS_PX * 1.3 * Math.sqrt(ground / seen.width / seen.height)));
  const cards = plans.map((each) => ({
    ...each,
    title,
    width: Math.max(bare ? 0 : 280, each.plan.width + 2 * CARD.inset),
    height: each.plan.height + title + CARD.inset,
  }));
  const places = TRIES.map((each) => packed(cards, Math.sqrt(ground * ratio) * each))
    .reduce((best, each) => (fits(each, seen) > fits(best, seen) ? each : best));
  const flows = new Map(cards.map((card, index) => [card.id, placed(card, ...places.at[index])]));
  return { flows, links: drawn(links, flows), width: places.width, height: places.height };
}

const fits = (places, seen) => Math.min(seen.width / places.width, seen.height / places.height);

/** Each card goes as far up as there is room, then as far left; the steps of the skyline are where the next may stand. */
function packed(cards, wanted) {
  const limit = cards.reduce((most, each) => Math.max(most, each.width + CARD.gap), wanted);
  let line = [{ x: 0, y: 0 }];
  const at = [];
  let width = 1;
  let height = 1;
  for (const card of cards) {
    const wide = card.width + CARD.gap;
    let best = null;
    for (const { x } of line) {
      const y = line.reduce((most, each, index) => {
        const end = line[index + 1]?.x ?? Infinity;
        return each.x < x + wide && end > x ? Math.max(most, each.y) : most;
      }, 0);
      if (x + wide <= limit && (best === null || y < best.y)) {
        best = { x, y };
      }
    }
    at.push([best.x, best.y]);
    width = Math.max(width, best.x + card.width);
    height = Math.max(height, best.y + card.height);
    const after = line.findLast((each) => each.x <= best.x + wide).y;
    const kept = line.filter((each) => each.x < best.x || each.x > best.x + wide);
    line = [...kept, { x: best.x, y: best.y + card.height + CARD.gap }, { x: best.x + wide, y: after }].sort((a, b) => a.x - b.x);
  }
  return { at, width, height };
}

function placed(card, x, y) {
  const dx = x + CARD.inset;
  const dy = y + card.title;
  const { plan } = card;
  return {
    id: card.id,
    x,
    y,
    width: card.width,
    height: card.height,
    title: card.title,
    nodes: new Map([...plan.nodes].map(([id, each]) => [id, { ...each, x: each.x + dx, y: each.y + dy }])),
    wires: plan.wires.map((each) => ({
      ...each,
      points: each.points.map((curve) => curve.map((value, index) => value + (index % 2 ? dy : dx))),
    })),
    routes: plan.routes.map((each) => ({ ...each, x: each.x + dx, y: each.y + dy })),
  };
}

function drawn(links, flows) {
  return links.flatMap((link) => {
    const from = flows.get(link.from.flow)?.nodes.get(link.from.node);
    const to = flows.get(link.to.flow)?.nodes.get(link.to.node);
    return from && to ? [{ ...link, points: across(from, to) }] : [];
  });
}

/** The flow at a point of the house. */
export function flowAt(house, x, y) {
  for (const flow of house.flows.values()) {
    if (x >= flow.x && x <= flow.x + flow.width && y >= flow.y && y <= flow.y + flow.height) {
      return flow;
    }
  }
  return null;
}

/** The node of a flow that the arrow leads to: along the wires sideways, else the nearest that way. */
export function neighbour(flow, id, key) {
  const from = flow.nodes.get(id);
  if (!from) {
    return flow.nodes.keys().next().value;
  }
  const side = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  let best = id;
  let least = Infinity;
  for (const [other, at] of flow.nodes) {
    const dx = at.x - from.x;
    const dy = at.y - from.y;
    const ahead = dx * side[0] + dy * side[1];
    const aside = Math.abs(dx * side[1]) + Math.abs(dy * side[0]);
    const far = ahead + 3 * aside;
    if (other !== id && ahead > 0 && far < least) {
      best = other;
      least = far;
    }
  }
  return best;
}
