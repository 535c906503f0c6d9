/**
 * <unlatch-chat>: attributes `mode` (inline | bubble), `lang`, `theme` (light | dark | auto), `token-url`,
 * `space-key`, `page-id`, `api` (origin of the service; where this module came from by default). Property `token`.
 */
import { Client } from './client.js';
import { Conversation } from './conversation.js';
import { h, icon } from './dom.js';
import { historyMenu } from './views/history.js';
import { Session } from './session.js';
import { STYLE } from './style.js';
import { TokenSource } from './token.js';
import { directionOf, loadWords } from './words.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

export class UnlatchChat extends HTMLElement {
  #root;
  #tokens = new TokenSource();
  /** @type {Conversation | null} */ #conversation = null;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    this.#root.adoptedStyleSheets = [sheet];
  }

  /** @param {string | null} token */
  set token(token) {
    this.#tokens.given = token;
  }

  get token() {
    return this.#tokens.given;
  }

  /**
   * Start anew with a report that the page prepared, as if the person had written its text.
   *
   * @param {{ text: string } & Record<string, unknown>} report
   */
  ask(report) {
    void this.#conversation?.ask(report);
  }

  async connectedCallback() {
    const language = this.lang || document.documentElement.lang || navigator.language;
    const { say, language: spoken } = await loadWords(language);
    if (!this.isConnected || this.#conversation) return;
    this.#tokens.url = this.getAttribute('token-url');
    const base = this.getAttribute('api') ?? new URL(import.meta.url).origin;
    const session = new Session(this.id || 'page');
    this.#tokens.fallback = () => session.kept.secret || null;
    const client = new Client(base, (renew) => this.#tokens.current(renew));
    this.#conversation = new Conversation(client, session, say, () => this.#about(spoken));
    this.#root.replaceChildren(this.#frame(this.#conversation, client, say, directionOf(language)));
    await this.#conversation.resume();
  }

  disconnectedCallback() {
    this.#conversation?.end();
    this.#conversation = null;
  }

  /**
   * What the page says of itself. Without a token the service takes the language only.
   *
   * @param {string} language
   * @returns {Record<string, string>}
   */
  #about(language) {
    if (!this.#tokens.isConfigured) return { language };
    const told = { space_key: this.getAttribute('space-key'), page_id: this.getAttribute('page-id'), language };
    return /** @type {Record<string, string>} */ (Object.fromEntries(Object.entries(told).filter(([, value]) => value)));
  }

  /**
   * @param {Conversation} conversation
   * @param {Client} client
   * @param {import('./words.js').Say} say
   * @param {string} direction
   */
  #frame(conversation, client, say, direction) {
    const restart = h('button', { type: 'button', class: 'small', 'aria-label': say('startOver'), title: say('startOver'), onclick: () => startOver() }, icon('again'));
    const startOver = () => {
      conversation.startOver();
      conversation.focus();
    };
    const past = historyMenu(client, say, (id) => conversation.open(id));
    const head = h('header', {}, h('span', { class: 'mark' }, icon('key')), h('h2', {}, say('title')), past, restart);
    const panel = h('section', { class: 'panel', dir: direction, 'aria-label': say('title') }, head, conversation.element);
    return this.getAttribute('mode') === 'bubble' ? this.#bubble(panel, head, say, direction) : panel;
  }

  /**
   * @param {HTMLElement} panel
   * @param {HTMLElement} head
   * @param {import('./words.js').Say} say
   * @param {string} direction
   */
  #bubble(panel, head, say, direction) {
    const opener = h('button', { type: 'button', class: 'opener', 'aria-expanded': 'false', 'aria-label': say('open'), title: say('open'), onclick: () => show(Boolean(panel.hidden)) }, icon('key'));
    const show = (/** @type {boolean} */ open) => {
      panel.hidden = !open;
      opener.setAttribute('aria-expanded', String(open));
      if (open) this.#conversation?.focus();
      else opener.focus();
    };
    head.append(h('button', { type: 'button', class: 'small', 'aria-label': say('close'), title: say('close'), onclick: () => show(false) }, icon('close')));
    panel.addEventListener('keydown', (event) => event.key === 'Escape' && show(false));
    panel.hidden = true;
    panel.setAttribute('role', 'dialog');
    return h('div', { class: 'bubble', dir: direction }, panel, opener);
  }
}
