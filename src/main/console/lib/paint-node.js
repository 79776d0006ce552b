// Draws one node: far away its colour, nearer what it is, close by what went through it.
import { NODE } from './layout.js';
import { count, quick, rate } from './figures.js';
import { CLOSE, MONO, NEAR, SANS } from './canvas.js';

const ROLE = { source: 'source', action: 'action', sink: 'sink', branch: 'branch', end: 'off' };

export class NodePainter {
  constructor(context, clip) {
    this.c = context;
    this.clip = clip;
  }

  /** @param scene as for the house; @param at of the layout: node, x, y */
  paint(view, scene, flow, id, at) {
    const { c } = this;
    const { colours } = scene;
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
      this.#glyph(colours, node, x + 14, y + NODE.height / 2);
      this.#figures(scene, flow, id, at);
    } else {
      this.#short(view, colours, node, x + 52, y + NODE.height / 2, NODE.width - 58);
      if (scene.tapped?.has(id)) {
        this.#dot(colours, null, x + NODE.width - 8, y + 12, true);
      }
    }
    c.globalAlpha = before;
  }

  #figures(scene, flow, id, { node, x, y }) {
    const { c } = this;
    const { colours } = scene;
    const left = x + 36;
    const right = x + NODE.width - 8;
    const figures = scene.figures?.node(flow, id);
    const plain = !scene.figures;
    c.font = `600 14px ${SANS}`;
    c.fillStyle = colours.text;
    c.fillText(this.clip.text(node.label, right - left - 14), left, y + 19);
    this.#dot(colours, figures, right - 4, y + 18, scene.tapped?.has(id));
    c.font = `12.5px ${SANS}`;
    c.fillStyle = colours.quiet;
    if (plain) {
      c.fillText(this.clip.text(node.detail || node.type, right - left), left, y + 43);
    } else {
      const passed = `${count(figures.count)}  ${rate(scene.figures.nodeRate(flow, id))}`;
      c.fillText(passed, left, y + 43);
      const room = right - left - c.measureText(passed).width - 8;
      c.textAlign = 'right';
      c.fillStyle = figures.errors ? colours.bad : colours.quiet;
      c.fillText(this.clip.text(figures.errors ? `${count(figures.errors)} failed` : quick(figures), room), right, y + 43);
      c.textAlign = 'left';
    }
    const value = scene.values?.get(id)?.value;
    if (value !== undefined) {
      c.font = `12.5px ${MONO}`;
      c.fillStyle = colours.text;
      c.fillText(this.clip.text(value, right - left), left, y + 65);
    } else if (!plain && figures.count === 0) {
      c.fillText('nothing yet', left, y + 65);
    }
  }

  /** From some way off: what it is, in two lines that can still be read. */
  #short(view, colours, node, x, middle, room) {
    const { c } = this;
    const size = Math.min(28, 9.5 / view.scale);
    c.font = `${size}px ${SANS}`;
    c.fillStyle = colours.text;
    const words = node.label.split(/[\s/]+/);
    let first = words.shift();
    while (words.length && c.measureText(`${first} ${words[0]}`).width <= room) {
      first += ` ${words.shift()}`;
    }
    const shift = words.length ? size * 0.6 : 0;
    c.fillText(this.clip.text(first, room), x, middle - shift);
    if (words.length) {
      c.fillText(this.clip.text(words.join(' '), room), x, middle + shift);
    }
  }

  /** Whether it works is said by shape and colour: a ring, a dot, a triangle; an eye when it is tapped. */
  #dot(colours, figures, x, y, tapped) {
    const { c } = this;
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

  #glyph(colours, node, x, y) {
    const { c } = this;
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
}
