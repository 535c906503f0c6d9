/**
 * Follows a diagnosis through drops, sleep and being offline: it resumes after the last event that it saw.
 *
 * @typedef {import('./client.js').Client} Client
 * @typedef {import('./stream.js').StreamEvent} StreamEvent
 * @typedef {{ onEvent: (event: StreamEvent) => void, onOffline: (is: boolean) => void, isAtRest: () => Promise<boolean> }} Told
 */
import { Refused } from './client.js';

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 15_000;
const FIRST_LOOK_MS = 150;
const LONGEST_LOOK_MS = 5000;
/** After these it comes to rest, in some states without an event of its own and with the stream left open. */
const NEAR_THE_END = new Set([
  'diagnosis.concluded',
  'diagnosis.failed',
  'diagnosis.cancelled',
  'question.asked',
  'message.completed',
  'verification.completed',
]);

/**
 * @param {Client} client
 * @param {string} id
 * @param {string} lastId
 * @param {Told} told
 * @param {AbortSignal} signal
 * @returns {Promise<void>} when the diagnosis has come to rest
 */
export async function follow(client, id, lastId, told, signal) {
  const stop = new AbortController();
  signal.addEventListener('abort', () => stop.abort(), { signal: stop.signal });
  let looking = false;
  let seen = lastId;
  let pause = FIRST_PAUSE_MS;
  while (!stop.signal.aborted && !signal.aborted) {
    try {
      if (await told.isAtRest()) break;
      for await (const event of client.events(id, seen, stop.signal)) {
        told.onOffline(false);
        pause = FIRST_PAUSE_MS;
        if (event.id) seen = event.id;
        told.onEvent(event);
        if (!looking && NEAR_THE_END.has(event.name)) void lookUntilAtRest(told, stop);
        looking ||= NEAR_THE_END.has(event.name);
      }
      if (await told.isAtRest()) break;
    } catch (fault) {
      if (stop.signal.aborted) break;
      if (fault instanceof Refused && isFinal(fault)) throw fault;
      told.onOffline(true);
    }
    await waitOrWake(pause, stop.signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
  stop.abort();
}

/** @param {Refused} fault whether asking again would not help */
function isFinal(fault) {
  return fault.status !== 0 && fault.status !== 429 && fault.status < 500;
}

/**
 * @param {Told} told
 * @param {AbortController} stop aborted once the diagnosis rests
 */
async function lookUntilAtRest(told, stop) {
  for (let pause = FIRST_LOOK_MS; !stop.signal.aborted; pause = Math.min(pause * 2, LONGEST_LOOK_MS)) {
    if (await told.isAtRest().catch(() => false)) stop.abort();
    else await waitOrWake(pause, stop.signal);
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
