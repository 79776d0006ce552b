// How the gateway is: its parts, what waits, what it uses, what it says and how it is set.
import { LitElement, css, html, nothing } from 'lit';
import { get } from '../lib/api.js';
import { Following } from '../lib/following.js';
import { shared } from '../lib/style.js';
import { ago, bytes, number } from '../lib/text.js';
import { notice, waiting } from '../parts/notice.js';
import { bar, barStyle } from '../parts/bar.js';
import '../parts/gateway-log.js';
import '../parts/settings.js';

/** Full enough to be worth a look. */
const NEARLY_FULL = 0.8;

function lasting(seconds) {
  const [d, h, m] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (d) return `${d} d ${h} h`;
  return h ? `${h} h ${m} min` : `${m} min ${Math.floor(seconds % 60)} s`;
}

const isWell = (part) => part.ready;

/** The parts that work, by the first word of their name: "flow lamp" is among the flows. */
function groupsOf(parts) {
  const groups = new Map();
  for (const each of parts.filter(([, part]) => isWell(part))) {
    const group = each[0].split(' ')[0];
    groups.set(group, [...(groups.get(group) ?? []), each]);
  }
  return [...groups];
}

class SeraiSystemPage extends LitElement {
  static properties = { path: { attribute: false }, query: { attribute: false }, system: { state: true }, error: { state: true } };

  static styles = [shared, barStyle, css`
    .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17.5rem, 100%), 1fr)); gap: .9rem; align-items: start; }
    .whole { grid-column: 1 / -1; min-width: 0; }
    dl { display: grid; grid-template-columns: auto 1fr; gap: .2rem 1rem; margin: 0; } dt { color: var(--quiet); } dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
    ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .55rem; }
    details ul { padding: .3rem 0 .5rem 1rem; } summary { cursor: pointer; min-height: 28px; padding: .1rem 0; }
    h3 { margin-top: .7rem; }
    li { overflow-wrap: anywhere; } .detail { font-size: .88rem; }
    .fill { display: flex; justify-content: space-between; gap: .75rem; } .fill span + span { white-space: nowrap; }
    .counts { columns: 2 18rem; column-gap: 2rem; } .counts div { display: flex; justify-content: space-between; gap: 1rem; break-inside: avoid; padding: .1rem 0; border-bottom: 1px solid var(--line); }
    .counts dt { overflow-wrap: anywhere; } dl.counts { display: block; }
    .head { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; } .head p { margin: 0 0 .75rem; }
  `];

  following = new Following(this);

  connectedCallback() {
    super.connectedCallback();
    this.following.channel('system', {}, { latest: (_, system) => { this.system = system; this.error = null; } });
    this.load();
  }

  async load() {
    try {
      this.system = await get('system');
    } catch (e) {
      this.error = this.system ? null : e;
    }
  }

  render() {
    const { system } = this;
    return html`
      <div class="head"><h1>System</h1>
        ${system ? html`<p class="quiet">Serai ${system.version}, up ${lasting(system.uptime)}</p>` : nothing}</div>
      ${notice(this.error)}
      ${!system && !this.error ? waiting('what the gateway says of itself') : nothing}
      ${system ? html`<div class="grid">
        ${this.health(system.health)} ${this.brokers(system)} ${this.queues(system.queues ?? [])} ${this.memory(system)}
        <serai-gateway-log class="whole"></serai-gateway-log>
        ${this.counts(system.counts ?? {})}
        <serai-settings class="whole" .settings=${system.settings ?? []}></serai-settings>
      </div>` : nothing}`;
  }

  health(health) {
    const parts = Object.entries(health?.parts ?? {}).sort((a, b) => Number(isWell(a[1])) - Number(isWell(b[1])) || a[0].localeCompare(b[0]));
    const well = parts.every(([, part]) => isWell(part));
    return html`<section class="card" aria-labelledby="health">
      <h2 id="health">Health: <span class=${well ? 'good' : 'bad'}>${well ? '● every part works' : `○ ${health.status}`}</span></h2>
      ${parts.some(([, part]) => !isWell(part)) ? this.parts(parts.filter(([, part]) => !isWell(part))) : nothing}
      ${groupsOf(parts).map(([group, some]) => html`<details><summary><span class="good">●</span> ${group}
        <span class="quiet">${some.length === 1 ? 'ready' : `${some.length} ready`}</span></summary>${this.parts(some)}</details>`)}
    </section>`;
  }

  parts(parts) {
    return html`<ul>${parts.map(([name, part]) => html`<li><span class=${isWell(part) ? 'good' : 'bad'}>${isWell(part) ? '● ready' : '○ not ready'}</span> ${name}
      ${part.detail ? html`<div class="quiet detail">${part.detail}</div>` : nothing}</li>`)}</ul>`;
  }

  brokers(system) {
    const outbox = system.outbox ?? {};
    return html`<section class="card" aria-labelledby="brokers">
      <h2 id="brokers">Brokers</h2>
      ${system.brokers?.length ? html`<ul>${system.brokers.map((each) => {
    const state = each.status;
    return html`<li><span class=${state === 'connected' ? 'good' : state === 'disconnected' ? 'bad' : 'off'}>${state === 'connected' ? '●' : '○'} ${state}</span>
          ${each.name}${each.since ? html` <span class="quiet">${ago(each.since)}</span>` : nothing}
          ${each.reason ? html`<div class="bad detail">${each.reason}</div>` : nothing}</li>`;
  })}</ul>` : html`<p class="quiet">No flow speaks to a broker yet.</p>`}
      ${Object.keys(outbox).length ? html`<h3>Waiting to be sent</h3>
        <dl>${Object.entries(outbox).map(([name, count]) => html`<dt>${name}</dt><dd>${number(count)}</dd>`)}</dl>` : nothing}
    </section>`;
  }

  queues(queues) {
    const byFill = [...queues].sort((a, b) => b.fill / (b.most || 1) - a.fill / (a.most || 1));
    return html`<section class="card" aria-labelledby="queues">
      <h2 id="queues">Queues</h2>
      ${byFill.length ? html`<ul>${byFill.map((each) => html`<li>
        <div class="fill"><span>${each.name}</span><span>${number(each.fill)} of ${number(each.most)}</span></div>
        ${bar(each.fill, each.most, `${each.name}: ${each.fill} of ${each.most}`, each.fill > NEARLY_FULL * each.most)}
        ${each.dropped ? html`<div class="warn detail">${number(each.dropped)} dropped since the start</div>` : nothing}
        ${each.fill > NEARLY_FULL * each.most ? html`<div class="bad detail">nearly full</div>` : nothing}</li>`)}</ul>` : html`<p class="quiet">Nothing waits.</p>`}
    </section>`;
  }

  memory({ memory, threads }) {
    if (!memory) return nothing;
    return html`<section class="card" aria-labelledby="memory">
      <h2 id="memory">Memory</h2>
      <ul><li><div class="fill"><span>Heap</span><span>${bytes(memory.used)} of ${bytes(memory.max)}</span></div>
        ${bar(memory.used, memory.max, 'Heap used', memory.used > 0.95 * memory.max)}</li></ul>
      <dl>${memory.rss ? html`<dt>Of the machine</dt><dd>${bytes(memory.rss)}</dd>` : nothing}<dt>Threads</dt><dd>${number(threads)}</dd></dl>
    </section>`;
  }

  counts(counts) {
    const all = Object.entries(counts).sort((a, b) => a[0].localeCompare(b[0]));
    return html`<section class="card whole" aria-labelledby="counts">
      <h2 id="counts">Counts since the start</h2>
      ${all.length ? html`<dl class="counts">${all.map(([name, count]) => html`<div><dt>${name}</dt><dd>${number(count)}</dd></div>`)}</dl>`
    : html`<p class="quiet">Nothing has been counted yet.</p>`}
    </section>`;
  }
}

customElements.define('serai-system-page', SeraiSystemPage);
