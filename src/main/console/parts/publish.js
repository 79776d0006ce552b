// Says something on a topic.
import { LitElement, css, html } from 'lit';
import { send } from '../lib/api.js';
import { shared } from '../lib/style.js';
import { jsonProblem, topicProblem } from '../lib/topics.js';
import { timeOf } from '../lib/text.js';
import { notice } from './notice.js';

class SeraiPublish extends LitElement {
  static properties = {
    topic: {}, payload: { state: true }, sent: { state: true }, error: { state: true }, busy: { state: true },
  };

  static styles = [shared, css`
    form { display: grid; gap: .5rem; }
    label.block { display: grid; gap: .15rem; }
    input.mono, textarea { width: 100%; }
    textarea { min-height: 4.5rem; resize: vertical; }
    p { margin: 0; }
  `];

  constructor() {
    super();
    this.topic = '';
    this.payload = '';
  }

  async publish(event) {
    event.preventDefault();
    const form = event.target;
    const topic = form.elements.topic.value;
    const problem = topicProblem(topic);
    if (problem) {
      this.error = problem;
      form.elements.topic.focus();
      return;
    }
    this.busy = true;
    try {
      await send('POST', 'publish', {
        topic, payload: this.payload, qos: Number(form.elements.qos.value), retain: form.elements.retain.checked,
      });
      this.sent = { topic, time: Date.now() };
      this.error = null;
    } catch (e) {
      this.error = e;
    } finally {
      this.busy = false;
    }
  }

  render() {
    const problem = jsonProblem(this.payload);
    return html`
      <section class="card" aria-labelledby="publish">
        <h2 id="publish">Publish</h2>
        <form @submit=${this.publish}>
          <label class="block">Topic<input name="topic" class="mono" .value=${this.topic} autocomplete="off" autocapitalize="off"
            spellcheck="false"></label>
          <label class="block">Message<textarea name="payload" class="mono" spellcheck="false" aria-describedby="hint"
            @input=${(e) => { this.payload = e.target.value; }}></textarea></label>
          <p id="hint" class="warn" ?hidden=${!problem}>This looks like JSON but is none: ${problem} It is sent as it is.</p>
          <div class="row">
            <label>QoS <select name="qos"><option value="0">0, at most once</option><option value="1" selected>1, at least once</option>
              <option value="2">2, exactly once</option></select></label>
            <label><input type="checkbox" name="retain"> retained</label>
            <button class="main" ?disabled=${this.busy}>Publish</button>
            <span role="status" class="good">${this.sent && !this.error ? `Sent at ${timeOf(this.sent.time)}` : ''}</span>
          </div>
          ${notice(this.error)}
        </form>
      </section>`;
  }
}

customElements.define('serai-publish', SeraiPublish);
