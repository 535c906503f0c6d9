/**
 * What ends a diagnosis: did it work, was it right, hand it to a human.
 *
 * @typedef {import('../types.js').Diagnosis} Diagnosis
 * @typedef {import('../words.js').Say} Say
 * @typedef {{ onVerify: () => Promise<Diagnosis | null>, onFeedback: (correct: boolean) => Promise<boolean>,
 *   report: () => Promise<string> }} Does
 */
import { h, icon } from '../dom.js';
import { copyButton } from './copying.js';

/**
 * @param {Diagnosis} diagnosis
 * @param {Say} say
 * @param {Does} does
 */
export function closingRow(diagnosis, say, does) {
  return h(
    'section',
    { class: 'closing', 'aria-label': say('didItWork') },
    ...verifyRow(diagnosis, say, does.onVerify),
    feedbackRow(say, does.onFeedback),
    copyButton(does.report, say, say('handOver')),
  );
}

/**
 * @param {Diagnosis} diagnosis
 * @param {Say} say
 * @param {() => Promise<Diagnosis | null>} onVerify
 */
function verifyRow(diagnosis, say, onVerify) {
  const answer = h('p', { class: 'verification', role: 'status' });
  const button = h('button', { type: 'button', class: 'plain', onclick: check }, icon('again'), say('checkAgain'));
  const tell = (/** @type {Diagnosis} */ now) => {
    answer.textContent = verificationWords(now, say);
    answer.className = `verification ${now.verification?.state ?? ''}`;
  };
  async function check() {
    button.toggleAttribute('disabled', true);
    answer.textContent = say('checking');
    const now = await onVerify();
    button.toggleAttribute('disabled', false);
    answer.textContent = '';
    if (now) tell(now);
  }
  if (diagnosis.verification) tell(diagnosis);
  return [h('p', {}, h('b', {}, say('didItWork')), button), answer];
}

/**
 * @param {Say} say
 * @param {(correct: boolean) => Promise<boolean>} onFeedback
 */
function feedbackRow(say, onFeedback) {
  const row = h('p', { role: 'status' }, h('b', {}, say('wasItRight')), choice(true), choice(false));
  /** @param {boolean} correct */
  function choice(correct) {
    const give = async () => {
      if (await onFeedback(correct)) row.replaceChildren(say('thanks'));
    };
    return h('button', { type: 'button', class: 'plain', onclick: give }, say(correct ? 'yes' : 'no'));
  }
  return row;
}

/** @param {Diagnosis} diagnosis @param {Say} say */
function verificationWords(diagnosis, say) {
  const result = diagnosis.verification;
  if (!result) return '';
  const minutes = Math.ceil(result.retry_after_seconds / 60);
  const first = result.state === 'not_yet' && minutes ? say('not_yet_wait', { minutes }) : say(result.state);
  return [first, result.because].filter(Boolean).join(' ');
}
