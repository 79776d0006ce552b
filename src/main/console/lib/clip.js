// Texts cut to the room there is for them on a canvas; measuring is slow, so what was cut is kept.

const MOST_TEXTS = 4000;

export class Clip {
  #texts = new Map();

  constructor(context) {
    this.c = context;
  }

  /** The text as far as there is room for it in the font that is set. */
  text(text, room) {
    const key = `${this.c.font}|${Math.round(room)}|${text}`;
    let clipped = this.#texts.get(key);
    if (clipped === undefined) {
      if (this.#texts.size >= MOST_TEXTS) {
        this.#texts.clear();
      }
      clipped = this.#fit(text.slice(0, 200).replace(/\s+/g, ' '), room);
      this.#texts.set(key, clipped);
    }
    return clipped;
  }

  #fit(text, room) {
    if (this.c.measureText(text).width <= room) {
      return text;
    }
    let low = 0;
    let high = text.length;
    while (low < high) {
      const half = (low + high + 1) >> 1;
      if (this.c.measureText(`${text.slice(0, half)}…`).width <= room) {
        low = half;
      } else {
        high = half - 1;
      }
    }
    return low ? `${text.slice(0, low)}…` : '';
  }
}
