// Draws the house on a canvas: far away only boxes in their colours, close by each node with its figures.
import { NODE } from './layout.js';
import { count, quick, rate } from './figures.js';

const NAMES = ['ground', 'surface', 'raised', 'line', 'control', 'text', 'quiet', 'accent', 'good', 'warn', 'bad', 'off',
  'source', 'action', 'sink', 'branch', 'pulse', 'focus'];
const ROLE = { source: 'source', action: 'action', sink: 'sink', branch: 'branch', end: 'off' };
const CLOSE = 0.5;
const NEAR = 0.2;
const SANS = 'system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const MONO = 'ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace';
const MOST_TEXTS = 4000;
const STATE = { running: 'good', stopped: 'off', broken: 'bad' };

/** The page's colours, for what no style sheet reaches. */
export function coloursOf(element) {
  const style = getComputedStyle(element);
  return Object.fromEntries(NAMES.map((each) => [each, style.getPropertyValue(`--${each}`).trim()]));
}

export class Painter {
  #texts = new Map();

  constructor(context) {
    this.c = context;
  }

  clear(width, height, colour) {
    this.c.setTransform(1, 0, 0, 1, 0, 0);
    this.c.fillStyle = colour;
    this.c.fillRect(0, 0, width, height);
  }

  /** @param scene house, figures, reports, values, selected, focused, lit, tapped, colours */
  paint(view, scene) {
    const { c } = this;
    this.scene = scene;
    this.colours = scene.colours;
    this.view = view;
    c.save();
    c.fillStyle = this.colours.ground;
    c.fillRect(0, 0, view.width, view.height);
    c.scale(view.scale, view.scale);
    c.translate(-view.x, -view.y);
    c.textBaseline = 'middle';
    let nodes = 0;
    const seen = [...scene.house.flows.values()].filter((each) => view.sees(each));
    seen.forEach((each) => this.#card(each));
    this.#links(scene.house.links);
    for (const flow of seen) {
      nodes += this.#flow(flow);
    }
    c.restore();
    return nodes;
  }

  #state(flow) {
    return this.scene.reports?.get(flow.id)?.state ?? 'running';
  }

  #card(flow) {
    const { c, colours, view, scene } = this;
    if (scene.bare) {
      return;
    }
    const state = this.#state(flow);
    const chosen = scene.selected?.flow === flow.id;
    c.fillStyle = colours.surface;
    c.strokeStyle = state === 'broken' ? colours.bad : chosen ? colours.accent : colours.line;
    c.lineWidth = Math.max(1, (chosen || state === 'broken' ? 2 : 1) / view.scale);
    c.beginPath();
    c.roundRect(flow.x, flow.y, flow.width, flow.height, 12);
    c.fill();
    c.stroke();
  }

  #flow(flow) {
    const { c, colours, view } = this;
    const state = this.#state(flow);
    if (!this.scene.bare) {
      this.#title(flow, state);
    }
    c.globalAlpha = state === 'running' ? 1 : 0.55;
    if (view.scale >= CLOSE && (flow.routes.length > 1 || flow.routes[0]?.id !== flow.id)) {
      c.font = `13px ${SANS}`;
      c.fillStyle = colours.quiet;
      for (const route of flow.routes) {
        c.fillText(this.#clip(route.id, route.width - 20), route.x + 14, route.y + 12);
      }
    }
    this.#wires(flow);
    let drawn = 0;
    for (const [id, at] of flow.nodes) {
      if (view.sees({ x: at.x, y: at.y, width: NODE.width, height: NODE.height })) {
        this.#node(flow.id, id, at);
        drawn++;
      }
    }
    c.globalAlpha = 1;
    return drawn;
  }

  /** Its letters are as large on the screen from wherever one looks, as long as there is room. */
  #title(flow, state) {
    const { c, colours, view, scene } = this;
    const size = Math.min(Math.max(15, 12 / view.scale), flow.title * 0.8);
    if (size * view.scale < 5) {
      return;
    }
    const middle = flow.y + flow.title / 2;
    const dot = size * 0.32;
    c.fillStyle = colours[STATE[state] ?? 'off'];
    c.beginPath();
    if (state === 'running') {
      c.arc(flow.x + 14 + dot, middle, dot, 0, 7);
    } else if (state === 'stopped') {
      c.rect(flow.x + 14, middle - dot, 2 * dot, 2 * dot);
    } else {
      c.moveTo(flow.x + 14 + dot, middle - dot);
      c.lineTo(flow.x + 14 + 2 * dot, middle + dot);
      c.lineTo(flow.x + 14, middle + dot);
    }
    c.fill();
    const figures = scene.figures?.flow(flow.id);
    const right = [
      ...(state === 'running' ? [] : [state]),
      ...(figures?.errors ? [`${count(figures.errors)} failed`] : []),
      ...(figures && state === 'running' ? [rate(scene.figures.flowRate(flow.id))] : []),
    ].join('  ');
    c.font = `${size * 0.85}px ${SANS}`;
    c.textAlign = 'right';
    c.fillStyle = state === 'broken' || figures?.errors ? colours.bad : colours.quiet;
    const taken = right ? c.measureText(right).width + size : 0;
    const room = flow.width - 34 - 2 * dot;
    if (taken < room * 0.6) {
      c.fillText(right, flow.x + flow.width - 12, middle);
    }
    c.textAlign = 'left';
    c.font = `600 ${size}px ${SANS}`;
    c.fillStyle = colours.text;
    c.fillText(this.#clip(flow.id, room - (taken < room * 0.6 ? taken : 0)), flow.x + 20 + 2 * dot, middle);
  }

  #wires(flow) {
    const { c, colours, view, scene } = this;
    if (view.scale < NEAR && !scene.lit) {
      c.strokeStyle = colours.control;
      c.lineWidth = 0.8 / view.scale;
      c.beginPath();
      flow.wires.forEach((each) => this.#trace(each.points, true));
      c.stroke();
      return;
    }
    for (const wire of flow.wires) {
      const lit = scene.lit?.wires.has(`${wire.from}>${wire.to}`);
      c.strokeStyle = lit ? colours.accent : wire.kind === 'error' ? colours.bad : colours.control;
      c.lineWidth = lit ? 4 : Math.max(1.5, 0.8 / view.scale);
      c.setLineDash(wire.kind === 'error' || wire.kind === 'call' ? [6, 5] : []);
      this.#curve(wire.points);
      if (view.scale >= CLOSE) {
        this.#head(wire.points.at(-1), c.strokeStyle);
        if (wire.label) {
          this.#label(wire);
        }
      }
    }
    c.setLineDash([]);
  }

  #curve(points) {
    this.c.beginPath();
    this.#trace(points, false);
    this.c.stroke();
  }

  #trace(points, straight) {
    const { c } = this;
    c.moveTo(points[0][0], points[0][1]);
    for (const [, , cx1, cy1, cx2, cy2, x, y] of points) {
      if (straight) {
        c.lineTo(x, y);
      } else {
        c.bezierCurveTo(cx1, cy1, cx2, cy2, x, y);
      }
    }
  }

  #head([, , , , , , x, y], colour) {
    const { c } = this;
    c.fillStyle = colour;
    c.beginPath();
    c.moveTo(x, y);
    c.lineTo(x - 8, y - 4.5);
    c.lineTo(x - 8, y + 4.5);
    c.fill();
  }

  #label(wire) {
    const { c, colours } = this;
    const [, , , , , , x, y] = wire.points[0];
    c.font = `11px ${SANS}`;
    const text = this.#clip(wire.label, 90);
    const wide = c.measureText(text).width;
    const left = wire.points.length > 1 ? x + 4 : (wire.points[0][0] + x - wide) / 2;
    c.fillStyle = colours.surface;
    c.fillRect(left - 2, y - 17, wide + 4, 13);
    c.fillStyle = colours.quiet;
    c.fillText(text, left, y - 10);
  }

  /** Those of the flow that is looked at stand out. */
  #links(links) {
    const { c, colours, view, scene } = this;
    const chosen = scene.selected?.flow;
    c.strokeStyle = colours.accent;
    c.lineWidth = Math.max(1.5, 1.2 / view.scale);
    const dash = [9 / Math.max(view.scale, 0.4), 6 / Math.max(view.scale, 0.4)];
    for (const link of links) {
      c.globalAlpha = !chosen || link.from.flow === chosen || link.to.flow === chosen ? 1 : 0.3;
      c.setLineDash(dash);
      this.#curve(link.points);
      c.setLineDash([]);
      if (view.scale >= CLOSE) {
        this.#head(link.points.at(-1), colours.accent);
      }
    }
    c.globalAlpha = 1;
  }

  #node(flow, id, at) {
    const { c, colours, view, scene } = this;
    const { node, x, y } = at;
    const colour = colours[ROLE[node.role] ?? 'action'];
    if (view.scale < NEAR) {
      c.fillStyle = colour;
      c.fillRect(x, y, NODE.width, NODE.height);
      return;
    }
    const before = c.globalAlpha;
    const lit = scene.lit?.nodes.get(id);
    if (scene.lit && !lit) {
      c.globalAlpha = 0.4;
    }
    const chosen = (scene.selected?.flow === flow && scene.selected.node === id) || scene.tapped?.has(id);
    c.fillStyle = colours.raised;
    c.strokeStyle = lit === 'failed' ? colours.bad : chosen || lit ? colours.accent : colours.control;
    c.lineWidth = chosen || lit ? 3 : 1;
    c.beginPath();
    c.roundRect(x, y, NODE.width, NODE.height, 8);
    c.fill();
    c.stroke();
    c.fillStyle = colour;
    c.beginPath();
    c.roundRect(x, y, view.scale >= CLOSE ? 28 : 44, NODE.height, [8, 0, 0, 8]);
    c.fill();
    if (scene.focused?.flow === flow && scene.focused.node === id) {
      c.strokeStyle = colours.focus;
      c.lineWidth = 3;
      c.beginPath();
      c.roundRect(x - 5, y - 5, NODE.width + 10, NODE.height + 10, 11);
      c.stroke();
    }
    if (view.scale >= CLOSE) {
      this.#glyph(node, x + 14, y + NODE.height / 2);
      this.#figures(flow, id, at);
    } else {
      this.#short(node, x + 52, y + NODE.height / 2, NODE.width - 58);
      if (scene.tapped?.has(id)) {
        this.#dot(null, x + NODE.width - 8, y + 12, true);
      }
    }
    c.globalAlpha = before;
  }

  #figures(flow, id, { node, x, y }) {
    const { c, colours, scene } = this;
    const left = x + 36;
    const right = x + NODE.width - 8;
    const figures = scene.figures?.node(flow, id);
    const plain = !scene.figures;
    c.font = `600 14px ${SANS}`;
    c.fillStyle = colours.text;
    c.fillText(this.#clip(node.label, right - left - 14), left, y + 19);
    this.#dot(figures, right - 4, y + 18, scene.tapped?.has(id));
    c.font = `12.5px ${SANS}`;
    c.fillStyle = colours.quiet;
    if (plain) {
      c.fillText(this.#clip(node.detail || node.type, right - left), left, y + 43);
    } else {
      const passed = `${count(figures.count)}  ${rate(scene.figures.nodeRate(flow, id))}`;
      c.fillText(passed, left, y + 43);
      const room = right - left - c.measureText(passed).width - 8;
      c.textAlign = 'right';
      c.fillStyle = figures.errors ? colours.bad : colours.quiet;
      c.fillText(this.#clip(figures.errors ? `${count(figures.errors)} failed` : quick(figures), room), right, y + 43);
      c.textAlign = 'left';
    }
    const value = scene.values?.get(id)?.value;
    if (value !== undefined) {
      c.font = `12.5px ${MONO}`;
      c.fillStyle = colours.text;
      c.fillText(this.#clip(value, right - left), left, y + 65);
    } else if (!plain && figures.count === 0) {
      c.fillText('nothing yet', left, y + 65);
    }
  }

  /** From some way off: what it is, in two lines that can still be read. */
  #short(node, x, middle, room) {
    const { c, colours, view } = this;
    const size = Math.min(28, 9.5 / view.scale);
    c.font = `${size}px ${SANS}`;
    c.fillStyle = colours.text;
    const words = node.label.split(/[\s/]+/);
    let first = words.shift();
    while (words.length && c.measureText(`${first} ${words[0]}`).width <= room) {
      first += ` ${words.shift()}`;
    }
    const shift = words.length ? size * 0.6 : 0;
    c.fillText(this.#clip(first, room), x, middle - shift);
    if (words.length) {
      c.fillText(this.#clip(words.join(' '), room), x, middle + shift);
    }
  }

  /** Whether it works is said by shape and colour: a ring, a dot, a triangle; an eye when it is tapped. */
  #dot(figures, x, y, tapped) {
    const { c, colours } = this;
    c.lineWidth = 1.5;
    c.beginPath();
    if (tapped) {
      c.strokeStyle = colours.accent;
      c.fillStyle = colours.accent;
      c.ellipse(x - 3, y, 7, 4.5, 0, 0, 7);
      c.stroke();
      c.beginPath();
      c.arc(x - 3, y, 2, 0, 7);
      c.fill();
    } else if (figures?.errors) {
      c.fillStyle = colours.bad;
      c.moveTo(x, y - 5);
      c.lineTo(x + 5, y + 4);
      c.lineTo(x - 5, y + 4);
      c.fill();
    } else if (figures?.count) {
      c.fillStyle = colours.good;
      c.arc(x, y, 4, 0, 7);
      c.fill();
    } else if (figures) {
      c.strokeStyle = colours.off;
      c.arc(x, y, 3.5, 0, 7);
      c.stroke();
    }
  }

  #glyph(node, x, y) {
    const { c, colours } = this;
    c.strokeStyle = colours.surface;
    c.fillStyle = colours.surface;
    c.lineWidth = 2;
    c.beginPath();
    if (node.role === 'source') {
      c.moveTo(x - 5, y - 6);
      c.lineTo(x + 6, y);
      c.lineTo(x - 5, y + 6);
      c.fill();
    } else if (node.role === 'sink') {
      c.moveTo(x - 7, y);
      c.lineTo(x + 3, y);
      c.moveTo(x - 1, y - 4);
      c.lineTo(x + 3, y);
      c.lineTo(x - 1, y + 4);
      c.moveTo(x + 7, y - 6);
      c.lineTo(x + 7, y + 6);
      c.stroke();
    } else if (node.role === 'branch') {
      c.moveTo(x, y - 7);
      c.lineTo(x + 7, y);
      c.lineTo(x, y + 7);
      c.lineTo(x - 7, y);
      c.closePath();
      c.stroke();
    } else if (node.role === 'end') {
      c.fillRect(x - 5, y - 5, 10, 10);
    } else {
      c.arc(x, y, 5.5, 0, 7);
      c.stroke();
    }
  }

  /** The text as far as there is room for it in the font that is set. */
  #clip(text, room) {
    const key = `${this.c.font}|${Math.round(room)}|${text}`;
    let clipped = this.#texts.get(key);
    if (clipped === undefined) {
      if (this.#texts.size >= MOST_TEXTS) {
        this.#texts.clear();
      }
      clipped = this.#fit(text.slice(0, 200).replace(/\s+/g, ' '), room);
      this.#texts.set(key, clipped);
    }
    return clipped;
  }

  #fit(text, room) {
    if (this.c.measureText(text).width <= room) {
      return text;
    }
    let low = 0;
    let high = text.length;
    while (low < high) {
      const half = (low + high + 1) >> 1;
      if (this.c.measureText(`${text.slice(0, half)}…`).width <= room) {
        low = half;
      } else {
        high = half - 1;
      }
    }
    return low ? `${text.slice(0, low)}…` : '';
  }
}
