// The demo page: offers the lab's tickets when the service has a lab, and stays a plain help page when it has none.
const chat = /** @type {any} */ (document.querySelector('unlatch-chat'));
const panel = /** @type {HTMLElement} */ (document.querySelector('#tickets'));
const fault = /** @type {HTMLFormElement} */ (document.querySelector('#fault'));

const offered = await fetch('/demo/tickets').then((answer) => (answer.ok ? answer.json() : null));
if (offered) offer(offered);

/** @param {{ text: string }} report */
function ask(report) {
  chat.ask(report);
  chat.scrollIntoView({ block: 'nearest' });
}

/** @param {{ tickets: { title: string, report: { text: string } }[], scenarios: string[] }} lab */
function offer(lab) {
  const list = /** @type {HTMLElement} */ (panel.querySelector('.tickets'));
  for (const ticket of lab.tickets) {
    const button = document.createElement('button');
    button.type = 'button';
    const title = document.createElement('b');
    title.textContent = ticket.title;
    const text = document.createElement('span');
    text.textContent = ticket.report.text;
    button.append(title, text);
    button.addEventListener('click', () => ask(ticket.report));
    const row = document.createElement('li');
    row.append(button);
    list.append(row);
  }
  const select = /** @type {HTMLSelectElement} */ (fault.querySelector('select'));
  select.append(...lab.scenarios.map((name) => new Option(name, name)));
  panel.hidden = false;
}

fault.addEventListener('submit', async (event) => {
  event.preventDefault();
  const answer = await fetch('/demo/fault', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ scenario: new FormData(fault).get('scenario') }),
  });
  if (answer.ok) ask(await answer.json());
});
