/**
 * Shows markdown that a rule or a model wrote: parsed by marked, cleaned by DOMPurify, returned as nodes. No image, no
 * style, no form; links only to the hosts below and to the service itself.
 */
import { marked } from './vendor/marked.js';
import createPurifier from './vendor/purify.js';

const TAGS = ['p', 'br', 'strong', 'em', 'code', 'pre', 'ul', 'ol', 'li', 'a', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'hr'];
const HOSTS = new Set([
  'support.atlassian.com',
  'confluence.atlassian.com',
  'developer.atlassian.com',
  'jira.atlassian.com',
  'id.atlassian.com',
  'community.atlassian.com',
]);

const purifier = createPurifier(window);
purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node.nodeName === 'A') keepKnownLink(/** @type {HTMLAnchorElement} */ (/** @type {unknown} */ (node)));
});

/**
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function renderMarkdown(text) {
  const html = marked.parse(text, { async: false, gfm: true });
  return purifier.sanitize(html, { ALLOWED_TAGS: TAGS, ALLOWED_ATTR: ['href'], RETURN_DOM_FRAGMENT: true });
}

/** @param {HTMLAnchorElement} link */
function keepKnownLink(link) {
  const address = URL.parse ? URL.parse(link.getAttribute('href') ?? '', 'about:blank') : parse(link.getAttribute('href'));
  if (address?.protocol === 'https:' && HOSTS.has(address.hostname) && !address.username) {
    link.setAttribute('rel', 'noopener noreferrer');
    link.setAttribute('target', '_blank');
  } else {
    link.replaceWith(...link.childNodes);
  }
}

/** @param {string | null} text @returns {URL | null} */
function parse(text) {
  try {
    return new URL(text ?? '');
  } catch {
    return null;
  }
}
