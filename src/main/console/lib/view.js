// What part of a plane is seen, and how large.

const LEAST = 0.04;
const MOST = 2.5;

export class View {
  constructor() {
    this.x = 0;
    this.y = 0;
    this.scale = 1;
    this.width = 1;
    this.height = 1;
  }

  toPlane(px, py) {
    return [px / this.scale + this.x, py / this.scale + this.y];
  }

  /** Makes it larger or smaller with the point under the pointer where it is. */
  zoom(factor, px = this.width / 2, py = this.height / 2) {
    const [x, y] = this.toPlane(px, py);
    this.scale = Math.min(MOST, Math.max(LEAST, this.scale * factor));
    this.x = x - px / this.scale;
    this.y = y - py / this.scale;
  }

  pan(dx, dy) {
    this.x -= dx / this.scale;
    this.y -= dy / this.scale;
  }

  /**
   * Where to look to see the whole box, never larger than life. When it would be smaller than `least` its upper
   * left corner is seen.
   */
  fitting(box, least = LEAST, inset = { side: 20, top: 20 }, largest = 1.15) {
    const wide = Math.max(1, this.width - 2 * inset.side);
    const high = Math.max(1, this.height - inset.top - inset.side);
    const scale = Math.min(largest, Math.max(least, Math.min(wide / box.width, high / box.height)));
    const start = (begin, size, room, before) =>
      begin - (before + Math.max(0, room - size * scale) / 2) / scale;
    return { scale, x: start(box.x, box.width, wide, inset.side), y: start(box.y, box.height, high, inset.top) };
  }

  set({ x, y, scale }) {
    this.x = x;
    this.y = y;
    this.scale = scale;
  }

  /** Between where it is and there. */
  towards({ x, y, scale }, from, t) {
    const eased = t < 0.5 ? 2 * t * t : 1 - (2 - 2 * t) ** 2 / 2;
    this.scale = from.scale * (scale / from.scale) ** eased;
    this.x = from.x + (x - from.x) * eased;
    this.y = from.y + (y - from.y) * eased;
  }

  sees(box, margin = 0) {
    return box.x + box.width + margin >= this.x && box.y + box.height + margin >= this.y
      && box.x - margin <= this.x + this.width / this.scale && box.y - margin <= this.y + this.height / this.scale;
  }
}
