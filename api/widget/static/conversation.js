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
import { Progress } from './progress.js';
import { inWords } from './refusals.js';
import { Transcript } from './transcript.js';
import { answerBlock } from './views/answer.js';
import { closingRow } from './views/closing.js';
import { Composer } from './views/composer.js';
import { questionForm } from './views/question.js';
import { verdictCard } from './views/verdict.js';

const AT_REST = new Set(['concluded', 'needs_input', 'failed', 'cancelled']);

export class Conversation {
  #client;
  #session;
  #say;
  #about;
  #log;
  #status = h('p', { class: 'status', role: 'status' });
  #composer;
  #following = new AbortController();
  #lastEvent = '';
  /** What the card on view says, so that it is not shown twice. */ #shown = '';
  #talked = 0;
  /** The page's own, in memory only. @type {unknown} */ #credential = null;

  /**
   * @param {Client} client
   * @param {Session} session
   * @param {Say} say
   * @param {() => Record<string, string>} about what the page says of itself: space_key, page_id, language
   */
  constructor(client, session, say, about) {
    this.#client = client;
    this.#session = session;
    this.#say = say;
    this.#about = about;
    this.#log = new Transcript(say);
    this.#composer = new Composer(say, {
      onSend: (text, files) => this.#send(text, files),
      onDraft: (draft) => session.keep({ draft }),
      onStop: () => void this.#stop(),
    });
    this.element = h('div', { class: 'conversation' }, this.#log.element, this.#status, this.#composer.element);
  }

  /** Take up what a reload interrupted. */
  async resume() {
    const { diagnosis, draft, said, pending } = this.#session.kept;
    this.#composer.draft = draft;
    if (said.length) this.#log.clear();
    for (const text of said) this.#log.said(text);
    if (diagnosis) await this.#guarded(() => this.#goOn(diagnosis));
    else if (pending) await this.#guarded(() => this.#start(pending.body));
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
    this.#forgetShown();
    this.#log.welcome();
    this.#tell('');
    this.#composer.reset();
  }

  /** @param {{ text: string } & Record<string, unknown>} report what the page asks in the person's place */
  async ask(report) {
    this.startOver();
    this.#credential = report.credential ?? null;
    this.#showSaid(report.text);
    await this.#guarded(() => this.#start({ ...this.#about(), ...report }));
  }

  /** @param {string} id show an earlier diagnosis */
  async open(id) {
    this.#following.abort();
    this.#session.forget();
    this.#session.keep({ diagnosis: id });
    this.#forgetShown();
    this.#log.clear();
    await this.#guarded(() => this.#goOn(id));
  }

  #forgetShown() {
    this.#lastEvent = '';
    this.#shown = '';
    this.#talked = 0;
    this.#credential = null;
  }

  /** @param {string} text @param {Attachment[]} attachments @returns {Promise<boolean>} whether it was taken */
  async #send(text, attachments) {
    this.#session.keep({ draft: '' });
    const shown = [text, ...attachments.map((file) => `📎 ${file.name}`)].filter(Boolean).join('\n');
    const body = { ...(text && { text }), ...(attachments.length && { attachments }) };
    const known = this.#session.kept.diagnosis;
    const act = known ? () => this.#message(known, body) : () => this.#start({ ...this.#about(), ...body });
    const taken = await this.#sendSaid(shown, act);
    if (!taken) this.#composer.giveBack(text, attachments);
    return taken;
  }

  /**
   * Show what the person said, and take it back when the service did not take it.
   *
   * @param {string} shown
   * @param {() => Promise<unknown>} act
   * @returns {Promise<boolean>} whether it was taken
   */
  async #sendSaid(shown, act) {
    const before = this.#session.kept;
    const bubble = this.#showSaid(shown);
    if (this.element.matches(':focus-within')) this.#composer.focus();
    if (await this.#guarded(act)) return true;
    const { diagnosis, since } = this.#session.kept;
    if (diagnosis !== before.diagnosis || since !== before.since) return true;
    bubble.remove();
    this.#session.keep({ said: before.said });
    return false;
  }

  /** @param {Record<string, unknown>} body */
  async #start(body) {
    this.#composer.busy = true;
    const { credential: _, ...plain } = body;
    const key = this.#session.keyFor(plain);
    // A credential is in memory only, so a report with one cannot be sent again after a reload.
    if (body.credential) this.#session.keep({ pending: null });
    const started = await this.#client.start(body, key).catch((fault) => {
      if (fault instanceof Refused && fault.wasNotTaken) this.#session.keep({ pending: null });
      throw fault;
    });
    this.#session.keep({ diagnosis: started.id, since: '', draft: '', pending: null, secret: started.secret ?? '' });
    await this.#goOn(started.id);
  }

  /** @param {string} id @param {Record<string, unknown>} body */
  async #message(id, body) {
    this.#composer.busy = true;
    await this.#client.message(id, body);
    this.#log.settle();
    this.#session.keep({ since: this.#lastEvent, draft: '' });
    await this.#goOn(id);
  }

  async #stop() {
    const { diagnosis } = this.#session.kept;
    if (diagnosis) await this.#client.cancel(diagnosis).catch((fault) => this.#tell(inWords(fault, this.#say)));
  }

  /** @param {string} id follow it until it rests, then show what it says */
  async #goOn(id) {
    const latest = await this.#watch(id);
    if (latest) this.#show(latest);
  }

  /** @param {string} id @returns {Promise<Diagnosis | null>} as it is at rest; null when the person went elsewhere */
  async #watch(id) {
    this.#following.abort();
    this.#following = new AbortController();
    const { signal } = this.#following;
    const view = new Progress(this.#say, this.#log);
    this.#composer.busy = true;
    /** @type {Diagnosis | null} */
    let latest = null;
    try {
      await follow(this.#client, id, this.#lastEvent || this.#session.kept.since, {
        onEvent: (event) => {
          if (event.id) this.#lastEvent = event.id;
          view.take(event);
        },
        onOffline: (is) => this.#tell(is ? this.#say('offline') : ''),
        isAtRest: async () => {
          latest = await this.#client.read(id);
          return AT_REST.has(latest.status);
        },
      }, signal);
    } finally {
      view.end();
    }
    if (signal.aborted) return null;
    this.#composer.busy = false;
    this.#tell('');
    return latest;
  }

  /** @param {Diagnosis} diagnosis */
  #show(diagnosis) {
    const card = this.#isNew(diagnosis) ? this.#card(diagnosis) : null;
    const talks = (diagnosis.messages ?? []).slice(this.#talked);
    this.#talked += talks.length;
    this.#log.settle();
    if (card) this.#log.add(card);
    const answers = talks.map((talk) => answerBlock(talk.answer));
    this.#log.add(...answers);
    if (diagnosis.question && diagnosis.status === 'needs_input') this.#log.addOpen(this.#question(diagnosis));
    if (diagnosis.verdict) this.#log.addOpen(this.#closing(diagnosis));
    const first = card ?? answers[0];
    if (first) this.#log.toTopOf(first);
  }

  /** @param {Diagnosis} diagnosis whether its card would say something else than the one on view */
  #isNew(diagnosis) {
    const { status, verdict, root_cause: cause, question, evidence, messages } = diagnosis;
    const says = JSON.stringify([status, verdict, cause?.code, question?.id, evidence.length - (messages ?? []).length]);
    const isNew = says !== this.#shown;
    this.#shown = says;
    return isNew;
  }

  /** @param {Diagnosis} diagnosis */
  #card(diagnosis) {
    return verdictCard(diagnosis, this.#say, {
      isTicked: (step) => this.#session.kept.ticked.includes(step),
      onTick: (step, on) => this.#tick(step, on),
    });
  }

  /** @param {Diagnosis} diagnosis */
  #closing(diagnosis) {
    return closingRow(diagnosis, this.#say, {
      onVerify: () => this.#verify(diagnosis.id),
      onFeedback: (correct) => this.#guarded(() => this.#client.feedback(diagnosis.id, { correct })),
      report: () => this.#client.report(diagnosis.id, 'markdown'),
    });
  }

  /** @param {Diagnosis} diagnosis */
  #question(diagnosis) {
    const question = /** @type {NonNullable<Diagnosis['question']>} */ (diagnosis.question);
    return questionForm(question, this.#say, {
      onOption: (option, label) => this.#sendSaid(label, () => this.#message(diagnosis.id, { answer: { question: question.id, option } })),
      onText: (text) => this.#composer.sendAs(text),
    });
  }

  /** @param {string} id @returns {Promise<Diagnosis | null>} */
  async #verify(id) {
    /** @type {Diagnosis | null} */
    let latest = null;
    await this.#guarded(async () => {
      await this.#client.verify(id, this.#credential);
      latest = await this.#watch(id);
    });
    if (latest) this.#isNew(latest);
    return latest;
  }

  /** @param {string} step @param {boolean} on */
  #tick(step, on) {
    const others = this.#session.kept.ticked.filter((one) => one !== step);
    this.#session.keep({ ticked: on ? [...others, step] : others });
  }

  /** @param {string} text @returns {HTMLElement} */
  #showSaid(text) {
    this.#session.keep({ said: [...this.#session.kept.said, text.slice(0, 2000)] });
    return this.#log.said(text);
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
      this.#tell(inWords(fault, this.#say));
      return false;
    }
  }

  /** @param {string} text */
  #tell(text) {
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }
}
