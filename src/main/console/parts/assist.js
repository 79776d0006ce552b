// What completion, hovering and the forms need to know of the house: read once when first wanted, the moving
// parts again after a while.
import { ApiError, get, getText } from '../lib/api.js';
import { CamelSchema } from '../lib/camelschema.js';
import { helpAt } from '../lib/wordhelp.js';
import { wordsAt } from '../lib/words.js';
import { kindOf } from './edit-files.js';

const FRESH_MS = 10_000;
const MOST_TOPICS = 500;
const SETTINGS = 'settings.properties';
const OF_THE_GATEWAY = ['data.dir', 'routes.dir'];

/** Names of the values that flows may use as {{name}}. */
async function settingsOf(files) {
  if (!files.some((each) => each.path === SETTINGS)) {
    return OF_THE_GATEWAY;
  }
  const { text } = await getText(`files/${SETTINGS}`);
  const own = [...text.matchAll(/^[ \t]*([^#!\s=:][^\s=:]*)[ \t]*[=:]/gm)].map((each) => each[1]);
  return [...own, ...OF_THE_GATEWAY];
}

export class Assist {
  #known = { schema: null, palette: [], devices: [], topics: [], settings: [] };
  #pathOf;
  #fixed = null;
  #movingSince = 0;
  #moving = null;
  /** Why something of it is missing, by part. */
  failures = new Map();

  constructor(pathOf) {
    this.#pathOf = pathOf;
  }

  close() {
    this.#moving = null;
  }

  /**
   * All that is known; what cannot be read is left empty and said in `failures`. Nobody waits for the topics,
   * which the gateway may have to listen for first: they are offered from then on.
   */
  async known() {
    this.#fixed ??= Promise.all([
      this.#read('schema', 'schema', (answer) => new CamelSchema(answer)),
      this.#read('palette', 'palette', (answer) => answer.nodes),
    ]);
    if (!this.#moving || performance.now() - this.#movingSince > FRESH_MS) {
      this.#movingSince = performance.now();
      this.#moving = Promise.all([
        this.#read('devices', 'devices', (answer) => answer.devices),
        this.#read('settings', 'files', (answer) => settingsOf(answer.files)),
      ]);
      this.#read('topics', `topics?filter=%23&n=${MOST_TOPICS}`, (answer) => answer.topics);
    }
    await Promise.all([this.#fixed, this.#moving]);
    if (this.failures.has('palette') || this.failures.has('schema')) {
      this.#fixed = null; // tried again when it is wanted again
    }
    return this.#known;
  }

  async #read(part, path, take) {
    try {
      this.#known[part] = (await take(await get(path))) ?? this.#known[part];
      this.failures.delete(part);
    } catch (e) {
      if (!(e instanceof ApiError)) {
        throw e;
      }
      this.failures.set(part, e.message);
    }
  }

  async words({ text, offset, asked }) {
    return wordsAt(text, offset, kindOf(this.#pathOf()), await this.known(), asked);
  }

  async help({ text, offset }) {
    return helpAt(text, offset, kindOf(this.#pathOf()), await this.known());
  }
}
