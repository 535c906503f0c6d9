/**
 * What ends a diagnosis: did it work, was it right, hand it to a human.
 *
 * @typedef {import('../types.js').Diagnosis} Diagnosis
 * @typedef {import('../words.js').Say} Say
 */
import { h, icon } from '../dom.js';
import { copyButton } from './copying.js';

/**
 * @param {Diagnosis} diagnosis
 * @param {Say} say
 * @param {{ onVerify: () => Promise<Diagnosis | null>, onFeedback: (correct: boolean) => Promise<unknown>, report: () => Promise<string> }} does
 */
export function closingRow(diagnosis, say, does) {
  const answer = h('p', { class: 'verification', role: 'status' });
  if (diagnosis.verification) answer.textContent = verificationWords(diagnosis, say);
  const verify = h('button', { type: 'button', class: 'plain', onclick: check }, icon('again'), say('checkAgain'));
  async function check() {
    verify.setAttribute('disabled', '');
    const now = await does.onVerify();
    verify.removeAttribute('disabled');
    if (now?.verification) answer.textContent = verificationWords(now, say);
  }
  return h(
    'section',
    { class: 'closing' },
    h('p', {}, h('b', {}, say('didItWork')), ' ', verify, ...feedbackButtons(say, does.onFeedback)),
    answer,
    copyButton(does.report, say, say('handOver')),
  );
}

/**
 * @param {Say} say
 * @param {(correct: boolean) => Promise<unknown>} onFeedback
 */
function feedbackButtons(say, onFeedback) {
  const give = (/** @type {boolean} */ correct) => async () => {
    await onFeedback(correct);
    const thanks = h('span', { role: 'status' }, say('thanks'));
    buttons[0]?.replaceWith(thanks);
    buttons[1]?.remove();
  };
  const buttons = [
    h('button', { type: 'button', class: 'plain', onclick: give(true) }, say('yes')),
    h('button', { type: 'button', class: 'plain', onclick: give(false) }, say('no')),
  ];
  return buttons;
}

/** @param {Diagnosis} diagnosis @param {Say} say */
function verificationWords(diagnosis, say) {
  const result = diagnosis.verification;
  if (!result) return '';
  const minutes = Math.ceil(result.retry_after_seconds / 60);
  if (result.state === 'not_yet' && minutes) return say('not_yet_wait', { minutes });
  return [say(result.state), result.because].filter(Boolean).join(' ');
}
