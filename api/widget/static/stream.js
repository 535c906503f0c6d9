/**
 * Reads Server-Sent Events from a fetch body, so that a token can travel in a header. Chunks may end anywhere, even
 * inside a character.
 *
 * @typedef {{ id: string, name: string, data: Record<string, any> }} StreamEvent
 */

/** The service sends a comment every 15 seconds; a connection that is silent for longer has died in a sleep. */
const LONGEST_SILENCE_MS = 45_000;

/**
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<StreamEvent>}
 */
export async function* readEvents(body) {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let held = '';
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read());
      held += decoder.decode(value, { stream: !done });
      const blocks = held.split(/\r\n\r\n|\n\n|\r\r/);
      held = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parseBlock(block);
        if (event) yield event;
      }
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/**
 * @template T
 * @param {Promise<T>} reading
 * @returns {Promise<T>}
 */
function inTime(reading) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('silent')), LONGEST_SILENCE_MS);
    reading.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * @param {string} block
 * @returns {StreamEvent | null}
 */
function parseBlock(block) {
  const event = { id: '', name: 'message', data: '' };
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, field, value] = /^([a-z]+)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === 'id') event.id = value ?? '';
    else if (field === 'event') event.name = value ?? '';
    else if (field === 'data') event.data += value ?? '';
  }
  if (!event.data) return null;
  return { id: event.id, name: event.name, data: JSON.parse(event.data) };
}
