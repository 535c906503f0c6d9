/**
 * Where the person writes. What looks like a secret is masked as it is sent, and the person is told; files are read,
 * masked and previewed in the browser before anything leaves it.
 *
 * @typedef {import('../words.js').Say} Say
 * @typedef {{ name: string, kind: string, content: string }} Attachment
 * @typedef {{ onSend: (text: string, attachments: Attachment[]) => Promise<boolean>, onDraft: (draft: string) => void,
 *   onStop: () => void }} Does `onDraft` gets the masked draft; `onSend` tells whether it was taken
 */
import { h, icon } from '../dom.js';
import { mask } from '../masking.js';
import { readFile } from '../files.js';

const LONG_PASTE_CHARS = 4000;

export class Composer {
  #say;
  #does;
  /** @type {Attachment[]} */ #attachments = [];
  #notice = h('div', { class: 'notice', role: 'status' });
  #files = h('div', { class: 'files' });
  #input;
  #send;
  #stop;

  /**
   * @param {Say} say
   * @param {Does} does
   */
  constructor(say, does) {
    this.#say = say;
    this.#does = does;
    this.#input = h('textarea', { rows: '3', 'aria-label': say('input'), placeholder: say('input'), oninput: () => this.#wrote(), onkeydown: (/** @type {KeyboardEvent} */ e) => this.#key(e) });
    this.#send = h('button', { type: 'submit', class: 'main', 'aria-label': say('send'), title: say('send') }, icon('send'));
    this.#stop = h('button', { type: 'button', class: 'plain stop', hidden: true, 'aria-label': say('stop'), title: say('stop'), onclick: () => does.onStop() }, icon('stop'));
    const picker = h('input', { type: 'file', hidden: true, multiple: true, accept: '.har,.json,.txt,.log,.md,text/*,application/json', onchange: () => this.#pick(picker) });
    const attach = h('button', { type: 'button', class: 'small', 'aria-label': say('attach'), title: say('attach'), onclick: () => picker.click() }, icon('attach'));
    const drop = (/** @type {DragEvent} */ event) => this.#drop(event);
    this.element = h('form', { class: 'composer', onsubmit: (/** @type {Event} */ e) => this.#submit(e), ondrop: drop, ondragover: (/** @type {Event} */ e) => e.preventDefault() }, this.#notice, this.#files, h('div', { class: 'line' }, attach, picker, this.#input, this.#stop, this.#send));
  }

  /** @param {string} text */
  set draft(text) {
    this.#input.value = text;
  }

  /** @param {boolean} busy */
  set busy(busy) {
    this.#send.hidden = busy;
    this.#stop.hidden = !busy;
  }

  reset() {
    this.busy = false;
    this.#input.value = '';
    this.#attachments = [];
    this.#files.replaceChildren();
    this.#notice.replaceChildren();
  }

  /**
   * Take back what could not be sent, without losing what was written meanwhile.
   *
   * @param {string} text
   * @param {Attachment[]} attachments
   */
  giveBack(text, attachments) {
    this.#input.value = [text, this.#input.value].filter(Boolean).join('\n');
    this.#wrote();
    for (const attachment of attachments) this.#files.append(this.#added(attachment));
  }

  /**
   * Send a text that was written elsewhere, masked like one written here.
   *
   * @param {string} text
   * @returns {Promise<boolean>} whether it was taken
   */
  sendAs(text) {
    const masked = mask(text.trim());
    this.#tellMasked(masked.found);
    return this.#does.onSend(masked.text, []);
  }

  focus() {
    this.#input.focus();
  }

  #wrote() {
    this.#does.onDraft(mask(this.#input.value.slice(0, LONG_PASTE_CHARS)).text);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) this.#submit(event);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    if (this.#send.hidden) return;
    const masked = mask(this.#input.value.trim());
    if (!masked.text && !this.#attachments.length) return;
    this.#tellMasked(masked.found);
    const attachments = this.#attachments;
    this.#attachments = [];
    this.#files.replaceChildren();
    this.#input.value = '';
    void this.#does.onSend(masked.text, attachments);
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
      card.replaceWith(this.#added(attachment));
      this.#input.focus();
    };
    const size = `${Math.ceil(attachment.content.length / 1024)} kB`;
    card.append(
      h('b', {}, attachment.name),
      h('p', {}, this.#say('preview', { size })),
      found.length ? h('p', { class: 'quiet' }, this.#say('masked', { what: [...new Set(found)].join(', ') })) : '',
      h('pre', { tabindex: '0' }, attachment.content.slice(0, LONG_PASTE_CHARS)),
      h('p', { class: 'line' }, h('button', { type: 'button', class: 'main', onclick: add }, this.#say('addIt')), this.#remover(attachment, card)),
    );
    return card;
  }

  /** @param {Attachment} attachment @returns {HTMLElement} */
  #added(attachment) {
    this.#attachments.push(attachment);
    const chip = h('p', { class: 'card chip' }, icon('attach'), h('span', {}, attachment.name));
    chip.append(this.#remover(attachment, chip));
    return chip;
  }

  /** @param {Attachment} attachment @param {HTMLElement} card */
  #remover(attachment, card) {
    const leaveOut = () => {
      this.#attachments = this.#attachments.filter((other) => other !== attachment);
      card.remove();
      this.#input.focus();
    };
    return h('button', { type: 'button', class: 'plain', onclick: leaveOut }, this.#say('leaveOut'));
  }
}
