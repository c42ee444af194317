import { describe, expect, test } from 'vitest';
import { codeForm, loginForm, useTestBanks } from '../testing/test-banks.js';

/** Pages at which a person can type and press, with a script that makes it hard for a program. */
const banks = useTestBanks();
const credentials = { username: 'ada', password: 'secret 7', secrets: {} };
const accounts = '<h1 id="accounts">Accounts</h1>';
const code = '246813';

const script = (text: string): string => `<script>
  const el = (id) => document.getElementById(id);
  const send = async (code) => {
    const said = await (await fetch('judge', { method: 'POST', body: code })).text();
    document.body.innerHTML = said === 'right' ? '${accounts}' : '<p id="otp-error">Wrong</p>';
  };
  ${text}</script>`;
const fields =
  '<input id="otp" maxlength="6" inputmode="numeric"><button id="otp-go" type="button">Send</button>';
const boxes = `${'<input class="box" maxlength="1">'.repeat(6)}<button id="otp-go" type="button">Send</button>`;
const inBoxes = { otp: { input: '.box', submit: '#otp-go' } };

describe.concurrent('a code is typed as a person does, and sent once', () => {
  const pages: [what: string, html: string, changes?: object][] = [
    [
      'boxes that are enabled one after the other, each a moment late',
      boxes +
        script(`const all = [...document.querySelectorAll('.box')];
        all.forEach((box, at) => { box.disabled = at > 0; box.oninput = () => setTimeout(() => {
          if (box.value && all[at + 1]) { all[at + 1].disabled = false; all[at + 1].focus(); } }, 250); });
        el('otp-go').onclick = () => send(all.map(({ value }) => value).join(''));`),
      inBoxes,
    ],
    [
      'a form that follows its field late',
      fields +
        script(`let model = ''; let timer; el('otp').oninput = () => { clearTimeout(timer);
        timer = setTimeout(() => { model = el('otp').value; }, 350); }; el('otp-go').onclick = () => send(model);`),
    ],
    [
      'a page that sends by itself a moment later, and has a button that moves then',
      `<style>#otp-go { transition: transform 0.5s } #otp-go.ready { transform: translateX(50px) }</style>${fields}` +
        script(`el('otp').oninput = () => { if (el('otp').value.length < 6) return;
        el('otp-go').className = 'ready'; setTimeout(() => send(el('otp').value), 200); };
        el('otp-go').onclick = () => send(el('otp').value);`),
    ],
    [
      'a page that listens at its document, and sends by itself a moment later',
      fields +
        script(`document.addEventListener('input', () => { const { value } = el('otp');
        if (value.length === 6) setTimeout(() => send(value), 300); });
        el('otp-go').onclick = () => send(el('otp').value);`),
    ],
    [
      'a page that sends at the last digit, and asks about each digit before',
      fields +
        script(`el('otp').oninput = () => { const { value } = el('otp');
        if (value.length === 6) setTimeout(() => send(value), 50); else fetch('check?digits=' + value.length); };
        el('otp-go').onclick = () => send(el('otp').value);`),
    ],
    [
      'a page that checks the form at the server before its button is pressed',
      fields +
        script(`el('otp').oninput = () => fetch('check?digits=' + el('otp').value.length);
        el('otp-go').onclick = () => send(el('otp').value);`),
    ],
    [
      'a field that is readonly until it has the focus',
      fields +
        script(`el('otp').readOnly = true; el('otp').onfocus = () => { el('otp').readOnly = false; };
        el('otp-go').onclick = () => send(el('otp').value);`),
    ],
    [
      'a button that never stands still',
      `<style>@keyframes pulse { to { transform: scale(1.1) } } #otp-go { animation: pulse 0.4s linear infinite alternate }</style>${fields}` +
        script(`el('otp-go').onclick = () => send(el('otp').value);`),
    ],
    [
      'a button that is enabled when the field loses the focus',
      fields +
        script(`el('otp-go').disabled = true; el('otp').onblur = () => { el('otp-go').disabled = false; };
        el('otp-go').onclick = () => send(el('otp').value);`),
    ],
    [
      'an editable element',
      `<div id="otp" contenteditable style="width: 9em; height: 2em"></div><button id="otp-go" type="button">Send</button>` +
        script(`el('otp-go').onclick = () => send(el('otp').textContent.trim());`),
      { otp: { input: '#otp', submit: '#otp-go', length: 6 } },
    ],
    [
      'a field that shows the digits of its language',
      fields +
        script(`const own = '०१२३४५६७८९'; el('otp').oninput = () => {
        el('otp').value = el('otp').value.replace(/[0-9]/g, (digit) => own[digit]); };
        el('otp-go').onclick = () => send([...el('otp').value].map((digit) => own.indexOf(digit)).join(''));`),
    ],
    [
      'a field that shows bullets',
      fields +
        script(`let typed = ''; el('otp').onkeydown = (event) => { if (event.key.length > 1) return; event.preventDefault();
        typed += event.key; el('otp').value = '•'.repeat(typed.length); }; el('otp-go').onclick = () => send(typed);`),
    ],
    [
      'a field that hands each character to cells that are drawn',
      `<div id="cells"></div>${fields}` +
        script(`let typed = ''; el('otp').oninput = () => { typed += el('otp').value; el('otp').value = '';
        el('cells').innerHTML = [...typed].map((digit) => '<b>' + digit + '</b>').join(''); };
        el('otp-go').onclick = () => send(typed);`),
    ],
    [
      'a field that hands each character to cells, and a button that its script takes over late',
      `<div id="cells"></div>${fields}` +
        script(`let typed = ''; el('otp').oninput = () => { typed += el('otp').value; el('otp').value = '';
        el('cells').textContent = typed; };
        setTimeout(() => { el('otp-go').onclick = () => send(typed); }, 5000);`),
    ],
    [
      'a page that loads itself anew when the code is typed',
      fields +
        script(`el('otp').oninput = () => { if (el('otp').value.length < 6 || sessionStorage.again) return;
        sessionStorage.again = 'once'; setTimeout(() => location.reload(), 100); };
        el('otp-go').onclick = () => send(el('otp').value);`),
    ],
    [
      'a page that loads itself anew then, with a button that waits for the code and the error of the code before',
      `<p id="otp-error" hidden>Wrong</p>${fields.replace('<button', '<button disabled')}` +
        script(`el('otp-error').hidden = !sessionStorage.again;
        el('otp').oninput = () => { if (el('otp').value.length < 6) return;
        if (sessionStorage.again) { el('otp-go').disabled = false; return; }
        sessionStorage.again = 'once'; setTimeout(() => location.reload(), 100); };
        el('otp-go').onclick = () => send(el('otp').value);`),
    ],
    [
      'a field with a prefix',
      fields.replace('maxlength="6"', '') +
        script(`el('otp').oninput = () => { el('otp').value = 'G-' + el('otp').value.replace(/\\D/g, ''); };
        el('otp-go').onclick = () => send(el('otp').value.slice(2));`),
    ],
    [
      'a widget that takes the focus away',
      `<input id="chat">${fields}` +
        script(`el('otp').addEventListener('input', () => { if (el('otp').value.length === 3) el('chat').focus(); }, { once: false });
        el('otp-go').onclick = () => send(el('otp').value);`),
    ],
    [
      'a script that takes over late',
      fields + script(`setTimeout(() => { el('otp-go').onclick = () => send(el('otp').value); }, 2500);`),
    ],
    [
      'a script that takes over late and draws the form again',
      `<main>${fields}</main>` +
        script(`setTimeout(() => { document.querySelector('main').innerHTML = '${fields}';
        el('otp-go').onclick = () => send(el('otp').value); }, 2500);`),
    ],
    [
      'a field that is drawn again when its button is about to be pressed',
      `<main>${fields}</main>` +
        script(`el('otp-go').onmouseover = () => { el('otp').outerHTML = el('otp').outerHTML; el('otp-go').onmouseover = null; };
        el('otp-go').onclick = () => send(el('otp').value);`),
    ],
    [
      'a page that asks all the time, each time in other words',
      fields +
        script(`setInterval(() => fetch('alive?at=' + Date.now(), { method: 'POST', body: String(Math.random()) }), 400);
        el('otp-go').onclick = () => send(el('otp').value);`),
    ],
    [
      'a check of its own that complains before the form knows what was typed',
      `<p id="otp-error" hidden>Enter your code</p>${fields}` +
        script(`let model = ''; setInterval(() => { if (el('otp').value.length === 6) model = el('otp').value; }, 700);
        el('otp-go').onclick = () => { el('otp-error').hidden = Boolean(model); if (model) send(model); };`),
    ],
    [
      'a script that takes a bare form over late',
      `<form><input id="otp" name="otp" maxlength="6"><button id="otp-go">Send</button></form>` +
        script(`setTimeout(() => { document.forms[0].onsubmit = (event) => {
        event.preventDefault(); send(el('otp').value); }; }, 3000);`),
    ],
    [
      'a shared worker that asks the bank, and a page that says so without asking anything',
      `${fields}<p id="note"></p>` +
        script(`const worker = new SharedWorker('worker.js');
        worker.port.onmessage = () => { document.body.innerHTML = '${accounts}'; };
        el('otp-go').onclick = () => { el('note').textContent = 'Checking'; worker.port.postMessage(el('otp').value); };`),
    ],
  ];
  const worker = `onconnect = ({ ports: [port] }) => { port.onmessage = async ({ data }) => {
    const asked = await fetch('judge', { method: 'POST', body: data }); await asked.text();
    setTimeout(() => port.postMessage('in'), 7000); }; };`;
  test.for(pages)('%s', async ([, html, changes], { expect }) => {
    const bank = banks.create(
      ({ path, body }) => {
        if (path === '/worker.js') return { headers: { 'content-type': 'text/javascript' }, html: worker };
        return path === '/judge' ? (body === code ? 'right' : 'wrong') : html;
      },
      { timeout_seconds: 12, ...changes, ...pagesFor(changes) },
    );
    const page = await bank.open();
    expect(await bank.driver.submitCode(page, code)).toEqual({ is: 'logged_in' });
    expect(bank.visits.filter(({ path }) => path === '/judge').map(({ body }) => body)).toEqual([code]);
    await page.context().close();
  });
});

function pagesFor(changes: object | undefined): object {
  if (changes !== inBoxes) return {};
  return {
    pages: [
      { selector: '#otp-error', is: 'code_rejected' },
      { selector: '.box', is: 'code_required' },
      { selector: '#accounts', is: 'logged_in' },
    ],
  };
}

describe.concurrent('credentials', () => {
  const bare = loginForm.replace('method="post" action="login"', '');
  const go = (then: string): string =>
    `document.forms[0].onsubmit = (event) => { event.preventDefault(); ${then} };`;
  const logIn = `fetch('in', { method: 'POST', body: el('user').value + ' ' + el('pass').value }).then(() => { document.body.innerHTML = '${accounts}'; });`;

  const pages: [what: string, html: string][] = [
    ['a script that takes a bare form over late', bare + script(`setTimeout(() => { ${go(logIn)} }, 900);`)],
    [
      'a form that follows its fields late, and complains by its own check',
      `${bare}<p id="bad-login" hidden>Check user name and password</p>` +
        script(`const model = {}; for (const id of ['user', 'pass']) { let timer; el(id).oninput = () => { clearTimeout(timer);
          timer = setTimeout(() => { model[id] = el(id).value; }, 400); }; }
          ${go(`if (!model.user || !model.pass) { el('bad-login').hidden = false; return; } ${logIn}`)}`),
    ],
    [
      'a form that follows only real keys, and complains by its own check',
      `${bare}<p id="bad-login" hidden>Check user name and password</p>` +
        script(`const model = {}; for (const id of ['user', 'pass']) el(id).onkeyup = () => { model[id] = el(id).value; };
          ${go(`if (!model.user || !model.pass) { el('bad-login').hidden = false; return; } ${logIn}`)}`),
    ],
    [
      'a page that loads itself anew between two fields',
      bare +
        script(`el('user').oninput = () => { if (sessionStorage.again) return;
          sessionStorage.again = 'once'; location.reload(); }; ${go(logIn)}`),
    ],
    [
      'a page that loads itself anew before its button is pressed',
      bare +
        script(`el('pass').oninput = () => { if (sessionStorage.again) return;
          sessionStorage.again = 'once'; setTimeout(() => location.reload(), 100); }; ${go(logIn)}`),
    ],
    [
      'a page that asks the same all the time',
      bare + script(`setInterval(() => fetch('alive', { method: 'POST' }), 300); ${go(logIn)}`),
    ],
    [
      'fields that are readonly until they have the focus',
      bare +
        script(
          `for (const id of ['user', 'pass']) { el(id).readOnly = true; el(id).onfocus = () => { el(id).readOnly = false; }; } ${go(logIn)}`,
        ),
    ],
    [
      'a button that only real keys enable',
      bare +
        script(
          `el('go').disabled = true; el('pass').onkeyup = () => { el('go').disabled = false; }; ${go(logIn)}`,
        ),
    ],
  ];
  test.for(pages)('are typed and sent once: %s', async ([, html], { expect }) => {
    const bank = banks.create(html, { timeout_seconds: 12 });
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toEqual({ is: 'logged_in' });
    expect(bank.visits.filter(({ path }) => path === '/in').map(({ body }) => body)).toEqual([
      'ada secret 7',
    ]);
    expect(bank.visits.some(({ query }) => query.has('pass'))).toBe(false);
  });

  test('a bare form that no script takes over is not sent with the password in its address', async () => {
    const bank = banks.create(bare, { timeout_seconds: 3 });
    const answer = await bank.driver.openLogin(await bank.open('/blank'), credentials);
    expect(answer).toEqual({ is: 'not_submitted', reason: 'no_request' });
    expect(bank.visits.some(({ query }) => query.has('pass'))).toBe(false);
  });
});

test('nothing is pressed any more once the step has answered', async () => {
  // The page does not respond when the time is over, and has been silent for long when it responds again.
  const bank = banks.create(
    fields +
      script(`window.presses = 0; el('otp-go').onclick = async () => { window.presses += 1; await fetch('seen');
        setTimeout(() => { for (const end = Date.now() + 4000; Date.now() < end; ); }, 500); };`),
    { timeout_seconds: 2 },
  );
  const page = await bank.open();
  expect(await bank.driver.submitCode(page, code)).toEqual({ is: 'page_not_recognised' });
  for (let frame = 0; frame < 30; frame += 1)
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
  expect(await page.evaluate('window.presses')).toBe(1);
});

describe.concurrent('a code that was not sent', () => {
  const pages: [why: string, html: string, reason: string][] = [
    ['no_field', '<p>Something else</p>', 'no_field'],
    ['not_typed', codeForm.replace('maxlength="6"', 'maxlength="4"'), 'not_typed'],
    ['button_disabled', codeForm.replace('<button ', '<button disabled '), 'button_disabled'],
    ['no_request', fields, 'no_request'],
    [
      'page_check',
      `<p id="otp-error" hidden>Not now</p>${fields}` +
        script(`el('otp-go').onclick = () => { el('otp-error').hidden = false; };`),
      'page_check',
    ],
  ];
  test.for(pages)('says why: %s', async ([, html, reason], { expect }) => {
    const bank = banks.create(html, { timeout_seconds: 3 });
    expect(await bank.driver.submitCode(await bank.open(), code)).toEqual({ is: 'not_submitted', reason });
    expect(bank.visits.every(({ method }) => method === 'GET')).toBe(true);
  });
});
