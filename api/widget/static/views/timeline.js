/**
 * The checks as they happen, in plain words.
 *
 * @typedef {import('../words.js').Say} Say
 * @typedef {import('../stream.js').StreamEvent} StreamEvent
 */
import { h } from '../dom.js';

export class Timeline {
  /** @type {Say} */ #say;
  #list = h('ol', { class: 'checks' });
  #title = h('summary');
  #count = 0;
  /** @type {Map<string, HTMLElement>} */ #running = new Map();

  /** @param {Say} say */
  constructor(say) {
    this.#say = say;
    this.#title.textContent = say('checking');
    this.element = h('details', { class: 'timeline', open: true }, this.#title, this.#list);
  }

  /** @param {StreamEvent} event */
  take(event) {
    if (event.name === 'probe.started') this.#start(event.data.probe, event.data.asks ?? event.data.probe);
    if (event.name === 'probe.finished') this.#finish(event.data.probe, [...(event.data.meanings ?? []), ...(event.data.not_tried ?? [])].join('; '));
  }

  end() {
    for (const row of this.#running.values()) row.classList.remove('running');
    this.#running.clear();
    this.#title.textContent = this.#say('checked', { count: this.#count });
    if (this.#count) this.element.removeAttribute('open');
    else this.element.remove();
  }

  /** @param {string} probe @param {string} asks */
  #start(probe, asks) {
    const row = h('li', { class: 'running' }, h('span', {}, asks));
    this.#running.set(probe, row);
    this.#list.append(row);
  }

  /** @param {string} probe @param {string} found */
  #finish(probe, found) {
    const row = this.#running.get(probe);
    if (!row) return;
    this.#count += 1;
    this.#running.delete(probe);
    row.classList.replace('running', 'done');
    if (found) row.append(h('span', { class: 'found' }, found));
  }
}
