/**
 * Where the person writes. What looks like a secret is masked as it is sent, and the person is told; files are read,
 * masked and previewed in the browser before anything leaves it.
 *
 * @typedef {import('../words.js').Say} Say
 * @typedef {{ name: string, kind: string, content: string }} Attachment
 */
import { h, icon } from '../dom.js';
import { mask } from '../masking.js';
import { readFile } from '../files.js';

const LONG_PASTE_CHARS = 4000;

export class Composer {
  #say;
  #onSend;
  #onDraft;
  /** @type {Attachment[]} */ #attachments = [];
  #notice = h('div', { class: 'notice', role: 'status' });
  #files = h('div', { class: 'files' });
  #input;
  #send;

  /**
   * @param {Say} say
   * @param {(text: string, attachments: Attachment[]) => void} onSend
   * @param {(draft: string) => void} onDraft called with the masked draft
   */
  constructor(say, onSend, onDraft) {
    this.#say = say;
    this.#onSend = onSend;
    this.#onDraft = onDraft;
    this.#input = h('textarea', { rows: '3', 'aria-label': say('input'), placeholder: say('input'), oninput: () => this.#wrote(), onkeydown: (/** @type {KeyboardEvent} */ e) => this.#key(e) });
    this.#send = h('button', { type: 'submit', class: 'main', 'aria-label': say('send') }, icon('send'));
    const picker = h('input', { type: 'file', class: 'unseen', tabindex: '-1', 'aria-hidden': 'true', accept: '.har,.json,.txt,.log,.md,text/*,application/json', onchange: () => this.#pick(picker) });
    const attach = h('button', { type: 'button', class: 'small', 'aria-label': say('attach'), title: say('attach'), onclick: () => picker.click() }, icon('attach'));
    const drop = (/** @type {DragEvent} */ event) => this.#drop(event);
    this.element = h('form', { class: 'composer', onsubmit: (/** @type {Event} */ e) => this.#submit(e), ondrop: drop, ondragover: (/** @type {Event} */ e) => e.preventDefault() }, this.#notice, this.#files, h('div', { class: 'line' }, attach, picker, this.#input, this.#send));
  }

  /** @param {string} text */
  set draft(text) {
    this.#input.value = text;
  }

  /** @param {boolean} busy */
  set busy(busy) {
    this.#send.toggleAttribute('disabled', busy);
  }

  focus() {
    this.#input.focus();
  }

  #wrote() {
    this.#onDraft(mask(this.#input.value.slice(0, LONG_PASTE_CHARS)).text);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) this.#submit(event);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    if (this.#send.hasAttribute('disabled')) return;
    const masked = mask(this.#input.value.trim());
    if (!masked.text && !this.#attachments.length) return;
    this.#tellMasked(masked.found);
    this.#onSend(masked.text, this.#attachments);
    this.#attachments = [];
    this.#files.replaceChildren();
    this.#input.value = '';
  }

  /** @param {string[]} found kinds of secrets */
  #tellMasked(found) {
    this.#notice.replaceChildren();
    if (!found.length) return;
    const what = [...new Set(found)].join(', ');
    this.#notice.append(h('p', {}, this.#say('masked', { what })), h('p', { class: 'quiet' }, this.#say('maskedHint')));
  }

  /** @param {DragEvent} event */
  #drop(event) {
    event.preventDefault();
    this.#take([...(event.dataTransfer?.files ?? [])]);
  }

  /** @param {HTMLInputElement} picker */
  #pick(picker) {
    this.#take([...(picker.files ?? [])]);
    picker.value = '';
  }

  /** @param {File[]} files */
  async #take(files) {
    for (const file of files) {
      const read = await readFile(file, this.#say);
      if ('complaint' in read) this.#notice.replaceChildren(h('p', {}, read.complaint));
      else this.#files.append(this.#preview(read.attachment, read.found));
    }
  }

  /** @param {Attachment} attachment @param {string[]} found */
  #preview(attachment, found) {
    const card = h('section', { class: 'card preview', 'aria-label': attachment.name });
    const add = () => {
      this.#attachments.push(attachment);
      card.replaceChildren(h('span', {}, icon('attach'), attachment.name), remove);
    };
    const remove = h('button', { type: 'button', class: 'plain', onclick: () => this.#leaveOut(attachment, card) }, this.#say('leaveOut'));
    const size = `${Math.ceil(attachment.content.length / 1024)} kB`;
    card.append(
      h('b', {}, attachment.name),
      h('p', {}, this.#say('preview', { size })),
      found.length ? h('p', { class: 'quiet' }, this.#say('masked', { what: [...new Set(found)].join(', ') })) : '',
      h('pre', { tabindex: '0' }, attachment.content.slice(0, LONG_PASTE_CHARS)),
      h('button', { type: 'button', class: 'main', onclick: add }, this.#say('addIt')),
      remove,
    );
    return card;
  }

  /** @param {Attachment} attachment @param {HTMLElement} card */
  #leaveOut(attachment, card) {
    this.#attachments = this.#attachments.filter((other) => other !== attachment);
    card.remove();
  }
}
