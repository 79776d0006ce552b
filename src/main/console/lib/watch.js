// The house as it is now: its flows and their pictures, kept up to date. Shared by the pages that draw it.
import { get } from './api.js';
import { follow } from './live.js';

const SOON_MS = 250;

export class HouseWatch {
  reports = new Map();
  pictures = null;
  links = [];
  failure = null;
  #live = [];
  #open = false;

  /** @param changed called with 'reports' or 'pictures' after each change */
  constructor(changed) {
    this.changed = changed;
  }

  open() {
    this.#open = true;
    this.#live = [
      follow('flows', {}, {
        latest: (id, report) => this.report(id, report),
        frame: () => this.changed('reports'),
        state: (connected) => connected && this.load(),
      }),
    ];
    this.load();
  }

  close() {
    this.#open = false;
    this.#live.forEach((each) => each.close());
    clearTimeout(this.later);
    this.later = undefined;
  }

  async load() {
    try {
      const [{ flows }, { flows: pictures, links }] = await Promise.all([get('flows'), get('pictures')]);
      this.failure = null;
      this.reports = new Map(flows.map((each) => [each.id, each]));
      this.pictures = pictures;
      this.links = links;
      this.changed('reports');
      this.changed('pictures');
    } catch (e) {
      this.failure = e.message;
      this.changed('reports');
    }
  }

  /** A flow that runs another version, is new or gone, is drawn anew; so are the links. */
  report(id, report) {
    const before = this.reports.get(id);
    if (report === null) {
      this.reports.delete(id);
    } else {
      this.reports.set(id, report);
    }
    const redraw = !before !== !report || before?.version !== report?.version || before?.since !== report?.since || before?.state !== report?.state;
    if (redraw && this.#open && this.later === undefined) {
      this.later = setTimeout(() => {
        this.later = undefined;
        this.load();
      }, SOON_MS);
    }
  }

  picture(id) {
    return this.pictures?.find((each) => each.flow === id);
  }
}
