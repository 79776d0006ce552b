// What of the house is looked at: it goes there smoothly, and stays there when the picture gets another size.
import { View } from './view.js';

const TRAVEL_MS = 350;
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** Without motion, for who asked the system for that. */
export function isStill() {
  return still.matches;
}

export class Sight {
  view = new View();

  /** Whether somebody has moved the picture by hand since it was aimed. */
  moved = false;
  placed = false;
  #aim = null;
  #travel = null;
  get isTravelling() {
    return this.#travel !== null;
  }

  /** By hand. */
  move(change) {
    this.#travel = null;
    this.moved = true;
    change(this.view);
  }

  /**
   * @param box to be seen as a whole, but not smaller than at the scale `least`
   * @param inset space beside it: side, top
   */
  look(box, inset, slowly, least) {
    this.#aim = { box, least };
    this.moved = false;
    if (this.view.width <= 1) {
      return;
    }
    const to = this.view.fitting(box, least, inset);
    if (slowly && this.placed && !isStill()) {
      this.#travel = { to, from: { x: this.view.x, y: this.view.y, scale: this.view.scale }, begin: performance.now() };
    } else {
      this.#travel = null;
      this.view.set(to);
    }
    this.placed = true;
  }

  /** What is looked at: box, least; null before the first look. */
  get aim() {
    return this.#aim;
  }

  /** Whether it is just this, as a whole. */
  isAt(box) {
    return this.#aim?.box === box && this.#aim?.least === undefined && !this.moved;
  }

  /** Goes on; false when it is there. */
  step(now) {
    if (this.#travel === null) {
      return false;
    }
    const t = Math.min(1, (now - this.#travel.begin) / TRAVEL_MS);
    this.view.towards(this.#travel.to, this.#travel.from, t);
    if (t === 1) {
      this.#travel = null;
    }
    return true;
  }
}
