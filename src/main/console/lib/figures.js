// What the channel stats told last of each flow, and which nodes had messages since the time before.
export const NONE = { count: 0, errors: 0, p50: 0, p99: 0, last: 0 };

const WINDOW_MS = 5000;

export class Figures {
  #flows = new Map();
  #now;

  constructor(now = () => Date.now()) {
    this.#now = now;
  }

  /** @returns Map of node id to how many more messages it had; empty the first time */
  take(flow, news) {
    const grown = new Map();
    if (news === null) {
      this.#flows.delete(flow);
      return grown;
    }
    const told = Object.entries(news.nodes ?? {});
    let known = this.#flows.get(flow);
    if (!known || told.some(([id, [count]]) => count < (known.nodes.get(id)?.count ?? 0))) {
      known = { nodes: new Map() }; // a new version counts from nothing
    }
    const now = this.#now();
    for (const [id, [count, errors, p50, p99, last]] of told) {
      const before = known.nodes.get(id);
      if (before && count > before.count) {
        grown.set(id, count - before.count);
      }
      const marks = (before?.marks ?? []).filter((each) => now - each.time <= WINDOW_MS);
      marks.push({ time: now, count: before?.count ?? count });
      known.nodes.set(id, { count, errors, p50, p99, last, marks });
    }
    known.rate = news.rate ?? 0;
    known.time = now;
    known.inFlight = news.inFlight ?? 0;
    known.waiting = news.waiting ?? 0;
    known.errors = [...known.nodes.values()].reduce((sum, each) => sum + each.errors, 0);
    this.#flows.set(flow, known);
    return grown;
  }

  flow(id) {
    return this.#flows.get(id);
  }

  /** Messages a second of a flow; the gateway tells it only when there is news. */
  flowRate(id) {
    const known = this.#flows.get(id);
    return known && this.#now() - known.time <= WINDOW_MS ? known.rate : 0;
  }

  node(flow, id) {
    return this.#flows.get(flow)?.nodes.get(id) ?? NONE;
  }

  /** Messages a second through a node over the last seconds. */
  nodeRate(flow, id) {
    const { count, marks } = this.node(flow, id);
    const first = marks?.find((each) => this.#now() - each.time <= WINDOW_MS);
    return first ? (count - first.count) / (WINDOW_MS / 1000) : 0;
  }
}

const few = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });

export const count = (value) => few.format(value);

export function rate(perSecond) {
  if (!perSecond) return '0/s';
  if (perSecond < 0.1) return `${few.format(perSecond * 60)}/min`;
  return `${few.format(perSecond)}/s`;
}

const exact = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 2 });

function short(micros) {
  if (micros < 1000) return `${Math.round(micros)} µs`;
  return micros < 1_000_000 ? `${exact.format(micros / 1000)} ms` : `${exact.format(micros / 1_000_000)} s`;
}

/** How long half of the messages, and all but one in a hundred, took at most. */
export const quick = ({ p50, p99 }) => (p50 || p99 ? `${short(p50)} / ${short(p99)}` : '');
