/**
 * What is seen while a diagnosis runs: the checks, and an answer as it is written.
 *
 * @typedef {import('./stream.js').StreamEvent} StreamEvent
 * @typedef {import('./transcript.js').Transcript} Transcript
 * @typedef {import('./words.js').Say} Say
 */
import { StreamedAnswer } from './views/answer.js';
import { Timeline } from './views/timeline.js';

export class Progress {
  #log;
  #timeline;
  /** @type {StreamedAnswer | null} */ #answer = null;

  /** @param {Say} say @param {Transcript} log */
  constructor(say, log) {
    this.#log = log;
    this.#timeline = new Timeline(say);
    log.add(this.#timeline.element);
  }

  /** @param {StreamEvent} event */
  take(event) {
    this.#log.growing(() => {
      this.#timeline.take(event);
      if (event.name.startsWith('message.')) this.#answerOf().take(event);
    });
  }

  /** The diagnosis itself now says what was streamed. */
  end() {
    this.#timeline.end();
    this.#answer?.element.remove();
  }

  #answerOf() {
    if (!this.#answer) {
      this.#answer = new StreamedAnswer();
      this.#log.element.append(this.#answer.element);
    }
    return this.#answer;
  }
}
