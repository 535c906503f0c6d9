// The operator's page: asks for the numbers, with a key only where the service wants one, and draws them.
const SVG = 'http://www.w3.org/2000/svg';
const EVERY_MS = 60_000;
const STATUS = { queued: 'in the queue', investigating: 'under way', needs_input: 'waits for an answer' };
const STATES = { waiting: 'to be sent', sent: 'sent', shadow: 'kept in shadow mode', skipped: 'nothing to say', dead: 'given up' };
const WHO = { staff: 'Helpdesks and colleagues (API keys)', visitors: 'Visitors of the widget' };
const CHART = { height: 220, left: 34, bottom: 22, top: 8 };

const $ = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const enter = /** @type {HTMLFormElement} */ ($('enter'));
const keyBox = /** @type {HTMLInputElement} */ ($('key'));
const days = /** @type {HTMLSelectElement} */ ($('days'));
let key = '';

enter.addEventListener('submit', (event) => {
  event.preventDefault();
  key = keyBox.value.trim();
  keyBox.value = '';
  load();
});
$('again').addEventListener('click', load);
$('leave').addEventListener('click', () => { key = ''; askForKey(''); });
days.addEventListener('change', load);
setInterval(() => { if (!document.hidden && !$('board').hidden) load(); }, EVERY_MS);
await load();

async function load() {
  const headers = key ? { Authorization: `Bearer ${key}` } : {};
  const answer = await fetch(`/v1/ops/overview?days=${days.value}`, { headers, cache: 'no-store' }).catch(() => null);
  if (!answer) return say('The service does not answer. These numbers may be old; they are asked for again in a minute.', true);
  if (answer.status === 401 || answer.status === 403) return askForKey(key ? await detailOf(answer) : '');
  if (!answer.ok) return say(await detailOf(answer), true);
  show(await answer.json());
}

/** @param {Response} answer */
async function detailOf(answer) {
  const told = await answer.json().catch(() => ({}));
  return told.detail || `The service answered ${answer.status}.`;
}

/** @param {string} why */
function askForKey(why) {
  key = '';
  $('board').hidden = true;
  enter.hidden = false;
  $('refused').textContent = why;
  keyBox.focus();
}

/** @param {string} text @param {boolean} trouble */
function say(text, trouble) {
  $('board').hidden = false;
  $('said').textContent = text;
  $('said').classList.toggle('trouble', trouble);
}

/** @param {any} told */
function show(told) {
  enter.hidden = true;
  $('leave').hidden = !key;
  say(`As of ${new Date(told.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}. Days begin at midnight UTC.`, false);
  showAlike(told.alike);
  $('cards').replaceChildren(...cards(told));
  $('causes').replaceChildren(...causes(told.causes));
  $('open').replaceChildren(...open(told.open));
  $('reliability').replaceChildren(...Object.keys(WHO).flatMap((who) => reliability(WHO[who], told.reliability[who])));
  $('unclear').replaceChildren(...unclear(told.inconclusive));
  $('deliveries').replaceChildren(...deliveries(told.deliveries));
}

/** @param {any[]} alike */
function showAlike(alike) {
  $('alike').hidden = !alike.length;
  const rows = alike.map((one) => el('li', {}, el('b', {}, `${one.today} today share this cause on ${one.site}: `), one.title));
  /** @type {HTMLElement} */ ($('alike').querySelector('ul')).replaceChildren(...rows);
}

/** @param {any} told */
function cards(told) {
  const { confirmed, likely, inconclusive } = told.verdicts;
  const answered = confirmed + likely + inconclusive;
  const staff = told.reliability.staff;
  const dead = told.deliveries.states.dead || 0;
  const waiting = told.open.by_status.needs_input || 0;
  return [
    card('Open', told.open.total, told.open.total ? `${waiting} wait for an answer` : 'Nothing waits'),
    card('Answered', answered, `of ${told.total} begun`),
    card('Named a cause', percent(confirmed + likely, answered), `${confirmed} confirmed, ${likely} likely, ${inconclusive} inconclusive`),
    card('Right, says the desk', percent(staff.right, staff.judged), staff.judged ? `${staff.right} of ${staff.judged} judged` : 'No feedback yet'),
    card('Deliveries given up', dead, dead ? 'See below' : 'None', dead > 0),
  ];
}

/** @param {string} name @param {string|number} value @param {string} more */
function card(name, value, more, bad = false) {
  return el('div', { class: bad ? 'card bad' : 'card' }, el('h2', {}, name), el('strong', {}, value), el('p', {}, more));
}

/** @param {{days: string[], series: any[]}} told */
function causes(told) {
  if (!told.series.length) return [none('No diagnosis was answered in these days.')];
  const colour = (/** @type {any} */ one, /** @type {number} */ at) => (one.code ? `s${at}` : 's6');
  const legend = told.series.map((one, at) => el('li', {}, el('i', { class: colour(one, at) }), el('span', {}, one.title), el('b', {}, one.total)));
  const head = ['Day', ...told.series.map((one) => one.title)];
  const rows = told.days.map((day, at) => [day, ...told.series.map((one) => one.counts[at])]).reverse();
  return [
    chart(told, colour),
    el('ul', { class: 'legend' }, ...legend),
    el('details', {}, el('summary', {}, 'As a table'), table('Answered diagnoses by day and cause', head, rows, told.series.map((_, at) => at + 1))),
  ];
}

/** @param {{days: string[], series: any[]}} told @param {(one: any, at: number) => string} colour */
function chart(told, colour) {
  const { height, left, bottom, top } = CHART;
  const width = Math.max(280, $('causes').clientWidth);
  const totals = told.days.map((_, day) => told.series.reduce((sum, one) => sum + one.counts[day], 0));
  const most = niceTop(Math.max(1, ...totals));
  const tall = height - bottom - top;
  const step = (width - left) / told.days.length;
  const wide = Math.min(48, step * 0.7);
  const y = (/** @type {number} */ value) => height - bottom - (value / most) * tall;
  const parts = [0, most / 2, most].filter(Number.isInteger).flatMap((value) => [
    svg('line', { x1: left, x2: width, y1: y(value), y2: y(value) }),
    svg('text', { x: left - 8, y: y(value) + 4, 'text-anchor': 'end' }, value),
  ]);
  told.days.forEach((day, at) => {
    const middle = left + step * (at + 0.5);
    let below = 0;
    told.series.forEach((one, nth) => {
      const count = one.counts[at];
      if (!count) return;
      const bar = { x: middle - wide / 2, width: wide, y: y(below + count), height: y(below) - y(below + count), class: colour(one, nth) };
      parts.push(svg('rect', bar, svg('title', {}, `${day}: ${count} × ${one.title}`)));
      below += count;
    });
    const every = Math.ceil((told.days.length * 52) / width);
    if ((told.days.length - 1 - at) % every === 0) parts.push(svg('text', { x: middle, y: height - 6, 'text-anchor': 'middle' }, day.slice(5)));
  });
  const about = `Answered diagnoses a day, by cause; ${totals.reduce((a, b) => a + b, 0)} in all. The same numbers stand in the table below.`;
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img', 'aria-label': about }, ...parts);
}

/** @param {number} value */
function niceTop(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((times) => times * unit).find((top) => top >= value) || value;
}

/** @param {any} told */
function open(told) {
  if (!told.list.length) return [none('None. Everything that came in has been answered.')];
  const rows = told.list.map((/** @type {any} */ one) => [
    el('span', {}, one.ticket ? `${one.ticket} ` : '', el('code', {}, one.id)),
    one.site || 'not registered',
    el('span', { class: one.status === 'needs_input' ? 'pill warn' : 'pill' }, STATUS[one.status] || one.status),
    one.title ? `${one.title}${one.verdict === 'inconclusive' ? ' (best guess)' : ''}` : '–',
    one.alike_today > 1 ? one.alike_today : '–',
    ago(one.since_seconds),
  ]);
  const head = ['Diagnosis', 'Site', 'State', 'Leading cause', 'Alike today', 'Since'];
  const more = told.total - told.list.length;
  return [table('Open diagnoses', head, rows, [4, 5]), ...(more > 0 ? [none(`And ${more} more that wait less long.`)] : [])];
}

/** @param {string} who @param {any} told */
function reliability(who, told) {
  const title = el('h3', {}, who);
  if (!told.judged) return [title, none('No feedback in these days.')];
  const rows = told.by_confidence.map((/** @type {any} */ one) => [band(one.from), percent(one.said, 1), percent(one.right, one.judged), one.judged]);
  const wrong = told.wrong.map((/** @type {any} */ one) => [el('code', {}, one.id), one.said || '–', one.was || 'not said']);
  const parts = [title, table(`Feedback of ${who}`, ['Confidence', 'Said', 'Was right', 'Judged'], rows, [1, 2, 3])];
  if (wrong.length) parts.push(el('details', {}, el('summary', {}, `${told.judged - told.right} that were wrong`), table(`Wrong, say ${who}`, ['Diagnosis', 'Said', 'Was'], wrong, [])));
  return parts;
}

/** @param {number} from */
function band(from) {
  return from >= 0.9 ? '90 % and more' : from >= 0.6 ? '60 to 90 %' : 'below 60 %';
}

/** @param {any} told */
function unclear(told) {
  if (!told.total) return [none('Nothing did in these days.')];
  const rows = told.reasons.map((/** @type {any} */ one) =>
    el('li', {}, el('strong', {}, one.count), el('div', {}, el('p', {}, one.why), el('p', { class: 'quiet' }, ...one.examples.flatMap((/** @type {string} */ id) => [el('code', {}, id), ' '])))));
  return [el('ul', { class: 'reasons' }, ...rows)];
}

/** @param {any} told */
function deliveries(told) {
  const states = Object.keys(STATES).filter((name) => told.states[name]);
  if (!states.length) return [none('No note and no callback has been due.')];
  const counted = states.map((name) => el('li', {}, el('b', {}, told.states[name]), ` ${STATES[name]}`));
  const dead = told.dead.map((/** @type {any} */ one) => [one.id, `${one.kind} ${one.target}`, one.error || '–', one.attempts, el('code', {}, one.diagnosis_id)]);
  const parts = [el('ul', { class: 'states' }, ...counted)];
  if (dead.length) parts.push(table('Deliveries given up', ['No.', 'To', 'Last error', 'Tries', 'Diagnosis'], dead, [0, 3]), el('p', { class: 'none' }, el('code', {}, 'unlatch deliveries retry'), ' sends them again.'));
  return parts;
}

/** @param {string} label @param {(string|number|Node)[]} head @param {(string|number|Node)[][]} rows @param {number[]} numbers */
function table(label, head, rows, numbers) {
  const kind = (/** @type {number} */ at) => (numbers.includes(at) ? { class: 'number' } : {});
  const top = el('tr', {}, ...head.map((name, at) => el('th', { scope: 'col', ...kind(at) }, name)));
  const body = rows.map((row) => el('tr', {}, ...row.map((cell, at) => el('td', kind(at), cell))));
  return el('div', { class: 'wide', tabindex: 0, role: 'region', 'aria-label': label }, el('table', {}, el('thead', {}, top), el('tbody', {}, ...body)));
}

/** @param {number|null} part @param {number} whole */
function percent(part, whole) {
  return whole && part !== null ? `${Math.round((100 * part) / whole)} %` : '–';
}

/** @param {number} seconds */
function ago(seconds) {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} days`;
}

/** @param {string} text */
function none(text) {
  return el('p', { class: 'none' }, text);
}

/** @param {string} name @param {Record<string, any>} attributes @param {(string|number|Node)[]} children */
function el(name, attributes, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** @param {string} name @param {Record<string, any>} attributes @param {(string|number|Node)[]} children */
function svg(name, attributes, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

/** @template {Element} T @param {T} node @param {Record<string, any>} attributes @param {(string|number|Node)[]} children */
function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children.map((child) => (typeof child === 'number' ? String(child) : child)));
  return node;
}
