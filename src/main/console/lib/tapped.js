// Messages that came at the nodes one listens at: bounded, and kept apart while one reads.

const MOST = 2000;
const MOST_WAITING = 5000;

export class Tapped {
  messages = [];
  waiting = [];
  paused = false;
  /** Those that were shown once and had to make room. */
  fallen = 0;
  /** Those that never got here: the gateway or the pause had no room for them. */
  missed = 0;
  #number = 0;

  take(message) {
    message.number = ++this.#number;
    if (!this.paused) {
      this.#show([message]);
    } else {
      this.waiting.push(message);
      if (this.waiting.length > MOST_WAITING) {
        this.missed += this.waiting.splice(0, this.waiting.length - MOST_WAITING).length;
      }
    }
  }

  pause(paused) {
    this.paused = paused;
    if (!paused) {
      this.#show(this.waiting);
      this.waiting = [];
    }
  }

  clear() {
    this.messages = [];
    this.waiting = [];
    this.fallen = 0;
    this.missed = 0;
  }

  /** Those that have the words in their text, topic or step. */
  matching(words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    return wanted.length === 0 ? this.messages : this.messages.filter((each) => {
      each.words ??= `${each.kind === 'binary' ? '' : each.body} ${each.topic ?? ''} ${each.node} ${each.flow}`.toLowerCase();
      return wanted.every((word) => each.words.includes(word));
    });
  }

  #show(more) {
    this.messages = this.messages.concat(more);
    if (this.messages.length > MOST) {
      this.fallen += this.messages.length - MOST;
      this.messages = this.messages.slice(-MOST);
    }
  }
}
