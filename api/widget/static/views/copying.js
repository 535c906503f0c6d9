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
    words.textContent = say((await wasCopied(text)) ? 'copied' : 'broken');
    setTimeout(() => (words.textContent = label ?? say('copy')), 2000);
  };
  return h('button', { type: 'button', class: label ? 'plain' : 'small', onclick: copy }, icon('copy'), words);
}

/** @param {() => string | Promise<string>} text @returns {Promise<boolean>} */
async function wasCopied(text) {
  try {
    return await copied(await text());
  } catch {
    return false;
  }
}

/** @param {string} text @returns {Promise<boolean>} */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/**
 * Copy where the clipboard API is not to be had: pages of an intranet without TLS.
 *
 * @param {string} text
 * @returns {boolean}
 */
function copyBySelection(text) {
  const field = h('textarea', { 'aria-hidden': 'true', tabindex: '-1' });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
