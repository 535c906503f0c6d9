/**
 * An answer in words, shown while it is still being written: sentence by sentence, then replaced by the whole.
 *
 * @typedef {import('../stream.js').StreamEvent} StreamEvent
 */
import { h } from '../dom.js';
import { renderMarkdown } from '../markdown.js';

/** @param {string} text markdown @returns {HTMLElement} */
export function answerBlock(text) {
  const block = h('div', { class: 'answer', dir: 'auto' });
  block.append(renderMarkdown(text));
  return block;
}

export class StreamedAnswer {
  element = h('div', { class: 'answer', dir: 'auto', 'aria-busy': 'true' });
  /** @type {string[]} */ #sentences = [];

  /** @param {StreamEvent} event `message.delta` or `message.completed` */
  take(event) {
    const text = typeof event.data.text === 'string' ? event.data.text : '';
    if (event.name === 'message.delta') {
      if (text) this.#sentences.push(text);
      this.#show(this.#sentences.join(' '));
      return;
    }
    if (text) this.#show(text);
    this.element.removeAttribute('aria-busy');
  }

  /** @param {string} markdown */
  #show(markdown) {
    this.element.replaceChildren(renderMarkdown(markdown));
  }
}
