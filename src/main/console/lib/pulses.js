// Points that travel along the wires where messages pass. Bounded: what is too much is counted, not drawn.
import { pointAt } from './layout.js';

const MOST = 800;
const LEAST = 40;
const TRAVEL_MS = 700;
const APART_MS = 240;

export class Pulses {
  #alive = [];
  #last = new Map();
  #most = MOST;
  dropped = 0;

  get moving() {
    return this.#alive.length > 0;
  }

  /** @param wires that lead into a node which had messages; `key` is the same for the same wire */
  add(key, points, now, isError = false) {
    if (now - (this.#last.get(key) ?? -Infinity) < APART_MS) {
      return;
    }
    if (this.#alive.length >= this.#most) {
      this.dropped++;
      return;
    }
    this.#last.set(key, now);
    this.#alive.push({ points, begin: now, isError });
  }

  /** Where each is now, as [x, y, isError, age 0 to 1]; those that have arrived are gone. */
  at(now) {
    this.#alive = this.#alive.filter((each) => now - each.begin < TRAVEL_MS);
    return this.#alive.map((each) => {
      const age = Math.max(0, (now - each.begin) / TRAVEL_MS);
      return [...pointAt(each.points, age), each.isError, age];
    });
  }

  /** Fewer while the page cannot keep up, more again while it can. */
  keepUp(isLate) {
    this.#most = isLate ? Math.max(LEAST, this.#most * 0.8) : Math.min(MOST, this.#most + 0.5);
  }

  clear() {
    this.#alive = [];
    this.#last.clear();
  }
}

/** The wires that messages took, as far as the counts of their two ends tell. */
export function taken(wires, grown) {
  return wires.filter((each) => grown.has(each.to) && grown.has(each.from));
}
