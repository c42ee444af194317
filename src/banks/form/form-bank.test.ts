import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { codeForm, loginForm, singlePage, useTestBanks } from '../testing/test-banks.js';

const banks = useTestBanks();
const credentials = { username: 'ada', password: 'secret', secrets: {} };
const accounts = '<h1 id="accounts">Accounts</h1>';
const asked = { is: 'code_required' };
const rejected = { is: 'code_rejected' };

describe.concurrent('signing in', () => {
  test('types user name and password once and reads the code prompt', async () => {
    const bank = banks.create(({ method }) => (method === 'POST' ? codeForm : loginForm));
    const page = await bank.open('/blank');
    expect(await bank.driver.openLogin(page, credentials)).toEqual({
      is: 'code_required',
      descriptor: { length: 6, type: 'numeric', channel: 'unknown' },
      bankMessage: null,
      canResend: false,
    });
    const posts = bank.visits.filter(({ method }) => method === 'POST');
    expect(posts.map(({ form }) => Object.fromEntries(form))).toEqual([{ user: 'ada', pass: 'secret' }]);
  });

  test('types nothing when the bank remembers the browser', async () => {
    const bank = banks.create(accounts);
    expect(await bank.driver.openLogin(await bank.open(), credentials)).toEqual({ is: 'logged_in' });
    expect(bank.visits.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('believes the page that replaces a login form which was drawn too early', async () => {
    const bank = banks.create(
      `<div id="app">${loginForm}</div><script>
         document.getElementById('user').disabled = true;
         setTimeout(() => { document.getElementById('app').innerHTML = '${accounts}'; }, 300);
       </script>`,
    );
    expect(await bank.driver.openLogin(await bank.open(), credentials)).toEqual({ is: 'logged_in' });
  });

  test('knows bad credentials on the login page shown again', async () => {
    const bank = banks.create(({ method }) =>
      method === 'POST' ? `${loginForm}<p id="bad-login">Wrong</p>` : loginForm,
    );
    expect(await bank.driver.openLogin(await bank.open(), credentials)).toEqual({ is: 'bad_credentials' });
  });

  test('waits for a button that is enabled by typing', async () => {
    const bank = banks.create(({ method }) =>
      method === 'POST'
        ? accounts
        : `${loginForm}<script>
             document.getElementById('go').disabled = true;
             document.getElementById('pass').addEventListener('input', () =>
               setTimeout(() => { document.getElementById('go').disabled = false; }, 150));
           </script>`,
    );
    expect(await bank.driver.openLogin(await bank.open(), credentials)).toEqual({ is: 'logged_in' });
  });

  test('passes a page in between', async () => {
    const bank = banks.create(({ method, path }) => {
      if (path === '/next') return `<p>One moment</p><script>location.replace('done')</script>`;
      if (path === '/done') return accounts;
      return method === 'POST'
        ? `<script>setTimeout(() => location.replace('next'), 200)</script>`
        : loginForm;
    });
    expect(await bank.driver.openLogin(await bank.open(), credentials)).toEqual({ is: 'logged_in' });
  });

  test.for([
    ['a page that nobody knows', 200, 'page_not_recognised'],
    ['an unknown page with status 503', 503, 'unavailable'],
  ] as const)('%s', async ([, status, is]) => {
    const bank = banks.create(({ method }) =>
      method === 'POST' ? { status, html: '<h1>What is this</h1>' } : loginForm,
    );
    expect(await bank.driver.openLogin(await bank.open(), credentials)).toEqual({ is });
  });

  test('a bank that refuses connections, or never answers, is unavailable', async () => {
    const closed = banks.create(loginForm, { login_url: 'http://127.0.0.1:9/login' });
    const silent = banks.create(({ path }) => (path === '/login' ? new Promise<string>(() => {}) : ''), {
      timeout_seconds: 1,
    });
    for (const bank of [closed, silent])
      expect(await bank.driver.openLogin(await bank.open(), credentials)).toEqual({ is: 'unavailable' });
  });

  test('a bank that goes down at the submit is unavailable', async () => {
    const bank = banks.create(({ method }) => {
      if (method === 'POST') throw new Error('the connection is cut');
      return loginForm;
    });
    expect(await bank.driver.openLogin(await bank.open(), credentials)).toEqual({ is: 'unavailable' });
  });

  test('works under a strict content security policy', async () => {
    const headers = { 'content-security-policy': "default-src 'none'; require-trusted-types-for 'script'" };
    const bank = banks.create(({ method }) => ({ headers, html: method === 'POST' ? codeForm : loginForm }));
    expect(await bank.driver.openLogin(await bank.open(), credentials)).toMatchObject(asked);
  });
});

describe.concurrent('a bank of several pages', () => {
  const withError = codeForm.replace('id="otp-error" hidden>', 'id="otp-error">The code is wrong');

  test('the identical page after the second wrong code is a second refusal', async () => {
    const bank = banks.create(({ form }) => {
      if (form.get('otp') === '333333') return accounts;
      return form.has('otp') ? withError : codeForm;
    });
    const page = await bank.open();
    for (const code of ['111111', '222222'])
      expect(await bank.driver.submitCode(page, code)).toEqual({
        is: 'code_rejected',
        bankMessage: 'The code is wrong',
      });
    expect(await bank.driver.submitCode(page, '333333')).toEqual({ is: 'logged_in' });
    expect(bank.visits.flatMap(({ form }) => form.getAll('otp'))).toEqual(['111111', '222222', '333333']);
  });

  test('the prompt alone is a second prompt, or a refusal where no page names one', async () => {
    const twice = banks.create(codeForm);
    expect(await twice.driver.submitCode(await twice.open(), '111111')).toMatchObject(asked);
    const plain = banks.create(codeForm, {
      pages: [
        { selector: '#otp', is: 'code_required' },
        { selector: '#accounts', is: 'logged_in' },
      ],
    });
    expect(await plain.driver.submitCode(await plain.open(), '111111')).toMatchObject(rejected);
  });

  test('a slow answer is waited for while the old page, error and all, is still there', async () => {
    const bank = banks.create(async ({ form }) => {
      if (form.get('otp') === '222222') {
        await sleep(1_500);
        return accounts;
      }
      return form.has('otp') ? withError : codeForm;
    });
    const page = await bank.open();
    expect(await bank.driver.submitCode(page, '111111')).toMatchObject(rejected);
    expect(await bank.driver.submitCode(page, '222222')).toEqual({ is: 'logged_in' });
  });

  test('a prompt on the way to the accounts is not taken for a second one', async () => {
    const bank = banks.create(({ method, path }) => {
      if (path === '/done') return accounts;
      if (method === 'GET') return codeForm;
      return `${codeForm}<script>setTimeout(() => location.replace('done'), 250)</script>`;
    });
    expect(await bank.driver.submitCode(await bank.open(), '111111')).toEqual({ is: 'logged_in' });
  });

  test('a bank that never answers the code is unavailable', async () => {
    const bank = banks.create(
      ({ method }) => (method === 'POST' ? new Promise<string>(() => {}) : codeForm),
      { timeout_seconds: 3 },
    );
    expect(await bank.driver.submitCode(await bank.open(), '111111')).toEqual({ is: 'unavailable' });
    expect(bank.visits.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  test('a page that sends the code at its last character is sent once', async () => {
    const selfSending = codeForm.replace('<button id="otp-go">Confirm</button>', '').concat(`<script>
      const field = document.getElementById('otp');
      field.addEventListener('input', () => { if (field.value.length === 6) field.form.submit(); });
    </script>`);
    const bank = banks.create(({ form }) => (form.has('otp') ? accounts : selfSending), {
      otp: { input: '#otp' },
    });
    expect(await bank.driver.submitCode(await bank.open(), '123456')).toEqual({ is: 'logged_in' });
    expect(bank.visits.flatMap(({ form }) => form.getAll('otp'))).toEqual(['123456']);
  });

  test('no answer is read into a page that has moved on before the code was typed', async () => {
    const bank = banks.create(accounts);
    expect(await bank.driver.submitCode(await bank.open(), '123456')).toEqual({ is: 'logged_in' });
    expect(bank.visits.every(({ method }) => method === 'GET')).toBe(true);
  });
});

describe.concurrent('a bank of a single page', () => {
  const submit = async (script: string, codes: string[], changes = {}) => {
    const bank = banks.create(
      ({ path }) => (path === '/slow' ? sleep(1_200, 'ok') : singlePage(script)),
      changes,
    );
    const page = await bank.open();
    const answers: string[] = [];
    for (const code of codes) answers.push((await bank.driver.submitCode(page, code)).is);
    const sent: unknown = await page.evaluate('window.sent');
    expect(sent).toEqual(codes);
    return answers;
  };
  const twoWrongThenRight = ['111111', '111112', '333333'];
  const asExpected = ['code_rejected', 'code_rejected', 'logged_in'];
  const unlessRight = (otherwise: string): string =>
    `if (code === '333333') { hide('main'); show('accounts'); return; } ${otherwise}`;

  const ways: [way: string, script: string][] = [
    [
      'the error is hidden and shown again in the end',
      `hide('otp-error'); await wait(400); ${unlessRight("show('otp-error', 'Wrong')")}`,
    ],
    [
      'the error stays and is written again with the same words',
      `await wait(400); ${unlessRight("show('otp-error', 'Wrong')")}`,
    ],
    [
      'the error stays and its words change',
      `await wait(400); ${unlessRight("show('otp-error', 'Wrong ' + times)")}`,
    ],
    [
      'the error blinks between two looks',
      `await wait(400); ${unlessRight("hide('otp-error'); await wait(1); show('otp-error'); el('otp-error').append('!')")}`,
    ],
    [
      'the error is another element with the same words',
      `await wait(400); ${unlessRight(`
      const fresh = el('otp-error').cloneNode(); fresh.hidden = false; fresh.textContent = 'Wrong'; el('otp-error').replaceWith(fresh)`)}`,
    ],
    [
      'everything is drawn again, busy and then answered',
      `
      const draw = (text) => { el('main').innerHTML = \`${codeForm}\`; if (text) show('otp-error', text); };
      draw(times > 1 ? 'Wrong' : ''); el('otp').disabled = true;
      await fetch('slow'); ${unlessRight("draw('Wrong')")}`,
    ],
    [
      'the field is disabled and the button too, then the error comes',
      `
      el('otp').disabled = el('otp-go').disabled = true; await wait(500);
      el('otp').disabled = el('otp-go').disabled = false; await wait(200); ${unlessRight("show('otp-error', 'Wrong')")}`,
    ],
    [
      'the form is hidden while the bank thinks, and is back before its error',
      `
      hide('form'); await fetch('slow'); show('form'); hide('otp-error'); await wait(250); ${unlessRight("show('otp-error', 'Wrong')")}`,
    ],
    [
      'the class that makes it an error goes and comes',
      `
      el('otp-error').className = ''; await wait(300); ${unlessRight("show('otp-error', 'Wrong'); el('otp-error').className = 'error'")}`,
    ],
  ];
  test.for(ways)('%s', async ([, script]) => {
    expect(await submit(script, twoWrongThenRight)).toEqual(asExpected);
  });

  test('an error left over is no answer', async () => {
    const script = `await wait(0); if (times === 1) show('otp-error', 'Wrong');`;
    expect(await submit(script, ['111111', '222222'], { timeout_seconds: 3 })).toEqual([
      'code_rejected',
      'page_not_recognised',
    ]);
  });

  test('a changed message with no page for refusals is a refusal', async () => {
    const pages = [
      { selector: '#otp', is: 'code_required' },
      { selector: '#accounts', is: 'logged_in' },
    ];
    const script = `await wait(100); ${unlessRight("show('note', 'No')")}`;
    expect(await submit(script, twoWrongThenRight, { pages })).toEqual(asExpected);
  });

  test('a changed message with the error gone is a second prompt', async () => {
    const script = `await wait(0); if (times === 1) show('otp-error', 'Wrong');
      else { hide('otp-error'); await wait(50); show('note', 'One more code, please'); }`;
    expect(await submit(script, ['111111', '222222'])).toEqual(['code_rejected', 'code_required']);
  });

  test('the accounts that were under the prompt all along are an answer once it has gone', async () => {
    const script = `await fetch('slow'); hide('main');`;
    const bank = banks.create(({ path }) =>
      path === '/slow'
        ? 'ok'
        : singlePage(script).replace('<div id="accounts" hidden>', '<div id="accounts">'),
    );
    expect(await bank.driver.submitCode(await bank.open(), '111111')).toEqual({ is: 'logged_in' });
  });

  test('a countdown on the page is no answer', async () => {
    const script = `await fetch('slow'); await wait(300); hide('main'); show('locked');`;
    const ticking = `<script>setInterval(() => { document.querySelector('#otp-go').textContent = Date.now(); }, 20)</script>`;
    const bank = banks.create(({ path }) =>
      path === '/slow' ? sleep(1_000, 'ok') : singlePage(script) + ticking,
    );
    expect(await bank.driver.submitCode(await bank.open(), '111111')).toEqual({ is: 'account_locked' });
  });

  test('an alert of the bank is sent away and holds nothing up', async () => {
    const script = `alert('Checking'); await wait(50); ${unlessRight("alert('No'); show('otp-error', 'Wrong')")}`;
    expect(await submit(script, twoWrongThenRight)).toEqual(asExpected);
  });

  test('a shadow tree is looked into', async () => {
    const html = `<bank-app></bank-app><div id="accounts" hidden>Accounts</div><script>
      const root = document.querySelector('bank-app').attachShadow({ mode: 'open' });
      root.innerHTML = \`${codeForm}\`;
      let times = 0;
      root.querySelector('form').addEventListener('submit', (event) => {
        event.preventDefault();
        const error = root.querySelector('#otp-error');
        error.hidden = true;
        fetch('check').then(() => setTimeout(() => { error.textContent = 'Wrong'; error.hidden = false; }, 300));
      });
    </script>`;
    const bank = banks.create(html);
    const page = await bank.open();
    for (const code of ['111111', '222222'])
      expect(await bank.driver.submitCode(page, code)).toMatchObject(rejected);
  });
});
