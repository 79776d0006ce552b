// The drafts of each tab of this browser, kept by the tab, so that two tabs with one file write over nothing of
// each other's. A tab holds a lock while it is open: what is kept under a name that nobody holds was left by one
// that is closed.

const PREFIX = 'serai-drafts';
const TAB = 'serai-tab';
const HELD_BY_THEN_MS = 1500; // the page that a reload ends lets go within

let tab = sessionStorage.getItem(TAB) ?? renamed();

function fresh() {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}

function renamed() {
  tab = fresh();
  sessionStorage.setItem(TAB, tab);
  return tab;
}

const keyOf = (name) => `${PREFIX}/${name}`;
const isKey = (key) => key === PREFIX || key?.startsWith(`${PREFIX}/`); // without a tab: of an earlier build

function readKey(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}');
  } catch (e) {
    // Another program's words under our key: they are none of ours to keep.
    console.warn(`The drafts of this browser cannot be read: ${e.message}`);
    return {};
  }
}

/** @throws DOMException when the browser keeps no more */
function writeKey(key, drafts) {
  if (Object.keys(drafts).length) {
    localStorage.setItem(key, JSON.stringify(drafts));
  } else {
    localStorage.removeItem(key);
  }
}

/** This tab's drafts by path. */
export const readOwn = () => readKey(keyOf(tab));

export const writeOwn = (drafts) => writeKey(keyOf(tab), drafts);

function hold(name) {
  return new Promise((held, failed) => {
    navigator.locks.request(name, { signal: AbortSignal.timeout(HELD_BY_THEN_MS) }, () => {
      held();
      return new Promise(() => {}); // until the tab is closed
    }).catch(failed);
  });
}

/** Makes the name this tab's own: a tab that was duplicated has that of the other. @returns whether it had */
export async function claim() {
  try {
    await hold(keyOf(tab));
    return false;
  } catch (e) {
    if (e.name !== 'AbortError' && e.name !== 'TimeoutError') {
      throw e;
    }
    renamed();
    await hold(keyOf(tab));
    return true;
  }
}

/** The drafts of other tabs: {key, open, drafts by path}. */
export async function others() {
  const held = new Set((await navigator.locks.query()).held.map((each) => each.name));
  return Object.keys(localStorage)
    .filter((key) => isKey(key) && key !== keyOf(tab))
    .map((key) => ({ key, open: held.has(key), drafts: readKey(key) }));
}

/** Of a tab that is closed. */
export function drop(key, path) {
  const { [path]: _, ...rest } = readKey(key);
  writeKey(key, rest);
}

/** Keeps a draft as if a tab that is closed had left it. */
export const leave = (path, draft) => writeKey(keyOf(fresh()), { [path]: draft });

/** Tells when another tab has written. */
export function watchOthers(told) {
  addEventListener('storage', (event) => isKey(event.key) && told());
}

const awaited = new Set();

/** Tells, once, when the tab that keeps its drafts under `key` is closed, or was loaded again. */
export function whenClosed(key, told) {
  if (!awaited.has(key)) {
    awaited.add(key);
    navigator.locks.request(key, { mode: 'shared' }, () => {
      awaited.delete(key);
      setTimeout(told, HELD_BY_THEN_MS); // by then one that was loaded again holds it anew
    });
  }
}
