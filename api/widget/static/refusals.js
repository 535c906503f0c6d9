/** What went wrong, in words for the person. @typedef {import('./words.js').Say} Say */
import { Refused } from './client.js';

/**
 * @param {unknown} fault
 * @param {Say} say
 * @returns {string}
 */
export function inWords(fault, say) {
  if (!(fault instanceof Refused)) return say('broken');
  if (fault.status === 0) return say('offline');
  if (fault.status === 401) return say('expired');
  if (fault.status === 429 || fault.status === 503) return say('tooMany', { seconds: fault.retryAfterSeconds || 5 });
  return fault.status < 500 ? say('refused', { detail: fault.message }) : say('broken');
}
