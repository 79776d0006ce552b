// Draws the points that travel along wires, on a canvas of its own over the picture.

export class PulsePainter {
  #c;
  #pulses;
  #wasUsed = false;

  constructor(context, pulses) {
    this.#c = context;
    this.#pulses = pulses;
  }

  /** @param dense pixels of the screen to one of the page */
  paint(view, dense, colours, now) {
    if (!this.#pulses.moving && !this.#wasUsed) {
      return;
    }
    const c = this.#c;
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.clearRect(0, 0, c.canvas.width, c.canvas.height);
    c.setTransform(dense, 0, 0, dense, 0, 0);
    const size = Math.max(2, Math.min(6, 7 * view.scale));
    const at = this.#pulses.at(now);
    for (const failing of [false, true]) {
      c.fillStyle = failing ? colours.bad : colours.pulse;
      c.beginPath();
      for (const [px, py, isError] of at) {
        const x = (px - view.x) * view.scale;
        const y = (py - view.y) * view.scale;
        if (isError === failing && x > -size && y > -size && x < view.width + size && y < view.height + size) {
          c.moveTo(x + size, y);
          size > 3 ? c.arc(x, y, size, 0, 7) : c.rect(x - size, y - size, 2 * size, 2 * size);
        }
      }
      c.fill();
    }
    this.#wasUsed = this.#pulses.moving;
  }
}
