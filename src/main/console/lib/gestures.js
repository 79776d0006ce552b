// Dragging, pinching, the wheel and plain clicks on an element, told as what they mean.

const CLICK_PX = 5;

const spot = (event) => ({ pointer: event.pointerId, x: event.offsetX, y: event.offsetY });

export class Gestures {
  #down = new Map();
  #far = 0;

  constructor(element, told) {
    this.element = element;
    this.told = told;
    element.addEventListener('pointerdown', (event) => this.#press(event));
    element.addEventListener('pointermove', (event) => this.#move(event));
    element.addEventListener('pointerup', (event) => this.#release(event));
    element.addEventListener('pointercancel', (event) => this.#down.delete(event.pointerId));
    element.addEventListener('pointerleave', () => this.#down.size === 0 && told.point(null));
    element.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
  }

  #press(event) {
    if (event.button !== 0) {
      return;
    }
    if (this.#down.size === 0) {
      this.#far = 0;
    }
    this.#down.set(event.pointerId, spot(event));
    this.element.setPointerCapture(event.pointerId);
  }

  #move(event) {
    const before = this.#down.get(event.pointerId);
    if (!before) {
      if (event.pointerType === 'mouse') {
        this.told.point(event.offsetX, event.offsetY);
      }
      return;
    }
    const now = spot(event);
    const dx = now.x - before.x;
    const dy = now.y - before.y;
    this.#far += Math.abs(dx) + Math.abs(dy);
    const other = [...this.#down.values()].find((each) => each.pointer !== now.pointer);
    if (other) {
      const apart = Math.hypot(before.x - other.x, before.y - other.y);
      const apartNow = Math.hypot(now.x - other.x, now.y - other.y);
      this.told.pan(dx / 2, dy / 2);
      this.told.zoom(apartNow / Math.max(1, apart), (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else if (this.#far > CLICK_PX) {
      this.told.pan(dx, dy);
    }
    this.#down.set(event.pointerId, now);
  }

  #release(event) {
    if (this.#down.delete(event.pointerId) && this.#down.size === 0 && this.#far <= CLICK_PX) {
      this.told.tap(event.offsetX, event.offsetY);
    }
  }

  #wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
    this.told.zoom(Math.exp((-event.deltaY * lines) / 500), event.offsetX, event.offsetY);
  }
}
