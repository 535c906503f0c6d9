/**
 * What survives a reload: the open diagnosis, the last event seen, what the person said, and the draft. It is kept in
 * the tab's session storage, already masked.
 *
 * @typedef {{ diagnosis: string, lastEvent: string, readerSecret: string, draft: string, key: string,
 *   said: string[], ticked: string[] }} Kept
 */

/** @type {Kept} */
const EMPTY = { diagnosis: '', lastEvent: '', readerSecret: '', draft: '', key: '', said: [], ticked: [] };

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

  /** @returns {Partial<Kept>} */
  #read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#name) ?? '{}');
    } catch {
      return {};
    }
  }
}
