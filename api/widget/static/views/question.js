/**
 * A question as a form: buttons where it has options, a field where it asks for an address or a paste.
 *
 * @typedef {import('../types.js').Question} Question
 * @typedef {{ onOption: (id: string, label: string) => Promise<boolean>, onText: (text: string) => Promise<boolean> }} Answer
 *   each tells whether the answer was taken
 * @typedef {import('../words.js').Say} Say
 */
import { h } from '../dom.js';

/**
 * @param {Question} question
 * @param {Say} say
 * @param {Answer} answer
 */
export function questionForm(question, say, answer) {
  const name = `q-${question.id}`;
  const form = h(
    'form',
    { class: 'question', onsubmit: (/** @type {SubmitEvent} */ event) => void submit(event, question, answer) },
    h('fieldset', {}, h('legend', {}, question.text), question.why && h('p', { class: 'quiet' }, question.why), ...fields(question, name)),
    h('button', { type: 'submit', class: 'main' }, say('answer')),
    h('p', { class: 'quiet' }, say('somethingElse')),
  );
  return form;
}

/** @param {Question} question @param {string} name @returns {HTMLElement[]} */
function fields(question, name) {
  if (question.options.length) {
    return question.options.map((option) =>
      h('label', { class: 'option' }, h('input', { type: 'radio', name, value: option.id, required: true }), h('span', {}, option.label)),
    );
  }
  if (question.kind === 'url') return [h('input', { type: 'url', name, required: true, 'aria-label': question.text })];
  return [h('textarea', { name, rows: '4', required: true, 'aria-label': question.text })];
}

/**
 * @param {SubmitEvent} event
 * @param {Question} question
 * @param {Answer} answer
 */
async function submit(event, question, answer) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  const given = String(new FormData(form).get(`q-${question.id}`) ?? '');
  const option = question.options.find((one) => one.id === given);
  const lock = (/** @type {boolean} */ on) => form.querySelectorAll('input, textarea, button').forEach((field) => field.toggleAttribute('disabled', on));
  // The focus moves on first: a field that is locked would lose it.
  const taking = option ? answer.onOption(option.id, option.label) : answer.onText(given);
  lock(true);
  if (!(await taking)) lock(false);
}
