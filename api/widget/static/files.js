/**
 * Reads a chosen file in the browser: text only, its secrets masked, a HAR cut to what a diagnosis can use.
 *
 * @typedef {import('./words.js').Say} Say
 * @typedef {import('./views/composer.js').Attachment} Attachment
 */
import { mask } from './masking.js';

const MAX_READ_BYTES = 40 * 1024 * 1024;
const MAX_SENT_CHARS = 2 * 1024 * 1024;

/**
 * @param {File} file
 * @param {Say} say
 * @returns {Promise<{ attachment: Attachment, found: string[] } | { complaint: string }>}
 */
export async function readFile(file, say) {
  const size = `${(file.size / 1024 / 1024).toFixed(1)} MB`;
  if (file.size > MAX_READ_BYTES) return { complaint: say('tooBig', { size }) };
  const text = await readText(file);
  if (text === null) return { complaint: say('notText') };
  const isHar = /\.har$/i.test(file.name) || text.slice(0, 400).includes('"log"');
  if (!isHar && text.length > MAX_SENT_CHARS) return { complaint: say('tooBig', { size }) };
  const masked = mask(isHar ? slimHar(text) : text);
  if (masked.text.length > MAX_SENT_CHARS) return { complaint: say('tooBig', { size }) };
  const name = mask(file.name).text.slice(0, 120);
  return { attachment: { name, kind: isHar ? 'har' : 'auto', content: masked.text }, found: masked.found };
}

/** @param {File} file @returns {Promise<string | null>} */
async function readText(file) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/**
 * Drop what no diagnosis needs from a HAR: pictures, scripts, styles and bodies that were fine.
 *
 * @param {string} text
 * @returns {string} the HAR, or the text as it came when it is none
 */
export function slimHar(text) {
  try {
    const har = JSON.parse(text);
    har.log.entries = har.log.entries.filter(isTelling).slice(0, 200).map(slimEntry);
    delete har.log.pages;
    return JSON.stringify(har, null, 1);
  } catch {
    return text;
  }
}

/** @param {any} entry */
function isTelling(entry) {
  const type = entry.response?.content?.mimeType ?? '';
  return !(entry.response?.status === 200 && /image|font|css|javascript|video|audio/.test(type));
}

/** @param {any} entry */
function slimEntry(entry) {
  const { startedDateTime, request, response, serverIPAddress } = entry;
  const content = { ...response.content };
  if (typeof content.text === 'string') content.text = content.text.slice(0, 4000);
  return { startedDateTime, request: { ...request, cookies: [] }, response: { ...response, cookies: [], content }, serverIPAddress };
}
