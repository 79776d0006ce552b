// One file while it is edited: what was read, what was typed, what the gateway says of it.
import { ApiError, get, getText, path as encoded, send } from '../lib/api.js';
import { draftOf, dropDraft, keepDraft, settled, takeDraft } from '../lib/drafts.js';
import { plain, withEndsOf } from '../lib/line-ends.js';

const CHECK_AFTER_MS = 300;
const AGAIN_AFTER_MS = 1500;
const BUSY = 503;
const CHANGED = 412;
const REFUSED = 409;

const deployed = (path) => (/\.(camel\.yaml|java)$/.test(path) ? 'Deployed: this text runs now.' : 'Saved: it holds now.');

async function isThere(path) {
  return (await get('files')).files.some((each) => each.path === path);
}

export class EditedFile {
  path = '';
  /** As it was when it was read, and its etag; "" for a file that is not there yet. */
  base = '';
  etag = '';
  /** As it would be saved. */
  text = '';
  loading = false;
  failure = '';
  busy = '';
  problems = [];
  checking = false;
  checkFailure = '';
  picture = null;
  pictureIsOld = false;
  differs = false;
  /** {kind: good|bad, text}, or null. */
  notice = null;
  /** What is there by now, when another changed it: {text, etag}. */
  theirs = null;

  #host;
  #timer = 0;
  #asking = null;

  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected() {}

  hostDisconnected() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  get dirty() {
    return this.text !== this.base;
  }

  get isNew() {
    return this.etag === '';
  }

  /** For the editor, whose lines all end with \n. */
  get plain() {
    return plain(this.text);
  }

  #show() {
    this.#host.requestUpdate();
  }

  /** @returns whether it was read, and not overtaken by another */
  async load(path) {
    const samePath = path === this.path;
    Object.assign(this, {
      path, loading: true, checking: true, failure: '', notice: null, theirs: null, checkFailure: '',
      ...(samePath ? {} : { text: '', base: '', etag: '', problems: [], picture: null, differs: false, pictureIsOld: false }),
    });
    this.#show();
    let read = { text: '', etag: '' };
    await settled;
    try {
      if (draftOf(path)?.etag !== '' || await isThere(path)) {
        read = await getText(`files/${encoded(path)}`);
      }
    } catch (e) {
      if (!(e instanceof ApiError)) {
        throw e;
      }
      if (e.status !== 404 || !draftOf(path)) {
        this.#fail(path, e);
        return false;
      }
    }
    if (path !== this.path) {
      return false;
    }
    this.loading = false;
    this.#take(read, draftOf(path));
    this.#show();
    this.check();
    return true;
  }

  #fail(path, e) {
    if (path === this.path) {
      this.loading = false;
      this.checking = false;
      this.failure = e.message;
      this.#show();
    }
  }

  #take(read, draft) {
    if (!draft || draft.text === read.text) {
      dropDraft(this.path);
      Object.assign(this, { base: read.text, text: read.text, etag: read.etag });
      return;
    }
    Object.assign(this, { base: draft.base, text: draft.text, etag: draft.etag });
    if (draft.etag !== read.etag) {
      this.theirs = read;
    }
  }

  edited(text) {
    this.text = withEndsOf(this.base, text);
    this.#keep();
    this.notice = null;
    clearTimeout(this.#timer);
    this.checking = true;
    this.#timer = setTimeout(() => this.check(), CHECK_AFTER_MS);
    this.#show();
  }

  #keep() {
    if (this.dirty) {
      keepDraft(this.path, this.text, this.base, this.etag);
    } else {
      dropDraft(this.path);
    }
  }

  /** Asks what is wrong with the text, and for its picture. */
  async check() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.checking = true;
    this.#show();
    try {
      const answer = await send('PUT', `files/${encoded(this.path)}?dry-run=true`, this.text, {}, asking.signal);
      if (this.#asking === asking) {
        this.#checked(answer);
      }
    } catch (e) {
      if (this.#asking === asking && e instanceof ApiError) {
        this.#notChecked(e);
      } else if (e.name !== 'AbortError' && !(e instanceof ApiError)) {
        throw e;
      }
    }
    this.#show();
  }

  #checked(answer) {
    this.checking = false;
    this.checkFailure = '';
    this.problems = answer.problems ?? [];
    this.differs = Boolean(answer.differs);
    this.pictureIsOld = !answer.picture && Boolean(this.picture);
    this.picture = answer.picture ?? this.picture;
  }

  #notChecked(e) {
    this.checking = false;
    this.checkFailure = e.message;
    this.pictureIsOld = Boolean(this.picture);
    if (e.status === 0 || e.status === BUSY) {
      this.#timer = setTimeout(() => this.check(), AGAIN_AFTER_MS);
    }
  }

  /**
   * A test file at `tests` that was never saved goes with it, and decides whether it is deployed.
   * @returns whether it was deployed
   */
  async deploy(tests) {
    const { path, text } = this;
    const beside = tests && draftOf(tests);
    const together = beside?.etag === '' && beside.text !== '';
    const answer = await this.#command('deploying', () => (together
      ? this.#deployWith(tests, beside.text)
      : send('PUT', `files/${encoded(path)}?by=console`, text, this.isNew ? { 'If-None-Match': '*' } : { 'If-Match': `"${this.etag}"` })));
    if (answer && together) {
      dropDraft(tests);
    }
    if (!answer || path !== this.path) {
      return Boolean(answer);
    }
    Object.assign(this, { base: text, etag: (answer.etag ?? '').replaceAll('"', ''), theirs: null });
    this.notice = { kind: 'good', text: deployed(path) };
    if (together) {
      this.notice.text += ` ${tests} was saved with it; its tests passed.`;
    } else if (beside) {
      this.notice.text += ` The unsaved text of ${tests} was not: save it there.`;
    }
    this.#keep();
    this.check();
    return true;
  }

  async #deployWith(tests, text) {
    const { path } = this;
    const etags = async () => new Map((await get('files')).files.map((each) => [each.path, each.etag]));
    const there = await etags();
    if (there.has(tests)) {
      throw new ApiError(REFUSED, `${tests} is there already. Open it, and take theirs or keep yours.`, []);
    }
    if ((there.get(path) ?? '') !== this.etag) {
      throw new ApiError(CHANGED, `${path} was changed by another.`, []);
    }
    await send('POST', 'deploy', { files: { [path]: this.text, [tests]: text }, by: 'console' });
    return { etag: (await etags()).get(path) };
  }

  /** What another tab has typed is edited here from now on. */
  async takeFromTab(other) {
    const { path, text, base, etag } = this;
    await takeDraft(path, other, this.dirty ? { text, base, etag } : null);
    return this.load(path);
  }

  async #command(what, ask) {
    const { path } = this;
    this.busy = what;
    this.notice = null;
    this.#show();
    try {
      return await ask();
    } catch (e) {
      if (!(e instanceof ApiError)) {
        throw e;
      }
      if (path === this.path) {
        await this.#refused(e);
      }
      return null;
    } finally {
      this.busy = '';
      this.#show();
    }
  }

  async #refused(e) {
    if (e.status === CHANGED) {
      await this.lookAgain();
      return;
    }
    this.notice = { kind: 'bad', text: e.message, problems: e.problems };
    if (e.status === REFUSED && e.problems.length) {
      this.problems = e.problems;
    }
  }

  /** Reads what is there by now, beside what is edited. */
  async lookAgain() {
    try {
      this.theirs = await getText(`files/${encoded(this.path)}`);
    } catch (e) {
      if (e.status !== 404) {
        this.notice = { kind: 'bad', text: e.message };
        return;
      }
      this.theirs = { text: '', etag: '' };
    }
    if (this.theirs.etag === this.etag) {
      this.theirs = null;
    }
    this.#show();
  }

  /** The file changed on disk; null when it is gone. @returns whether the editor shall show another text */
  async changedOnDisk(etag) {
    const now = (etag ?? '').replaceAll('"', '');
    if (this.busy || this.loading || now === this.etag || now === this.theirs?.etag) {
      return false;
    }
    if (this.dirty || now === '') {
      await this.lookAgain();
      return false;
    }
    return this.load(this.path);
  }

  /** What was typed is to stand, over what another wrote. */
  keepMine() {
    this.base = this.theirs.text;
    this.etag = this.theirs.etag;
    this.theirs = null;
    this.#keep();
    this.#show();
  }

  /** What was typed is given up. */
  async discard() {
    dropDraft(this.path);
    return this.load(this.path);
  }

  async remove() {
    const { path, etag } = this;
    if (this.isNew) {
      dropDraft(path);
      return true;
    }
    const answer = await this.#command('removing', () =>
      send('DELETE', `files/${encoded(path)}?by=console`, undefined, { 'If-Match': `"${etag}"` }));
    if (answer) {
      dropDraft(path);
    }
    return Boolean(answer);
  }

  /** With its tests when it has some: `pairs` are [from, to]. */
  async rename(pairs) {
    const answer = await this.#command('renaming', async () => {
      const files = {};
      for (const [from, to] of pairs) {
        files[to] = (from === this.path ? this.text : (await getText(`files/${encoded(from)}`)).text);
        files[from] = '';
      }
      const there = new Set((await get('files')).files.map((each) => each.path));
      const taken = pairs.find(([, to]) => there.has(to));
      if (taken) {
        throw new ApiError(REFUSED, `${taken[1]} is there already. Choose another name.`, []);
      }
      return send('POST', 'deploy', { files, by: 'console' });
    });
    if (answer) {
      pairs.forEach(([from]) => dropDraft(from));
    }
    return Boolean(answer);
  }
}
