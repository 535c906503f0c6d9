/**
 * Follows a diagnosis through drops, sleep and being offline: it resumes after the last event that it saw.
 *
 * @typedef {import('./client.js').Client} Client
 * @typedef {import('./stream.js').StreamEvent} StreamEvent
 */
import { Refused } from './client.js';

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 15_000;
const ENDS = new Set(['diagnosis.concluded', 'diagnosis.failed', 'question.asked']);

/**
 * @param {Client} client
 * @param {string} id
 * @param {string} lastId
 * @param {{ onEvent: (event: StreamEvent) => void, onOffline: (is: boolean) => void, isAtRest: () => Promise<boolean> }} told
 * @param {AbortSignal} signal
 * @returns {Promise<void>} when the diagnosis has come to rest
 */
export async function follow(client, id, lastId, told, signal) {
  let seen = lastId;
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      for await (const event of client.events(id, seen, signal)) {
        told.onOffline(false);
        pause = FIRST_PAUSE_MS;
        if (event.id) seen = event.id;
        told.onEvent(event);
        if (ENDS.has(event.name) && (await told.isAtRest())) return;
      }
      if (await told.isAtRest()) return;
    } catch (fault) {
      if (signal.aborted) return;
      if (fault instanceof Refused && fault.status !== 0 && fault.status !== 429 && fault.status < 500) throw fault;
      told.onOffline(true);
    }
    await waitOrWake(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

/**
 * Wait, or go on at once when the browser comes back online or the page is looked at again.
 *
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function waitOrWake(milliseconds, signal) {
  return new Promise((resolve) => {
    const awake = new AbortController();
    const go = () => {
      clearTimeout(timer);
      awake.abort();
      resolve();
    };
    const timer = setTimeout(go, milliseconds);
    const listening = { signal: awake.signal };
    addEventListener('online', go, listening);
    document.addEventListener('visibilitychange', () => document.hidden || go(), listening);
    signal.addEventListener('abort', go, listening);
  });
}
