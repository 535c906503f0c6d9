/**
 * The REST calls that the widget makes. Every refusal becomes one `Refused` with words for a person.
 *
 * @typedef {import('./stream.js').StreamEvent} StreamEvent
 * @typedef {import('./types.js').Diagnosis} Diagnosis
 */
import { readEvents } from './stream.js';

/** What the service said no to, or that it could not be reached (status 0). */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} title
   * @param {string} detail
   * @param {number} retryAfterSeconds
   */
  constructor(status, title, detail, retryAfterSeconds = 0) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Whether the service said so itself: without an answer, or after a crash, nobody knows. */
  get wasNotTaken() {
    return this.status === 503 || (this.status >= 400 && this.status < 500);
  }
}

export class Client {
  /** @type {string} */ #base;
  /** @type {(renew: boolean) => Promise<string | null>} */ #token;

  /**
   * @param {string} base origin of the service
   * @param {(renew: boolean) => Promise<string | null>} token gives the visitor token; renewed once after a 401
   */
  constructor(base, token) {
    this.#base = base;
    this.#token = token;
  }

  /**
   * @param {Record<string, unknown>} report
   * @param {string} key the same key never starts a second diagnosis
   * @returns {Promise<Diagnosis>}
   */
  start(report, key) {
    return this.#json('POST', '/v1/diagnoses', report, { 'Idempotency-Key': key });
  }

  /** @param {string} id @returns {Promise<Diagnosis>} */
  read(id) {
    return this.#json('GET', `/v1/diagnoses/${id}`);
  }

  /** @returns {Promise<{ diagnoses: Diagnosis[] }>} */
  list() {
    return this.#json('GET', '/v1/diagnoses?limit=20');
  }

  /** @param {string} id @param {Record<string, unknown>} body */
  message(id, body) {
    return this.#json('POST', `/v1/diagnoses/${id}/messages`, body);
  }

  /** @param {string} id @param {unknown} credential what the page gave with the report, or nothing */
  verify(id, credential) {
    return this.#json('POST', `/v1/diagnoses/${id}/verify`, credential ? { credential } : {});
  }

  /** @param {string} id */
  cancel(id) {
    return this.#json('POST', `/v1/diagnoses/${id}/cancel`);
  }

  /** @param {string} id @param {{ correct: boolean, comment?: string }} body */
  feedback(id, body) {
    return this.#json('POST', `/v1/diagnoses/${id}/feedback`, body);
  }

  /** @param {string} id @param {'markdown' | 'text'} format @returns {Promise<string>} */
  async report(id, format) {
    const answer = await this.#call('GET', `/v1/diagnoses/${id}/report?format=${format}&audience=reporter`);
    return answer.text();
  }

  /**
   * Follow a diagnosis from after `lastId` until the stream ends or is cut.
   *
   * @param {string} id
   * @param {string} lastId
   * @param {AbortSignal} signal
   * @returns {AsyncGenerator<StreamEvent>}
   */
  async *events(id, lastId, signal) {
    /** @type {Record<string, string>} */
    const headers = lastId ? { 'Last-Event-ID': lastId } : {};
    const answer = await this.#call('GET', `/v1/diagnoses/${id}/events`, undefined, headers, signal);
    if (answer.body) yield* readEvents(answer.body);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @param {Record<string, string>} [headers]
   * @returns {Promise<any>}
   */
  async #json(method, path, body, headers) {
    const answer = await this.#call(method, path, body, headers);
    return answer.status === 204 ? {} : answer.json();
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @param {Record<string, string>} [headers]
   * @param {AbortSignal} [signal]
   * @returns {Promise<Response>}
   */
  async #call(method, path, body, headers = {}, signal) {
    let answer = await this.#send(method, path, body, headers, signal, false);
    if (answer.status === 401) answer = await this.#send(method, path, body, headers, signal, true);
    if (!answer.ok) throw await refusal(answer);
    return answer;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} body
   * @param {Record<string, string>} headers
   * @param {AbortSignal | undefined} signal
   * @param {boolean} renew
   */
  async #send(method, path, body, headers, signal, renew) {
    const token = await this.#token(renew);
    const sent = { Accept: 'application/json', ...headers };
    if (token) Object.assign(sent, { Authorization: `Bearer ${token}` });
    if (body !== undefined) Object.assign(sent, { 'Content-Type': 'application/json' });
    try {
      return await fetch(this.#base + path, {
        method,
        headers: sent,
        body: body === undefined ? null : JSON.stringify(body),
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
        signal: signal ?? null,
      });
    } catch (fault) {
      if (signal?.aborted) throw fault;
      throw new Refused(0, '', '');
    }
  }
}

/** @param {Response} answer @returns {Promise<Refused>} */
async function refusal(answer) {
  const retry = Number(answer.headers.get('Retry-After')) || 0;
  let told = { title: '', detail: '' };
  try {
    told = await answer.json();
  } catch {
    // A proxy's page instead of a problem: the status alone is told.
  }
  return new Refused(answer.status, told.title ?? '', told.detail ?? '', retry);
}
