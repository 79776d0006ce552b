// Draws the house on a canvas: far away only boxes in their colours, close by each node with its figures.
import { NODE } from './layout.js';
import { count, rate } from './figures.js';
import { CLOSE, NEAR, SANS } from './canvas.js';
import { Clip } from './clip.js';
import { NodePainter } from './paint-node.js';

const STATE = { running: 'good', stopped: 'off', broken: 'bad' };

export class Painter {
  constructor(context) {
    this.c = context;
    this.clip = new Clip(context);
    this.nodes = new NodePainter(context, this.clip);
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
        c.fillText(this.clip.text(route.id, route.width - 20), route.x + 14, route.y + 12);
      }
    }
    this.#wires(flow);
    let drawn = 0;
    for (const [id, at] of flow.nodes) {
      if (view.sees({ x: at.x, y: at.y, width: NODE.width, height: NODE.height })) {
        this.nodes.paint(view, this.scene, flow.id, id, at);
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
    c.fillText(this.clip.text(flow.id, room - (taken < room * 0.6 ? taken : 0)), flow.x + 20 + 2 * dot, middle);
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
    const text = this.clip.text(wire.label, 90);
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
}
