// Texts that were typed in this tab and not deployed yet. They outlive a change of the page, and a reload as long
// as they fit. What other tabs have of the same files is theirs, and can be reached.
import { claim, drop, leave, others, readOwn, watchOthers, whenClosed, writeOwn } from './tab-drafts.js';

const MOST_CHARACTERS = 1_500_000;

const watchers = new Set();
const drafts = new Map(Object.entries(readOwn()));
let elsewhere = [];

/** Whether all of them are kept across a reload. */
export let kept = true;

function write() {
  const all = Object.fromEntries(drafts);
  kept = JSON.stringify(all).length <= MOST_CHARACTERS;
  if (kept) {
    try {
      writeOwn(all);
    } catch (e) {
      console.warn(`The browser does not keep the drafts: ${e.message}`);
      kept = false;
    }
  }
  tell();
}

const tell = () => watchers.forEach((each) => each());

async function lookElsewhere() {
  elsewhere = await others();
  elsewhere.filter((each) => each.open).forEach((each) => whenClosed(each.key, lookElsewhere));
  tell();
}

/** What a closed tab has left of files that this one has not touched is this one's from now on. */
async function settle() {
  if (!navigator.locks) {
    return;
  }
  if (await claim()) {
    write();
  }
  for (const { key, open, drafts: left } of await others()) {
    for (const [path, draft] of open ? [] : Object.entries(left)) {
      const mine = drafts.get(path);
      if (!mine) {
        drafts.set(path, draft);
        write();
      }
      if (kept && (!mine || mine.text === draft.text)) {
        drop(key, path);
      }
    }
  }
  watchOthers(lookElsewhere);
  await lookElsewhere();
}

/** Ends when it is known which drafts are this tab's. */
export const settled = settle();

/** What was typed in a file: its `text`, the `base` it was made of, and that one's `etag`. */
export const draftOf = (path) => drafts.get(path);

export const draftPaths = () => [...drafts.keys()];

/** What other tabs have typed in a file, where it is another text: the draft with its `key`, and whether that tab is `open`. */
export const draftsElsewhere = (path, text) => elsewhere
  .filter(({ drafts: theirs }) => theirs[path] && theirs[path].text !== text)
  .map(({ key, open, drafts: theirs }) => ({ key, open, ...theirs[path] }));

export function keepDraft(path, text, base, etag) {
  drafts.set(path, { text, base, etag });
  write();
}

export function dropDraft(path) {
  if (drafts.delete(path)) {
    write();
  }
}

/** Takes what another tab has typed; `mine`, when there is one, is kept as that is. */
export async function takeDraft(path, { key, open, text, base, etag }, mine) {
  if (mine) {
    leave(path, mine);
  }
  keepDraft(path, text, base, etag);
  if (!open && kept) {
    drop(key, path);
  }
  await lookElsewhere();
}

/** Gives up what a closed tab has left. */
export async function dropElsewhere(path, key) {
  drop(key, path);
  await lookElsewhere();
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
