import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { codeForm, loginForm, useTestBanks } from '../testing/test-banks.js';
import type { Serve, Visit } from '../testing/test-site.js';

const banks = useTestBanks();
const credentials = { username: 'ada', password: 'secret', secrets: { branch: '0042' } };
const accounts = '<h1 id="accounts">Accounts</h1>';

const nameForm = `<form method="post" action="name"><input id="user" name="user"><button id="next">Next</button></form>`;
const passwordForm = `<form method="post" action="pass"><input id="pass" name="pass" type="password"><button id="go">Go</button></form>`;
const twoPages = [
  { fill: '#user', with: 'username' },
  { click: '#next' },
  { fill: '#pass', with: 'password' },
  { click: '#go' },
];

const sent = (visits: Visit[]): Record<string, string>[] =>
  visits.filter(({ method }) => method === 'POST').map(({ form }) => Object.fromEntries(form));

/** Logs in at a bank whose file has these steps. */
async function logIn(serve: Serve | string, login: object[], changes: Record<string, unknown> = {}) {
  const bank = banks.create(serve, {
    fields: undefined,
    login,
    secrets: { branch: { label: 'Branch' } },
    ...changes,
  });
  const page = await bank.open('/blank');
  const answer = await bank.driver.openLogin(page, credentials);
  return { answer, sent: sent(bank.visits), visits: bank.visits, page };
}

describe.concurrent('a login on two pages', () => {
  test('types the user name on the first and the password on the second', async () => {
    const { answer, sent } = await logIn(({ path, method }) => {
      if (method !== 'POST') return nameForm;
      return path === '/name' ? passwordForm : codeForm;
    }, twoPages);
    expect(answer).toMatchObject({ is: 'code_required' });
    expect(sent).toEqual([{ user: 'ada' }, { pass: 'secret' }]);
  });

  test('a wrong user name on the first page is the answer, and no password is typed', async () => {
    const { answer, sent } = await logIn(
      ({ method }) => (method === 'POST' ? `<p id="bad-login">Unknown</p>${nameForm}` : nameForm),
      twoPages,
    );
    expect(answer).toEqual({ is: 'bad_credentials' });
    expect(sent).toEqual([{ user: 'ada' }]);
  });

  test('an error of an earlier login on the first page is no answer', async () => {
    const { answer } = await logIn(({ path, method }) => {
      if (method !== 'POST') return `<p id="bad-login">Your last login failed</p>${nameForm}`;
      return path === '/name' ? passwordForm : accounts;
    }, twoPages);
    expect(answer).toEqual({ is: 'logged_in' });
  });

  test('fields of one name on both pages are told apart, however slow the bank is', async () => {
    const page = (action: string) =>
      `<form method="post" action="${action}"><input id="field" name="${action}"><button id="go">Go</button></form>`;
    const { answer, sent } = await logIn(
      async ({ path, method }) => {
        if (method !== 'POST') return page('name');
        await sleep(1_200);
        return path === '/name' ? page('pass') : accounts;
      },
      [
        { fill: '#field', with: 'username' },
        { click: '#go' },
        { fill: '#field', with: 'password' },
        { click: '#go' },
      ],
    );
    expect(answer).toEqual({ is: 'logged_in' });
    expect(sent).toEqual([{ name: 'ada' }, { pass: 'secret' }]);
  });

  test('one field that is used twice takes the password only when the bank has answered', async () => {
    const { answer, sent } = await logIn(
      async ({ path, method }) => {
        if (method !== 'POST')
          return `<input id="field"><button id="go" type="button">Go</button><script>
            let stage = 'name';
            document.getElementById('go').onclick = async () => {
              const field = document.getElementById('field');
              const body = new URLSearchParams({ [stage]: field.value });
              const html = await (await fetch(stage, { method: 'POST', body })).text();
              if (stage === 'pass') document.body.innerHTML = html;
              else { stage = 'pass'; field.value = ''; }
            };</script>`;
        await sleep(800);
        return path === '/pass' ? accounts : '';
      },
      [
        { fill: '#field', with: 'username' },
        { click: '#go' },
        { fill: '#field', with: 'password' },
        { click: '#go' },
      ],
      { timeout_seconds: 12 },
    );
    expect(answer).toEqual({ is: 'logged_in' });
    expect(sent).toEqual([{ name: 'ada' }, { pass: 'secret' }]);
  });

  const inOneDocument = (script: string): string =>
    `<form id="form" onsubmit="return false"><input id="user"><button id="next" type="button">Next</button>
       <p id="bad-login" hidden>Wrong</p>
       <div id="second" hidden><input id="pass" type="password"><button id="go" type="button">Go</button></div></form>
     <script>
       const el = (id) => document.getElementById(id);
       const ask = async (what) => (await fetch(what, { method: 'POST', body: new URLSearchParams(
         { user: el('user').value, pass: el('pass').value }) })).text();
       ${script}
     </script>`;
  const asking = `el('next').onclick = async () => {
      if ((await ask('name')) === 'known') el('second').hidden = false; else el('bad-login').hidden = false; };
    el('go').onclick = async () => { document.body.innerHTML = await ask('pass'); };`;

  test.for([
    ['known', { is: 'logged_in' }],
    ['unknown', { is: 'bad_credentials' }],
  ] as const)('in one document, with a user name that is %s', async ([word, is]) => {
    const { answer } = await logIn(async ({ path }) => {
      await sleep(300);
      if (path === '/name') return word;
      return path === '/pass' ? accounts : inOneDocument(asking);
    }, twoPages);
    expect(answer).toEqual(is);
  });

  test('a first button whose script takes over late is pressed again, and sends once', async () => {
    const { answer, sent } = await logIn(
      ({ path }) => {
        if (path === '/name') return 'known';
        return path === '/pass' ? accounts : inOneDocument(`setTimeout(() => { ${asking} }, 900);`);
      },
      twoPages,
      { timeout_seconds: 10 },
    );
    expect(answer).toEqual({ is: 'logged_in' });
    expect(sent).toEqual([
      { user: 'ada', pass: '' },
      { user: 'ada', pass: 'secret' },
    ]);
  });

  test('a bank that lets in after the user name is answered without a password', async () => {
    const { answer, sent } = await logIn(({ method }) => (method === 'POST' ? accounts : nameForm), twoPages);
    expect(answer).toEqual({ is: 'logged_in' });
    expect(sent).toEqual([{ user: 'ada' }]);
  });

  test('a page that is not as the file says: nothing is sent, or what follows is not recognised', async () => {
    const short = { timeout_seconds: 3 };
    const { answer: first } = await logIn('<h1>Welcome back</h1>', twoPages, short);
    expect(first).toEqual({ is: 'not_submitted', reason: 'no_field' });
    const serve: Serve = ({ method }) => (method === 'POST' ? '<h1>What is this</h1>' : nameForm);
    const { answer: second } = await logIn(serve, twoPages, short);
    expect(second).toEqual({ is: 'page_not_recognised' });
  });

  test('a password does not go into the address of the second page', async () => {
    const late = `${passwordForm.replace('method="post"', 'method="get"')}<script>
      setTimeout(() => { document.forms[0].onsubmit = (event) => { event.preventDefault();
        fetch('pass', { method: 'POST', body: new URLSearchParams({ pass: document.getElementById('pass').value }) })
          .then((said) => said.text()).then((html) => { document.body.innerHTML = html; }); }; }, 900);</script>`;
    const { answer, visits } = await logIn(
      ({ path, method }) => {
        if (path === '/pass') return accounts;
        return method === 'POST' ? late : nameForm;
      },
      twoPages,
      { timeout_seconds: 10 },
    );
    expect(answer).toEqual({ is: 'logged_in' });
    expect(visits.filter(({ query }) => query.has('pass'))).toEqual([]);
  });
});

describe.concurrent('each kind of step', () => {
  const field = (name: string, kind = 'text') => `<input id="${name}" name="${name}" type="${kind}">`;
  const form = (inside: string): string =>
    `<form method="post" action="login">${inside}${field('user')}${field('pass', 'password')}
       <button id="go">Go</button></form>`;
  const both = [
    { fill: '#user', with: 'username' },
    { fill: '#pass', with: 'password' },
  ];
  const answered =
    (html: string): Serve =>
    ({ method }) =>
      method === 'POST' ? accounts : html;

  test('sets boxes and radio buttons, and leaves those that are not there', async () => {
    const { answer, sent } = await logIn(
      answered(
        form(`<input type="checkbox" id="trust" name="trust"><input type="checkbox" id="news" name="news" checked>
          <input type="radio" name="kind" value="private" checked><input type="radio" name="kind" value="firm" id="firm">`),
      ),
      [
        ...both,
        { check: '#trust' },
        { uncheck: '#news' },
        { check: '#firm' },
        { check: '#remember', if: '#remember' },
        { click: '#go' },
      ],
    );
    expect(answer).toEqual({ is: 'logged_in' });
    expect(sent).toEqual([{ trust: 'on', kind: 'firm', user: 'ada', pass: 'secret' }]);
  });

  test('checks a box that its drawing covers', async () => {
    const { sent } = await logIn(
      answered(
        form(`<label style="position: relative; display: inline-block"><input type="checkbox" id="trust" name="trust">
          <i style="position: absolute; inset: 0; background: red"></i></label>`),
      ),
      [...both, { check: '#trust' }, { click: '#go' }],
    );
    expect(sent).toMatchObject([{ trust: 'on' }]);
  });

  test('picks an entry by its text, by its value, and by what the account holds', async () => {
    const select = (name: string) =>
      `<select id="${name}" name="${name}"><option value="">-</option><option value="P">Passport</option>
         <option value="0042">Main street</option></select>`;
    const { sent } = await logIn(answered(form(select('a') + select('b') + select('c'))), [
      { select: '#a', option: 'Passport' },
      { select: '#b', option: 'P' },
      { select: '#c', with: 'secrets.branch' },
      ...both,
      { click: '#go' },
    ]);
    expect(sent).toMatchObject([{ a: 'P', b: 'P', c: '0042' }]);
  });

  test('types a third credential, and presses Enter', async () => {
    const { answer, sent } = await logIn(answered(form(field('branch'))), [
      { fill: '#branch', with: 'secrets.branch' },
      ...both,
      { press: 'Enter' },
    ]);
    expect(answer).toEqual({ is: 'logged_in' });
    expect(sent).toEqual([{ branch: '0042', user: 'ada', pass: 'secret' }]);
  });

  test('does not send a form for which the account lacks a credential', async () => {
    const { answer, sent } = await logIn(
      answered(form(field('word'))),
      [...both, { fill: '#word', with: 'secrets.word' }, { click: '#go' }],
      { timeout_seconds: 2, secrets: { word: { label: 'Word' } } },
    );
    expect([answer, sent]).toEqual([{ is: 'not_submitted', reason: 'not_typed' }, []]);
  });

  const onKeys = form('').replace(
    '</form>',
    `</form><script>
      const keys = {};
      addEventListener('keydown', ({ target, key }) => { if (key.length === 1) keys[target.id] = (keys[target.id] ?? '') + key;
        document.getElementById('go').disabled = keys.pass !== 'secret'; });
      document.getElementById('go').disabled = true;
    </script>`,
  );
  test.for([
    ['type', 'presses real keys'],
    ['fill', 'presses real keys where the button stays disabled'],
  ] as const)('%s %s', async ([kind]) => {
    const { answer } = await logIn(
      answered(onKeys),
      [{ fill: '#user', with: 'username' }, { [kind]: '#pass', with: 'password' }, { click: '#go' }],
      { timeout_seconds: 12 },
    );
    expect(answer).toEqual({ is: 'logged_in' });
  });

  test('waits for what is drawn late, and opens a login that lies behind a menu', async () => {
    const { answer, sent } = await logIn(
      ({ path, method }) => {
        if (method === 'POST') return accounts;
        if (path === '/form')
          return `<p id="late" hidden>Ready</p>${form('')}<script>
            setTimeout(() => { document.getElementById('late').hidden = false; }, 400);</script>`;
        return `<button id="menu" onclick="document.getElementById('login').hidden = false">Menu</button>
          <a id="login" href="form" hidden>Log in</a>`;
      },
      [{ click: '#menu' }, { click: '#login' }, { wait: '#late' }, ...both, { click: '#go' }],
    );
    expect(answer).toEqual({ is: 'logged_in' });
    expect(sent).toEqual([{ user: 'ada', pass: 'secret' }]);
  });

  test('a page between the form and the answer is passed only where it shows', async () => {
    const login = [...both, { click: '#go' }, { click: '#later', if: '#later' }];
    const notice = '<form method="post" action="later"><p>News</p><button id="later">Later</button></form>';
    const passed = await logIn(({ path, method }) => {
      if (method !== 'POST') return loginForm;
      return path === '/later' ? accounts : notice;
    }, login);
    const without = await logIn(answered(loginForm), login);
    expect([passed.answer, without.answer]).toEqual([{ is: 'logged_in' }, { is: 'logged_in' }]);
    expect(passed.sent).toHaveLength(2);
    expect(without.sent).toHaveLength(1);
  });

  test('a page that sends at the last character needs no button', async () => {
    const { answer, sent } = await logIn(
      answered(
        `${form('').replace('<button id="go">Go</button>', '')}<script>
          document.getElementById('pass').oninput = ({ target }) => { if (target.value === 'secret') target.form.submit(); };
        </script>`,
      ),
      [
        { fill: '#user', with: 'username' },
        { type: '#pass', with: 'password' },
      ],
    );
    expect(answer).toEqual({ is: 'logged_in' });
    expect(sent).toEqual([{ user: 'ada', pass: 'secret' }]);
  });
});
