// The text of the version of a flow that runs, to compare with what is edited.
import { ApiError, get } from './api.js';

export class RunningVersion {
  /** {flow, version, text}, or {flow, failure}; null when nothing is known. */
  told = null;
  #host;
  #asking = null;

  constructor(host) {
    this.#host = host;
  }

  forget() {
    this.told = null;
    this.#asking = null;
    this.#host.requestUpdate();
  }

  /** @param version undefined when none runs */
  async read(flow, version) {
    this.forget();
    if (!version) {
      return;
    }
    const asking = {};
    this.#asking = asking;
    let told;
    try {
      const { text } = await get(`flows/${encodeURIComponent(flow)}/versions/${version}`);
      told = { flow, version, text };
    } catch (e) {
      if (!(e instanceof ApiError)) {
        throw e;
      }
      told = { flow, failure: e.message };
    }
    if (this.#asking === asking) {
      this.told = told;
      this.#host.requestUpdate();
    }
  }
}
