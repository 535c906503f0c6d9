/** @typedef {import('../words.js').Say} Say */
import { h, icon } from '../dom.js';

/**
 * A button that copies a text and says so.
 *
 * @param {() => string | Promise<string>} text
 * @param {Say} say
 * @param {string} [label] shown beside the icon; without one the button has its name for screen readers only
 */
export function copyButton(text, say, label) {
  const words = h('span', { class: label ? '' : 'unseen', 'aria-live': 'polite' }, label ?? say('copy'));
  const copy = async () => {
    await navigator.clipboard.writeText(await text());
    words.textContent = say('copied');
    setTimeout(() => (words.textContent = label ?? say('copy')), 2000);
  };
  return h('button', { type: 'button', class: label ? 'plain' : 'small', onclick: copy }, icon('copy'), words);
}
