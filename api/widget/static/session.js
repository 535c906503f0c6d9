/**
 * What survives a reload: the open diagnosis, what the person said, what was on its way, and the draft. It is kept in
 * the tab's session storage, already masked.
 *
 * @typedef {{ key: string, body: Record<string, unknown> }} Pending a report whose answer has not come yet
 * @typedef {{ diagnosis: string, since: string, secret: string, draft: string, pending: Pending | null,
 *   said: string[], ticked: string[] }} Kept `since` is the last event before the newest message; `secret` lets an
 *   anonymous visitor read their diagnosis
 */

/** @type {Kept} */
const EMPTY = { diagnosis: '', since: '', secret: '', draft: '', pending: null, said: [], ticked: [] };

export class Session {
  #name;
  /** @type {Kept} */ #kept;

  /** @param {string} name tells apart several widgets on one origin */
  constructor(name) {
    this.#name = `unlatch:${name}`;
    this.#kept = { ...EMPTY, ...this.#read() };
  }

  get kept() {
    return this.#kept;
  }

  /** @param {Partial<Kept>} changes */
  keep(changes) {
    this.#kept = { ...this.#kept, ...changes };
    try {
      sessionStorage.setItem(this.#name, JSON.stringify(this.#kept));
    } catch {
      // Storage may be full or forbidden: the conversation then lives as long as the page.
    }
  }

  forget() {
    this.keep({ ...EMPTY });
  }

  /**
   * Name a report so that sending it again never starts a second diagnosis.
   *
   * @param {Record<string, unknown>} body
   * @returns {string} the same key for the same body, until it was answered
   */
  keyFor(body) {
    const pending = this.#kept.pending;
    if (pending && JSON.stringify(pending.body) === JSON.stringify(body)) return pending.key;
    const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    this.keep({ pending: { key, body } });
    return key;
  }

  /** @returns {Partial<Kept>} */
  #read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#name) ?? '{}');
    } catch {
      return {};
    }
  }
}
