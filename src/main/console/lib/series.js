// Which series there are. Charts of one page ask together.
import { get } from './api.js';

/** So long an answer is good for whoever asks. */
const FRESH_MS = 10_000;

let asked = null;
let at = 0;

/** Those of these names that have been recorded, and those that have not yet. */
export async function recordedOf(names) {
  if (!asked || Date.now() - at > FRESH_MS) {
    at = Date.now();
    asked = get('series');
  }
  const mine = asked;
  try {
    const known = new Set((await mine).series.map((each) => each.name));
    return { known: names.filter((name) => known.has(name)), missing: names.filter((name) => !known.has(name)) };
  } catch (e) {
    if (asked === mine) asked = null;
    throw e;
  }
}
