/** Where the visitor token comes from: the page sets it, or it is fetched from the page's own server. */
export class TokenSource {
  /** @type {string | null} */ given = null;
  /** @type {string | null} */ url = null;
  /** @type {() => string | null} */ fallback = () => null;
  /** @type {Promise<string | null> | null} */ #fetched = null;

  /** Whether the page says who its visitor is. */
  get isConfigured() {
    return Boolean(this.given || this.url);
  }

  /**
   * @param {boolean} renew fetch a new one although there is one
   * @returns {Promise<string | null>}
   */
  async current(renew) {
    if (this.url && (renew || !this.#fetched)) this.#fetched = this.#fetch(this.url);
    return (await this.#fetched) ?? this.given ?? this.fallback();
  }

  /** @param {string} url @returns {Promise<string | null>} */
  async #fetch(url) {
    try {
      const answer = await fetch(url, { credentials: 'same-origin', cache: 'no-store' });
      if (!answer.ok) return null;
      const text = await answer.text();
      return text.trimStart().startsWith('{') ? (JSON.parse(text).token ?? null) : text.trim();
    } catch {
      return null;
    }
  }
}
