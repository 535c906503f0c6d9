/**
 * The widget's fixed strings in the reader's language; English stands in for what a language lacks.
 *
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Say
 */
import english from './words/en.js';

const OTHERS = new Set(['de', 'fr', 'es', 'ja']);
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

/**
 * @param {string} tag BCP 47, for instance "de-AT"
 * @returns {Promise<{ say: Say, language: string }>}
 */
export async function loadWords(tag) {
  const language = tag.split('-')[0]?.toLowerCase() ?? 'en';
  const own = OTHERS.has(language) ? (await import(`./words/${language}.js`)).default : {};
  const words = { ...english, ...own };
  return { say: (key, values = {}) => fill(words[key] ?? key, values), language: OTHERS.has(language) ? language : 'en' };
}

/** @param {string} tag @returns {'rtl' | 'ltr'} */
export function directionOf(tag) {
  return RIGHT_TO_LEFT.has(tag.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}

/**
 * @param {string} pattern
 * @param {Record<string, string | number>} values
 */
function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
