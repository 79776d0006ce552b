// The editor of one file: CodeMirror, with help from outside for completion and hovering.
import { LitElement, css, html } from 'lit';
import { EditorState, Compartment } from '@codemirror/state';
import {
  EditorView, drawSelection, dropCursor, highlightActiveLine, highlightActiveLineGutter, hoverTooltip, keymap,
  lineNumbers,
} from '@codemirror/view';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, foldGutter, foldKeymap, indentService, indentUnit } from '@codemirror/language';
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, snippet } from '@codemirror/autocomplete';
import { forEachDiagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { yaml } from '@codemirror/lang-yaml';
import { indentAfter } from '../lib/yamlplace.js';
import { theme } from './code-theme.js';

/** Of so many files the cursor and what can be undone are kept. */
const MOST_OPEN = 20;
export const NODE_DRAG = 'text/x-serai-node';

/** A new line begins below what the one before it says, whatever a grammar makes of what follows. */
function yamlIndent({ state }, at) {
  const line = state.doc.lineAt(at);
  const above = state.doc.sliceString(0, line.from).split('\n');
  return indentAfter(line.text.slice(0, at - line.from), above);
}

class SeraiCode extends LitElement {
  static properties = { label: { type: String }, readonly: { type: Boolean } };

  static styles = css`
    :host { display: block; min-height: 0; overflow: hidden; }
    .place { height: 100%; }
  `;

  #view = null;
  #states = new Map();
  #path = null;
  #fixed = new Compartment();

  /** Set by the page: words({text, offset}) and help({text, offset}). */
  assist = null;

  render() {
    return html`<div class="place"></div>`;
  }

  updated(changed) {
    if (this.#view && (changed.has('readonly') || changed.has('label'))) {
      this.#view.dispatch({ effects: this.#fixed.reconfigure(this.#access()) });
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#view?.destroy();
    this.#view = null;
    this.#path = null;
  }

  #access() {
    return [EditorState.readOnly.of(Boolean(this.readonly)), EditorView.contentAttributes.of({ 'aria-label': this.label ?? 'Text', tabindex: '0' })];
  }

  /** Shows a file, with the cursor where it was when this very text was left. */
  open(path, text) {
    if (this.#path && this.#view) {
      this.#states.delete(this.#path);
      this.#states.set(this.#path, this.#view.state);
      if (this.#states.size > MOST_OPEN) {
        this.#states.delete(this.#states.keys().next().value);
      }
    }
    const left = this.#states.get(path);
    const state = left?.doc.toString() === text ? left : this.#state(path, text);
    this.#path = path;
    if (this.#view) {
      this.#view.setState(state);
      this.#view.dispatch({ effects: this.#fixed.reconfigure(this.#access()) });
    } else {
      this.#view = new EditorView({ state, root: this.renderRoot, parent: this.renderRoot.querySelector('.place') });
    }
    this.#tellCursor();
  }

  #state(path, text) {
    const isYaml = /\.ya?ml$/.test(path);
    return EditorState.create({
      doc: text,
      extensions: [
        theme, this.#fixed.of(this.#access()),
        lineNumbers(), foldGutter(), lintGutter(), history(), drawSelection(), dropCursor(), highlightActiveLine(),
        highlightActiveLineGutter(), highlightSelectionMatches(), bracketMatching(), closeBrackets(),
        indentUnit.of('  '), isYaml ? [indentService.of(yamlIndent), yaml()] : [],
        autocompletion({ override: [(context) => this.#complete(context)], icons: false, activateOnTyping: true }),
        hoverTooltip((view, at) => this.#hover(view, at)),
        keymap.of([
          { key: 'Mod-s', run: () => this.#tell('deploy'), preventDefault: true },
          ...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap,
          ...defaultKeymap, indentWithTab,
        ]),
        EditorView.updateListener.of((update) => this.#updated(update)),
        EditorView.domEventHandlers({
          dragover: (event) => {
            if (event.dataTransfer?.types.includes(NODE_DRAG)) {
              event.preventDefault();
            }
          },
          drop: (event, view) => this.#dropped(event, view),
        }),
      ],
    });
  }

  #updated(update) {
    if (update.docChanged) {
      this.#tell('edited', { text: update.state.doc.toString() });
    }
    if (update.selectionSet || update.docChanged) {
      this.#tellCursor();
    }
  }

  #tellCursor() {
    const offset = this.#view.state.selection.main.head;
    this.#tell('cursor', { offset, line: this.#view.state.doc.lineAt(offset).number });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
    return true;
  }

  #dropped(event, view) {
    const node = event.dataTransfer?.getData(NODE_DRAG);
    if (!node) {
      return false;
    }
    event.preventDefault();
    const offset = view.posAtCoords({ x: event.clientX, y: event.clientY }) ?? view.state.doc.length;
    this.#tell('node-dropped', { node, offset });
    return true;
  }

  async #complete(context) {
    const text = context.state.doc.toString();
    const found = await this.assist?.words({ text, offset: context.pos, asked: context.explicit });
    if (!found || found.options.length === 0) {
      return null;
    }
    return {
      from: found.from,
      options: found.options.map((each) => ({ ...each, apply: each.snippet ? snippet(each.snippet) : each.apply })),
      validFor: found.validFor,
    };
  }

  async #hover(view, at) {
    const help = await this.assist?.help({ text: view.state.doc.toString(), offset: at });
    if (!help) {
      return null;
    }
    return {
      pos: help.from,
      end: help.to,
      above: true,
      create: () => {
        const dom = document.createElement('div');
        dom.className = 'cm-help';
        const name = document.createElement('strong');
        name.textContent = help.title;
        dom.append(name, document.createTextNode(`\n${help.text}`));
        return { dom };
      },
    };
  }

  /** Whether this file's text is what is shown. */
  shows(path) {
    return this.#view !== null && this.#path === path;
  }

  /** Marks the lines of problems ({line, text}); those of line 0 stand at the first. */
  showProblems(problems) {
    const { doc } = this.#view.state;
    const marks = problems.map((each) => {
      const line = doc.line(Math.min(Math.max(each.line, 1), doc.lines));
      const lead = line.text.length - line.text.trimStart().length;
      return { from: line.from + lead, to: line.to, severity: 'error', message: each.text };
    });
    this.#view.dispatch(setDiagnostics(this.#view.state, marks));
  }

  get text() {
    return this.#view.state.doc.toString();
  }

  get offset() {
    return this.#view.state.selection.main.head;
  }

  /** Where the problems are by now: they move with what is typed. */
  get problemLines() {
    const lines = [];
    forEachDiagnostic(this.#view.state, (each, from) => lines.push(this.#view.state.doc.lineAt(from).number));
    return lines;
  }

  goTo(number, focus = true) {
    const { doc } = this.#view.state;
    const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
    const at = line.from + line.text.length - line.text.trimStart().length;
    this.#view.dispatch({
      selection: { anchor: at },
      effects: EditorView.scrollIntoView(at, { y: 'center' }),
    });
    if (focus) {
      this.#view.focus();
    }
  }

  /** Changes as [{from, to, insert}]; can be undone as one. */
  change(changes, cursor) {
    this.#view.dispatch({
      changes,
      ...(cursor === undefined ? {} : { selection: { anchor: cursor }, scrollIntoView: true }),
      userEvent: 'input',
    });
  }

  /** Another text of the same file, with the cursor on its line. */
  replace(text) {
    const { doc } = this.#view.state;
    if (doc.toString() === text) {
      return;
    }
    const number = doc.lineAt(this.offset).number;
    this.#view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
    this.goTo(number, false);
  }

  focus() {
    this.#view?.focus();
  }
}

customElements.define('serai-code', SeraiCode);
