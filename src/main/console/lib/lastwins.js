// Sends what changes quickly: never two at once, never more often than asked, and always the last one.

export class LastWins {
  #send;
  #every;
  #waiting = [];
  #sending = false;

  /** `send(value)` answers with a promise and may fail; `every` is the shortest time between two, in ms. */
  constructor(send, every = 100) {
    this.#send = send;
    this.#every = every;
  }

  push(value) {
    this.#waiting = [value];
    if (!this.#sending) {
      this.#run();
    }
  }

  async #run() {
    this.#sending = true;
    try {
      while (this.#waiting.length > 0) {
        const value = this.#waiting.pop();
        const pause = new Promise((done) => setTimeout(done, this.#every));
        await this.#send(value);
        await pause;
      }
    } finally {
      this.#sending = false;
    }
  }
}
