// All pictures on one ground: flows as cards on shelves, links between them as curves.
import { across, layout } from './layout.js';

const CARD = { title: 40, largest: 120, inset: 12, gap: 46 };
const LETTERS_PX = 11;

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
  const area = cards.reduce((sum, each) => sum + (each.width + CARD.gap) * (each.height + CARD.gap), 0);
  const widest = cards.reduce((most, each) => Math.max(most, each.width), 0);
  const limit = Math.max(widest, Math.sqrt(area * ratio));
  const flows = new Map();
  let x = 0;
  let y = 0;
  let shelf = 0;
  let width = 0;
  for (const card of cards) {
    if (x > 0 && x + card.width > limit) {
      x = 0;
      y += shelf + CARD.gap;
      shelf = 0;
    }
    flows.set(card.id, placed(card, x, y));
    width = Math.max(width, x + card.width);
    shelf = Math.max(shelf, card.height);
    x += card.width + CARD.gap;
  }
  return { flows, links: drawn(links, flows), width, height: y + shelf };
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
