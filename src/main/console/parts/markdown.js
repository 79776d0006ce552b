// Markdown as elements. Text stays text: nothing of it is ever read as HTML.
import { html } from 'lit';
import { blocks } from '../lib/markdown.js';

const inlines = (parts) => parts.map((part) => {
  if (typeof part === 'string') return part;
  switch (part.is) {
    case 'code': return html`<code>${part.text}</code>`;
    case 'strong': return html`<strong>${inlines(part.parts)}</strong>`;
    case 'em': return html`<em>${inlines(part.parts)}</em>`;
    default: return part.address.startsWith('#') ? html`<a href=${part.address}>${inlines(part.parts)}</a>`
      : html`<a href=${part.address} target="_blank" rel="noopener noreferrer">${inlines(part.parts)}</a>`;
  }
});

function heading(block) {
  const text = inlines(block.parts);
  // Below the title of the group that the widget is in.
  return block.level <= 1 ? html`<h3>${text}</h3>` : block.level === 2 ? html`<h4>${text}</h4>` : html`<h5>${text}</h5>`;
}

export const markdown = (text) => blocks(text).map((block) => {
  switch (block.is) {
    case 'heading': return heading(block);
    case 'rule': return html`<hr>`;
    case 'code': return html`<pre>${block.text}</pre>`;
    case 'quote': return html`<blockquote>${inlines(block.parts)}</blockquote>`;
    case 'list': {
      const items = block.items.map((item) => html`<li>${inlines(item)}</li>`);
      return block.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    default: return html`<p>${inlines(block.parts)}</p>`;
  }
});
