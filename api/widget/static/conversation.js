/**
 * One conversation: what the person does becomes calls, what happens becomes what they see.
 *
 * @typedef {import('./types.js').Diagnosis} Diagnosis
 * @typedef {import('./words.js').Say} Say
 * @typedef {import('./session.js').Session} Session
 * @typedef {import('./client.js').Client} Client
 * @typedef {import('./views/composer.js').Attachment} Attachment
 */
import { Refused } from './client.js';
import { h } from './dom.js';
import { follow } from './follow.js';
import { closingRow } from './views/closing.js';
import { Composer } from './views/composer.js';
import { questionForm } from './views/question.js';
import { Timeline } from './views/timeline.js';
import { verdictCard } from './views/verdict.js';

const AT_REST = new Set(['concluded', 'needs_input', 'failed', 'cancelled']);

export class Conversation {
  #client;
  #session;
  #say;
  #about;
  #log = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', tabindex: '0' });
  #status = h('p', { class: 'status', role: 'status' });
  #composer;
  #timeline;
  #following = new AbortController();

  /**
   * @param {Client} client
   * @param {Session} session
   * @param {Say} say
   * @param {Record<string, string>} about what the page says of itself: site, space_key, page_id, language
   */
  constructor(client, session, say, about) {
    this.#client = client;
    this.#session = session;
    this.#say = say;
    this.#about = about;
    this.#timeline = new Timeline(say);
    this.#log.setAttribute('aria-label', say('title'));
    this.#composer = new Composer(say, (text, files) => this.#send(text, files), (draft) => session.keep({ draft }));
    this.element = h('div', { class: 'conversation' }, this.#log, this.#status, this.#composer.element);
    this.#welcome();
  }

  /** Take up what a reload interrupted. */
  async resume() {
    const { diagnosis, draft, said } = this.#session.kept;
    this.#composer.draft = draft;
    if (!diagnosis) return;
    for (const text of said) this.#showSaid(text);
    await this.#guarded(() => this.#watch(diagnosis));
  }

  end() {
    this.#following.abort();
  }

  focus() {
    this.#composer.focus();
  }

  startOver() {
    this.#following.abort();
    this.#session.forget();
    this.#log.replaceChildren();
    this.#tell('');
    this.#composer.draft = '';
    this.#composer.busy = false;
    this.#welcome();
    this.#composer.focus();
  }

  /** @param {{ text: string } & Record<string, unknown>} report what the page asks in the person's place */
  async ask(report) {
    this.startOver();
    this.#showSaid(report.text);
    await this.#guarded(() => this.#deliver(report));
  }

  /** @param {string} id show an earlier diagnosis */
  async open(id) {
    this.#following.abort();
    this.#session.keep({ diagnosis: id, lastEvent: '', said: [], key: '' });
    this.#log.replaceChildren();
    await this.#guarded(() => this.#watch(id));
  }

  #welcome() {
    this.#log.append(h('p', { class: 'intro' }, this.#say('intro')));
  }

  /** @param {string} text @param {Attachment[]} attachments */
  async #send(text, attachments) {
    this.#showSaid([text, ...attachments.map((file) => `📎 ${file.name}`)].filter(Boolean).join('\n'));
    const body = { ...(text && { text }), ...(attachments.length && { attachments }) };
    const sent = await this.#guarded(() => this.#deliver(body));
    if (!sent) this.#composer.draft = text;
  }

  /** @param {Record<string, unknown>} body */
  async #deliver(body) {
    const known = this.#session.kept.diagnosis;
    if (known) {
      await this.#client.message(known, body);
      await this.#watch(known);
      return;
    }
    const key = this.#session.kept.key || crypto.randomUUID();
    this.#session.keep({ key });
    const started = await this.#client.start({ ...this.#about, ...body }, key);
    this.#session.keep({ diagnosis: started.id, draft: '', readerSecret: started.reader_secret ?? '' });
    await this.#watch(started.id);
  }

  /** @param {string} id follow it until it rests, then show what it says */
  async #watch(id) {
    this.#following.abort();
    this.#following = new AbortController();
    const { signal } = this.#following;
    this.#timeline = new Timeline(this.#say);
    this.#log.append(this.#timeline.element);
    this.#composer.busy = true;
    /** @type {Diagnosis | undefined} */
    let latest;
    await follow(this.#client, id, this.#session.kept.lastEvent, {
      onEvent: (event) => {
        if (event.id) this.#session.keep({ lastEvent: event.id });
        this.#timeline.take(event);
        this.#scroll();
      },
      onOffline: (is) => this.#tell(is ? this.#say('offline') : ''),
      isAtRest: async () => {
        latest = await this.#client.read(id);
        return AT_REST.has(latest.status);
      },
    }, signal);
    if (signal.aborted || !latest) return;
    this.#timeline.end();
    this.#composer.busy = false;
    this.#show(latest);
  }

  /** @param {Diagnosis} diagnosis */
  #show(diagnosis) {
    const steps = {
      isTicked: (/** @type {string} */ step) => this.#session.kept.ticked.includes(step),
      onTick: (/** @type {string} */ step, /** @type {boolean} */ on) => this.#tick(step, on),
    };
    this.#log.append(verdictCard(diagnosis, this.#say, steps));
    if (diagnosis.question && diagnosis.status === 'needs_input') this.#log.append(this.#question(diagnosis));
    this.#log.append(
      closingRow(diagnosis, this.#say, {
        onVerify: () => this.#verify(diagnosis.id),
        onFeedback: (correct) => this.#client.feedback(diagnosis.id, { correct }),
        report: () => this.#client.report(diagnosis.id, 'markdown'),
      }),
    );
    this.#scroll();
  }

  /** @param {Diagnosis} diagnosis */
  #question(diagnosis) {
    const question = /** @type {NonNullable<Diagnosis['question']>} */ (diagnosis.question);
    return questionForm(question, this.#say, {
      onOption: (option, label) => {
        this.#showSaid(label);
        void this.#guarded(() => this.#deliver({ answer: { question: question.id, option } }));
      },
      onText: (text) => void this.#send(text, []),
    });
  }

  /** @param {string} id @returns {Promise<Diagnosis | null>} */
  async #verify(id) {
    const done = await this.#guarded(() => this.#client.verify(id));
    if (!done) return null;
    await this.#guarded(() => this.#watch(id));
    return this.#client.read(id);
  }

  /** @param {string} step @param {boolean} on */
  #tick(step, on) {
    const others = this.#session.kept.ticked.filter((one) => one !== step);
    this.#session.keep({ ticked: on ? [...others, step] : others });
  }

  /** @param {string} text */
  #showSaid(text) {
    const said = this.#session.kept.said;
    if (!said.includes(text)) this.#session.keep({ said: [...said, text] });
    this.#log.append(h('div', { class: 'said' }, h('span', { class: 'unseen' }, this.#say('you')), text.length > 1500 ? `${text.slice(0, 1500)} …` : text));
    this.#scroll();
  }

  /**
   * Do something with the service; a refusal is told in words and everything written stays.
   *
   * @param {() => Promise<unknown>} act
   * @returns {Promise<boolean>} whether it went well
   */
  async #guarded(act) {
    this.#tell('');
    try {
      await act();
      return true;
    } catch (fault) {
      this.#composer.busy = false;
      this.#timeline.end();
      this.#tell(this.#inWords(fault));
      return false;
    }
  }

  /** @param {unknown} fault @returns {string} */
  #inWords(fault) {
    if (!(fault instanceof Refused)) return this.#say('broken');
    if (fault.status === 0) return this.#say('offline');
    if (fault.status === 401) return this.#say('expired');
    if (fault.status === 429 || fault.status === 503) return this.#say('tooMany', { seconds: fault.retryAfterSeconds || 5 });
    return fault.status < 500 ? this.#say('refused', { detail: fault.message }) : this.#say('broken');
  }

  /** @param {string} text */
  #tell(text) {
    this.#status.textContent = text;
  }

  #scroll() {
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}
