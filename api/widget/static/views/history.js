/**
 * One's own earlier diagnoses, fetched when the menu is opened.
 *
 * @typedef {import('../client.js').Client} Client
 * @typedef {import('../words.js').Say} Say
 */
import { h, icon } from '../dom.js';

/**
 * @param {Client} client
 * @param {Say} say
 * @param {(id: string) => void} onOpen
 */
export function historyMenu(client, say, onOpen) {
  const list = h('ul');
  const menu = h('details', { class: 'history', ontoggle: fill }, h('summary', { title: say('history'), 'aria-label': say('history') }, icon('past')), list);
  async function fill() {
    if (!menu.open) return;
    const { diagnoses } = await client.list().catch(() => ({ diagnoses: [] }));
    const rows = diagnoses.map((one) => row(one));
    list.replaceChildren(...(rows.length ? rows : [h('li', { class: 'quiet' }, say('noHistory'))]));
  }
  /** @param {import('../types.js').Diagnosis} one */
  function row(one) {
    const open = () => {
      menu.open = false;
      onOpen(one.id);
    };
    const when = new Date(one.created_at).toLocaleString();
    return h('li', {}, h('button', { type: 'button', class: 'plain', onclick: open }, one.root_cause?.title ?? say(one.status), h('small', {}, when)));
  }
  return menu;
}
