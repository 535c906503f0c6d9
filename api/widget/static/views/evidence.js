/**
 * One card per piece of evidence: what was asked, what came back, what it shows.
 *
 * @typedef {import('../types.js').Evidence} Evidence
 * @typedef {import('../words.js').Say} Say
 */
import { h } from '../dom.js';
import { copyButton } from './copying.js';

const TELLING = /^(www-authenticate|x-seraph-loginreason|x-authentication-denied-reason|x-ausername|x-aaccountid|x-failure-category|location|server|retry-after|content-type|via|date|atl-traceid)$/i;

/**
 * @param {Evidence[]} evidence
 * @param {Say} say
 */
export function evidenceList(evidence, say) {
  const cards = evidence.map((item) => evidenceCard(item, say));
  return h('details', { class: 'evidence' }, h('summary', {}, say('evidence', { count: evidence.length })), ...cards);
}

/** @param {Evidence} item @param {Say} say */
function evidenceCard(item, say) {
  const request = item.request ? `${item.request.method} ${item.request.url}` : item.name || item.kind;
  const seen = observed(item, say);
  return h(
    'article',
    { class: 'card', 'aria-label': item.id },
    h('header', {}, h('b', {}, item.id), h('code', {}, request), copyButton(() => `${request}\n${seen}`, say)),
    item.identity && h('p', { class: 'quiet' }, say('asked', { identity: say(item.identity) })),
    seen && h('pre', { tabindex: '0' }, seen),
    h('ul', {}, ...(item.meanings ?? item.facts).map((meaning) => h('li', {}, meaning))),
  );
}

/** @param {Evidence} item @param {Say} say @returns {string} */
function observed(item, say) {
  const answer = item.observed;
  if (!answer) return '';
  const status = answer.status ? `HTTP ${answer.status}` : item.request ? answer.error || say('noAnswer') : '';
  const headers = Object.entries(answer.headers)
    .filter(([name]) => TELLING.test(name))
    .map(([name, value]) => `${name}: ${value}`);
  return [status, ...headers, answer.body_excerpt.slice(0, 600)].filter(Boolean).join('\n');
}
