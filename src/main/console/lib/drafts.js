// Texts that were typed and not deployed yet. They outlive a change of the page, and a reload as long as
// they fit.

const KEY = 'serai-drafts';
const MOST_CHARACTERS = 1_500_000;

const watchers = new Set();
const drafts = read();

/** Whether all of them are kept across a reload. */
export let kept = true;

function read() {
  try {
    return new Map(Object.entries(JSON.parse(localStorage.getItem(KEY) ?? '{}')));
  } catch (e) {
    // Another program's words under our key: they are none of ours to keep.
    console.warn(`The drafts of this browser cannot be read: ${e.message}`);
    return new Map();
  }
}

function write() {
  const text = JSON.stringify(Object.fromEntries(drafts));
  kept = text.length <= MOST_CHARACTERS;
  if (kept) {
    try {
      localStorage.setItem(KEY, text);
    } catch (e) {
      console.warn(`The browser does not keep the drafts: ${e.message}`);
      kept = false;
    }
  }
  watchers.forEach((each) => each());
}

/** What was typed in a file: its `text`, the `base` it was made of, and that one's `etag`. */
export const draftOf = (path) => drafts.get(path);

export const draftPaths = () => [...drafts.keys()];

export function keepDraft(path, text, base, etag) {
  drafts.set(path, { text, base, etag });
  write();
}

export function dropDraft(path) {
  if (drafts.delete(path)) {
    write();
  }
}

/** Tells of each change; returns what ends it. */
export function watchDrafts(told) {
  watchers.add(told);
  return () => watchers.delete(told);
}

addEventListener('beforeunload', (event) => {
  if (drafts.size > 0) {
    event.preventDefault();
  }
});
