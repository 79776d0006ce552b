// A form made of what the palette says of a node: shows what a step of a text has, and tells what to change.
import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../lib/style.js';
import { changed, setExpression, setValue } from '../lib/yamledit.js';
import { expressionOf, isBlock, stepAt, valueOf } from '../lib/yamlstep.js';
import { optionWords } from '../lib/words.js';

const LANGUAGES = ['simple', 'constant', 'jq', 'header', 'variable', 'exchangeProperty', 'jsonpath', 'method', 'tokenize'];
const OF_EVERY_STEP = ['id', 'description', 'note', 'disabled'];
const NUMBER = /^(-?\d+(\.\d+)?|\{\{.*\}\})$/;
const WHOLE = /^(-?\d+|\{\{.*\}\})$/;
const DURATION = /^(\d+|(\d+(ms|s|m|h|d)\s*)+|PT.*|\{\{.*\}\})$/i;

class SeraiEditForm extends LitElement {
  static properties = {
    node: { attribute: false },
    text: { attribute: false },
    offset: { type: Number },
    known: { attribute: false },
    wrong: { state: true },
  };

  static styles = [
    shared,
    css`
      .field { margin: 0 0 .65rem; }
      label { display: block; font-weight: 600; font-size: .92em; }
      .about { margin: .1rem 0 0; font-size: .84em; }
      input, select { width: 100%; }
      .pair { display: grid; grid-template-columns: 8rem 1fr; gap: .4rem; }
      summary { cursor: pointer; min-height: 26px; margin: .3rem 0; }
    `,
  ];

  constructor() {
    super();
    this.wrong = {};
  }

  set(property, value) {
    const problem = wrongWith(property, value);
    this.wrong = { ...this.wrong, [property.name]: problem };
    const step = stepAt(this.text, this.offset);
    if (!problem && step && value !== (valueOf(step, property) ?? '')) {
      this.tell(setValue(this.text, step, property, value));
    }
  }

  tell(changes) {
    if (changes.length) {
      this.dispatchEvent(new CustomEvent('changes', { detail: { changes, text: changed(this.text, changes) } }));
    }
  }

  choices(property) {
    if (property.in === 'path' && ['device', 'sensor', 'simulate'].includes(this.node.scheme)) {
      return this.known.devices.map((each) => ({ label: each.id, detail: each.description }));
    }
    if (property.in === 'path' && /^paho/.test(this.node.scheme ?? '')) {
      return this.known.topics.map((each) => ({ label: each.topic }));
    }
    return optionWords(property, this.known);
  }

  field(property, step) {
    const value = valueOf(step, property) ?? '';
    const id = `f-${property.in}-${property.name}`;
    const closed = property.enum?.length || property.type === 'boolean';
    const choices = this.choices(property);
    const usual = property.default ?? '';
    const problem = this.wrong[property.name];
    const node = property.in === 'field' ? step.map?.get(property.name, true) : step.parameters?.get(property.name, true);
    const change = (event) => this.set(property, event.target.value);
    const input = isBlock(node)
      ? html`<p id=${id} class="quiet">Over several lines: change it in the text.</p>`
      : closed
        ? html`<select id=${id} aria-describedby="${id}-about" @change=${change}>
            <option value="" ?selected=${value === ''}>${usual ? `${usual} (default)` : 'not stated'}</option>
            ${choices.map((each) => html`<option value=${each.label} ?selected=${each.label === value}>${each.label}</option>`)}
            ${value && !choices.some((each) => each.label === value) ? html`<option value=${value} selected>${value}</option>` : nothing}
          </select>`
        : html`<input id=${id} .value=${value} placeholder=${usual} list=${choices.length ? `${id}-list` : nothing}
            aria-describedby="${id}-about" aria-invalid=${problem ? 'true' : 'false'} ?required=${property.required} @change=${change}>
            ${choices.length ? html`<datalist id="${id}-list">${choices.map((each) => html`<option value=${each.label}>${each.detail ?? ''}</option>`)}</datalist>` : nothing}`;
    return html`
      <div class="field">
        <label for=${id}>${property.title}${property.required ? html` <span class="quiet">(required)</span>` : nothing}</label>
        ${input}
        ${problem ? html`<p class="about bad" role="alert">${problem}</p>` : nothing}
        <p class="about quiet" id="${id}-about">${property.description}</p>
      </div>`;
  }

  expression(property, step) {
    const found = expressionOf(step, LANGUAGES);
    if (!found || found.text === undefined || isBlock(found.pair.value)) {
      return html`<p class="quiet">${property.title}: change it in the text.</p>`;
    }
    const change = () => {
      const [language, text] = ['language', 'expression'].map((id) => this.renderRoot.getElementById(id).value);
      this.tell(setExpression(step, found, language, text));
    };
    return html`
      <div class="field">
        <label for="expression">${property.title}</label>
        <div class="pair">
          <select id="language" aria-label="Language of the expression" @change=${change}>
            ${LANGUAGES.map((each) => html`<option value=${each} ?selected=${each === found.language}>${each}</option>`)}
          </select>
          <input id="expression" class="mono" .value=${found.text} aria-describedby="expression-about" @change=${change}>
        </div>
        <p class="about quiet" id="expression-about">${property.description}</p>
      </div>`;
  }

  render() {
    const step = this.node ? stepAt(this.text, this.offset) : null;
    if (!step) {
      return nothing;
    }
    const isExpression = (each) => each.type === 'expression' || LANGUAGES.includes(each.name);
    const expression = this.node.properties.find((each) => each.in === 'field' && isExpression(each));
    const others = this.node.properties.filter((each) => each !== expression && !(each.in === 'field' && isExpression(each))
      && !(each.in === 'field' && !step.map));
    // A URI with several names in its path has one field for all of them.
    const paths = others.filter((each) => each.in === 'path');
    const path = paths.length > 1 ? [{ ...paths[0], title: this.node.syntax ?? 'URI', type: 'string', enum: [], description: paths.map((each) => `${each.title}: ${each.description}`).join(' ') }] : paths;
    const fields = [...path, ...others.filter((each) => each.in !== 'path')];
    const isRare = (each) => each.advanced || (each.in === 'field' && OF_EVERY_STEP.includes(each.name));
    const [few, many] = [fields.filter((each) => !isRare(each)), fields.filter(isRare)];
    return html`
      ${few.filter((each) => each.in === 'path').map((each) => this.field(each, step))}
      ${expression ? this.expression(expression, step) : nothing}
      ${few.filter((each) => each.in !== 'path').map((each) => this.field(each, step))}
      ${many.length ? html`<details><summary>More (${many.length})</summary>${many.map((each) => this.field(each, step))}</details>` : nothing}`;
  }
}

function wrongWith(property, value) {
  if (value === '') {
    return property.required ? 'Needed.' : '';
  }
  switch (property.type) {
    case 'integer': return WHOLE.test(value) ? '' : 'A whole number is needed here.';
    case 'number': return NUMBER.test(value) ? '' : 'A number is needed here.';
    case 'duration': return DURATION.test(value) ? '' : 'A span of time is needed here, such as 500ms, 10s or 1h.';
    default: return '';
  }
}

customElements.define('serai-edit-form', SeraiEditForm);
