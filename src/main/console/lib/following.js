// What an element follows while it is on the page, and when it draws itself anew.
import { follow, watchConnection } from './live.js';

/** News of many things a second are drawn at most this often. */
const DRAW_MS = 150;

export class Following {
  #host;
  #open = new Map();
  #wanted = new Map();
  #drawing = null;

  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected() {
    this.#wanted.forEach((start, name) => this.#open.set(name, start()));
  }

  hostDisconnected() {
    this.#open.forEach((close) => close());
    this.#open.clear();
    clearTimeout(this.#drawing);
    this.#drawing = null;
  }

  #want(name, start) {
    this.#open.get(name)?.();
    this.#open.delete(name);
    this.#wanted.set(name, start);
    if (this.#host.isConnected) {
      this.#open.set(name, start());
    }
  }

  /** Follows a channel; following again under the same name ends the one before. */
  channel(name, wish, told, as = name) {
    this.#want(as, () => {
      const followed = follow(name, wish, { ...told, frame: () => { told.frame?.(); this.draw(); } });
      return () => followed.close();
    });
  }

  stop(name) {
    this.#open.get(name)?.();
    this.#open.delete(name);
    this.#wanted.delete(name);
  }

  /** Does something now and then, as long as the page is looked at. */
  every(name, millis, act) {
    this.#want(name, () => {
      const timer = setInterval(() => { if (!document.hidden) act(); }, millis);
      return () => clearInterval(timer);
    });
  }

  /** Tells when the gateway is reached again after it was away. */
  onReturn(act) {
    let before = true;
    this.#want('connection', () => watchConnection((now) => {
      if (now && !before) act();
      before = now;
    }));
  }

  /** Draws soon, and once for all that changes until then. */
  draw() {
    this.#drawing ??= setTimeout(() => {
      this.#drawing = null;
      this.#host.requestUpdate();
    }, DRAW_MS);
  }
}
