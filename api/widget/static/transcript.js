/**
 * The log of a conversation: what was said on both sides, and where the reader is in it.
 *
 * @typedef {import('./words.js').Say} Say
 */
import { h } from './dom.js';

const SHOWN_CHARS = 1500;
const NEAR_THE_END_PX = 80;

export class Transcript {
  #say;
  element;
  /** Forms and buttons that count until the next message. @type {HTMLElement[]} */ #open = [];

  /** @param {Say} say */
  constructor(say) {
    this.#say = say;
    this.element = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': say('title'), tabindex: '0' });
    this.welcome();
  }

  welcome() {
    this.element.replaceChildren(h('p', { class: 'intro' }, this.#say('intro')));
  }

  clear() {
    this.element.replaceChildren();
  }

  /** @param {string} text what the person said @returns {HTMLElement} */
  said(text) {
    const shown = text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)} …` : text;
    const bubble = h('div', { class: 'said' }, h('span', { class: 'unseen' }, `${this.#say('you')}: `), shown);
    this.element.append(bubble);
    this.toEnd();
    return bubble;
  }

  /** @param {...HTMLElement} nodes */
  add(...nodes) {
    const follows = this.#isAtEnd();
    this.element.append(...nodes);
    if (follows) this.toEnd();
  }

  /** @param {...HTMLElement} nodes forms and buttons that a next message makes pointless */
  addOpen(...nodes) {
    this.#open.push(...nodes);
    this.element.append(...nodes);
  }

  /** Take away what only counted until now. */
  settle() {
    for (const node of this.#open.splice(0)) node.remove();
  }

  /** @param {() => void} change something that may grow: a reader at the end stays at the end */
  growing(change) {
    const follows = this.#isAtEnd();
    change();
    if (follows) this.toEnd();
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** @param {HTMLElement} node to be read from its first line */
  toTopOf(node) {
    this.element.scrollTop += node.getBoundingClientRect().top - this.element.getBoundingClientRect().top - 12;
  }

  #isAtEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX;
  }
}
