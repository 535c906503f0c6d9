/**
 * Takes secrets out of a text in the browser, by the rule table of the service (secret-rules.js is generated from it).
 * The browser reads the text as it stands; the service reads it a second time with escapes undone and wrapped lines
 * joined, so nothing depends on the browser alone.
 *
 * @typedef {{ kind: string, pattern: string, hints: string[], starts: string[], flags: string, check: string,
 *   within: string }} Rule
 * @typedef {[start: number, stop: number, kind: string]} Hit
 */
import { NO_SECRET, PLACEHOLDER, PLAIN_VALUES, RULES, SCOPE, SPECIAL, TRAILING, WORDS } from './secret-rules.js';

/**
 * @param {string} text
 * @returns {{ text: string, found: string[] }} the text with placeholders, and the kinds of what was taken out
 */
export function mask(text) {
  const hits = merged(outsidePlaceholders(allHits(text), text));
  /** @type {Map<string, string>} */
  const names = new Map();
  /** @type {Record<string, number>} */
  const counts = {};
  let masked = '';
  let end = 0;
  for (const [start, stop, kind] of hits) {
    const secret = text.slice(start, stop);
    if (!names.has(secret)) {
      counts[kind] = (counts[kind] ?? 0) + 1;
      names.set(secret, `[secret:${kind}#${counts[kind]}]`);
    }
    masked += text.slice(end, start) + names.get(secret);
    end = stop;
  }
  return { text: masked + text.slice(end), found: hits.map(([, , kind]) => kind) };
}

/** @param {string} text @returns {Hit[]} */
function allHits(text) {
  const lowered = text.toLowerCase();
  const sameLength = lowered.length === text.length ? lowered : text.replace(/[A-Z]+/g, (word) => word.toLowerCase());
  return RULES.flatMap((rule) => (applies(rule, sameLength) ? hitsOf(rule, text, sameLength) : []));
}

/** @param {Rule} rule @param {string} lowered */
function applies(rule, lowered) {
  return !rule.hints.length || rule.hints.some((hint) => lowered.includes(hint));
}

/** @param {Rule} rule @param {string} text @param {string} lowered @returns {Hit[]} */
function hitsOf(rule, text, lowered) {
  const passes = CHECKS[rule.check] ?? (() => true);
  /** @type {Hit[]} */
  const hits = [];
  for (const match of matches(rule, text, lowered)) {
    const [start] = /** @type {[number, number]} */ (match.indices?.[1] ?? [0, 0]);
    const found = rule.check === 'none' ? (match[1] ?? '') : trimmed(match[1] ?? '');
    const value = isEscaping(text, start + found.length) ? found.slice(0, -1) : found;
    if (value && passes(value)) hits.push([start, start + value.length, rule.kind]);
  }
  return hits;
}

/**
 * Tell whether the text before `end` is the backslash of a quote: it belongs to the JSON around and not to the secret.
 *
 * @param {string} text
 * @param {number} end
 */
function isEscaping(text, end) {
  return text[end] === '"' && text[end - 1] === '\\' && text[end - 2] !== '\\';
}

/** @param {Rule} rule @param {string} text @param {string} lowered @returns {Iterable<RegExpExecArray>} */
function* matches(rule, text, lowered) {
  if (rule.starts.length) yield* anchored(rule, text, lowered);
  else if (!rule.within) yield* text.matchAll(pattern(rule, 'g'));
  else yield* inRegions(rule, text);
}

/** @param {Rule} rule @param {string} text @param {string} lowered @returns {Iterable<RegExpExecArray>} */
function* anchored(rule, text, lowered) {
  const sticky = pattern(rule, 'y');
  for (const word of rule.starts) {
    let place = lowered.indexOf(word);
    while (place >= 0) {
      sticky.lastIndex = place;
      const match = sticky.exec(text);
      if (match) yield match;
      place = lowered.indexOf(word, Math.max(match ? sticky.lastIndex : 0, place + word.length));
    }
  }
}

/** @param {Rule} rule @param {string} text @returns {Iterable<RegExpExecArray>} */
function* inRegions(rule, text) {
  for (const region of text.matchAll(new RegExp(rule.within, `gd${rule.flags}`))) {
    const [begin, end] = region.indices?.[1] ?? [0, 0];
    const inner = pattern(rule, 'g');
    inner.lastIndex = begin;
    for (let match = inner.exec(text); match && match.index < end; match = inner.exec(text)) yield match;
  }
}

/** @type {Map<string, RegExp>} */
const compiled = new Map();

/** @param {Rule} rule @param {string} mode @returns {RegExp} */
function pattern(rule, mode) {
  const key = mode + rule.flags + rule.pattern;
  const known = compiled.get(key) ?? new RegExp(rule.pattern, `d${mode}${rule.flags}`);
  compiled.set(key, known);
  known.lastIndex = 0;
  return known;
}

/** @param {Hit[]} hits @param {string} text @returns {Hit[]} hits without what is a placeholder already */
function outsidePlaceholders(hits, text) {
  const taken = [...text.matchAll(/\[secret:[a-z-]{1,40}#\d{1,6}\]/g)].map((m) => [m.index, m.index + m[0].length]);
  return hits.filter(([start, stop]) => !taken.some(([from = 0, to = 0]) => start < to && stop > from));
}

/** @param {Hit[]} hits @returns {Hit[]} in order, none overlapping */
function merged(hits) {
  /** @type {Hit[]} */
  const apart = [];
  for (const hit of [...hits].sort((one, other) => one[0] - other[0])) {
    const last = apart.at(-1);
    if (last && hit[0] < last[1]) last[1] = Math.max(last[1], hit[1]);
    else apart.push([...hit]);
  }
  return apart;
}

/** @param {string} value */
function trimmed(value) {
  let end = value.length;
  while (end && TRAILING.includes(value.charAt(end - 1))) end -= 1;
  return value.slice(0, end);
}

const whole = (/** @type {string} */ source, flags = '') => new RegExp(`^(?:${source})$`, flags);
const placeholder = whole(PLACEHOLDER);
const scope = whole(SCOPE, 'i');
const words = whole(WORDS);
const noSecret = whole(NO_SECRET);
const special = new RegExp(SPECIAL);
const plain = new Set(PLAIN_VALUES);

const isGiven = (/** @type {string} */ value) => !plain.has(value.toLowerCase()) && !placeholder.test(value) && !scope.test(value);
const isNoWord = (/** @type {string} */ value) => isGiven(value) && !words.test(value) && !noSecret.test(value);

/** @type {Record<string, (value: string) => boolean>} */
const CHECKS = {
  none: () => true,
  given_value: isGiven,
  no_word: isNoWord,
  spoken_value: (value) => isNoWord(value) && special.test(value),
  legacy: (value) => /[A-Z]/.test(value) && /[a-z]/.test(value) && /\d/.test(value),
  pat: (value) => /^\d{4,20}:[^]{8,}$/.test(decode(value)),
  basic_pair: (value) => /^(?!https?:|ari:|urn:|id:)[^\s:{}[\]"<>/\x7f-\xff]{1,128}:(?!\/\/)[^\x00-\x08\x0e-\x1f\x7f]+$/.test(decode(value)),
};

/** @param {string} value @returns {string} the bytes of base64, "" when it is none */
function decode(value) {
  if (value === value.toLowerCase() || value.length > 20_000) return '';
  try {
    return atob(value.replace(/=+$/, ''));
  } catch {
    return '';
  }
}
