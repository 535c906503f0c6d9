/**
 * The verdict card: cause, how sure, what to do and who can do it, and everything behind it one click away.
 *
 * @typedef {import('../types.js').Diagnosis} Diagnosis
 * @typedef {import('../types.js').Remedy} Remedy
 * @typedef {import('../words.js').Say} Say
 */
import { h } from '../dom.js';
import { renderMarkdown } from '../markdown.js';
import { copyButton } from './copying.js';
import { evidenceList } from './evidence.js';

/**
 * @param {Diagnosis} diagnosis
 * @param {Say} say
 * @param {{ isTicked: (step: string) => boolean, onTick: (step: string, on: boolean) => void }} steps
 */
export function verdictCard(diagnosis, say, steps) {
  const { root_cause: cause, verdict } = diagnosis;
  if (!cause || !verdict) return h('section', { class: 'verdict' }, h('p', {}, say(diagnosis.status === 'cancelled' ? 'stopped' : 'failed')));
  const percent = Math.round(cause.confidence * 100);
  const summary = h('div', { class: 'summary' });
  summary.append(renderMarkdown((diagnosis.reasoner?.mode === 'llm' && diagnosis.explanation) || cause.summary));
  return h(
    'section',
    { class: `verdict ${verdict}`, 'aria-label': say(verdict) },
    h('p', { class: 'class' }, h('span', { class: 'dot' }), `${say(verdict)} · ${say('confidence', { percent })}`),
    verdict === 'inconclusive' && h('p', { class: 'who' }, say('bestGuess')),
    h('h3', {}, cause.title),
    summary,
    ...remedies(diagnosis, say, steps),
    commands(diagnosis, say),
    claims(diagnosis, say),
    ruledOut(diagnosis, say),
    notTried(diagnosis, say),
    evidenceList(diagnosis.evidence, say),
  );
}

/**
 * Show what to do; for a guess it is folded away, because the question comes first.
 *
 * @param {Diagnosis} diagnosis
 * @param {Say} say
 * @param {{ isTicked: (step: string) => boolean, onTick: (step: string, on: boolean) => void }} steps
 * @returns {HTMLElement[]}
 */
function remedies(diagnosis, say, steps) {
  const blocks = diagnosis.remediation.map((remedy) => remedyBlock(remedy, say, steps));
  if (diagnosis.verdict !== 'inconclusive' || !blocks.length) return blocks;
  return [h('details', { class: 'why' }, h('summary', {}, say('ifSo')), ...blocks)];
}

/** @param {Remedy} remedy @param {Say} say @param {{ isTicked: (step: string) => boolean, onTick: (step: string, on: boolean) => void }} steps */
function remedyBlock(remedy, say, steps) {
  const rows = remedy.steps.map((step) => {
    const onchange = (/** @type {Event} */ event) =>
      steps.onTick(step, /** @type {HTMLInputElement} */ (event.target).checked);
    const box = h('input', { type: 'checkbox', checked: steps.isTicked(step), onchange });
    return h('li', {}, h('label', {}, box, h('span', {}, ...withCode(step))));
  });
  const check = remedy.check && h('p', { class: 'proof' }, ...withCode(say('proof', { check: remedy.check })));
  return h('div', { class: 'remedy' }, h('h4', {}, say('doThis')), h('p', { class: 'who' }, say('who', { who: say(remedy.who) })), h('ol', {}, ...rows), check);
}

/** @param {Diagnosis} diagnosis @param {Say} say */
function commands(diagnosis, say) {
  if (!diagnosis.commands?.length) return null;
  const blocks = diagnosis.commands.map((one) =>
    h('div', { class: 'command' }, h('header', {}, h('b', {}, one.shell), copyButton(() => one.command, say)), h('p', { class: 'quiet' }, one.says), h('pre', { tabindex: '0', dir: 'ltr' }, one.command)),
  );
  return h('details', { class: 'why' }, h('summary', {}, say('runIt')), h('p', { class: 'quiet' }, say('runThis')), ...blocks);
}

/** @param {Diagnosis} diagnosis @param {Say} say */
function claims(diagnosis, say) {
  if (!diagnosis.claims.length) return null;
  const rows = diagnosis.claims.map((claim) => h('li', {}, claim.text, ' ', h('small', {}, claim.evidence.join(', '))));
  return h('details', { class: 'why' }, h('summary', {}, say('whySure')), h('ul', {}, ...rows));
}

/** @param {Diagnosis} diagnosis @param {Say} say */
function ruledOut(diagnosis, say) {
  const out = diagnosis.alternatives.filter((other) => other.ruled_out);
  if (!out.length) return null;
  const rows = out.map((other) => h('li', {}, h('b', {}, other.title ?? other.code), ` ${other.because}`));
  return h('details', { class: 'why' }, h('summary', {}, say('ruledOut')), h('ul', {}, ...rows));
}

/** @param {Diagnosis} diagnosis @param {Say} say */
function notTried(diagnosis, say) {
  if (!diagnosis.not_tried?.length) return null;
  const rows = diagnosis.not_tried.map((what) => h('li', {}, what));
  return h('details', { class: 'why' }, h('summary', {}, say('notTried')), h('ul', {}, ...rows));
}

/**
 * Show what stands between backticks as code, and between asterisks as stressed.
 *
 * @param {string} text
 * @returns {(string | HTMLElement)[]}
 */
function withCode(text) {
  return text.split('`').flatMap((part, index) => (index % 2 ? [h('code', {}, part)] : withStress(part)));
}

/** @param {string} text @returns {(string | HTMLElement)[]} */
function withStress(text) {
  return text.split(/\*(\w[^*]*\w)\*/).map((part, index) => (index % 2 ? h('em', {}, part) : part));
}
