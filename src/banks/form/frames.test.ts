import { describe, expect, test } from 'vitest';
import { codeForm, loginForm, type TestBank, useTestBanks } from '../testing/test-banks.js';
import type { Serve, Visit } from '../testing/test-site.js';

const banks = useTestBanks();
const credentials = { username: 'ada', password: 'secret', secrets: {} };
const wrong = { ...credentials, password: 'wrong' };
const accounts = '<h1 id="accounts">Accounts</h1>';
const right = '246813';
/** The same site under another name is of another origin. */
const elsewhere = (bank: TestBank): string => bank.url.replace('127.0.0.1', 'localhost');

describe.concurrent('a form in a frame of another origin', () => {
  const frame = 'iframe#secure';
  const fields = [
    { fill: '#user', with: 'username', frame },
    { fill: '#pass', with: 'password', frame },
    { click: '#go', frame },
  ];
  const otp = { input: '#otp', submit: '#otp-go', message: '#note', frame };
  const pages = [
    { selector: '#captcha', frame: 'iframe#wall', is: 'access_denied' },
    { selector: '#otp-error', frame, is: 'code_rejected' },
    { selector: '#otp', frame, is: 'code_required' },
    { selector: '#bad-login', frame, is: 'bad_credentials' },
    { selector: '#accounts', is: 'logged_in' },
  ];
  const withError = codeForm.replace('id="otp-error" hidden>', 'id="otp-error">The code is wrong');
  const inFrame = ({ method, path, form }: Visit): string => {
    if (method !== 'POST') return loginForm;
    if (path.endsWith('/code'))
      return form.get('otp') === right ? `<script>top.location = '../accounts'</script>` : withError;
    return form.get('pass') === 'secret' ? codeForm : `${loginForm}<p id="bad-login">Wrong</p>`;
  };
  const create = (around = ''): TestBank => {
    const bank: TestBank = banks.create(
      (visit) => {
        if (visit.path === '/frame/login' || visit.path.endsWith('/code')) return inFrame(visit);
        if (visit.path === '/accounts' || visit.path === '/frame/accounts') return accounts;
        if (visit.path === '/reloads')
          return `<p>News</p><script>setTimeout(() => location.reload(), 150)</script>`;
        return `<h1>Bank</h1>${around}<iframe id="secure" src="${elsewhere(bank)}/frame/login"></iframe>`;
      },
      { fields: undefined, login: fields, otp, pages, timeout_seconds: 12 },
    );
    return bank;
  };

  test('takes the login and the codes, a wrong one first', async () => {
    const bank = create();
    const page = await bank.open('/blank');
    expect(await bank.driver.openLogin(page, credentials)).toMatchObject({
      is: 'code_required',
      descriptor: { length: 6, type: 'numeric' },
    });
    for (const code of ['111111', '222222'])
      expect(await bank.driver.submitCode(page, code)).toEqual({
        is: 'code_rejected',
        bankMessage: 'The code is wrong',
      });
    expect(await bank.driver.codePagePresence?.(page)).toBe('there');
    expect(bank.visits.flatMap(({ form }) => form.getAll('otp'))).toEqual(['111111', '222222']);
  });

  test('shows its error inside', async () => {
    const bank = create();
    expect(await bank.driver.openLogin(await bank.open('/blank'), wrong)).toEqual({ is: 'bad_credentials' });
  });

  test('is not disturbed by another frame that the file names and that reloads all the time', async () => {
    const bank = create('<iframe id="wall" src="reloads"></iframe>');
    const page = await bank.open('/blank');
    expect(await bank.driver.openLogin(page, credentials)).toMatchObject({ is: 'code_required' });
    expect(await bank.driver.submitCode(page, '111111')).toMatchObject({ is: 'code_rejected' });
  });

  test('that is not there is a form that is not there', async () => {
    const bank = banks.create('<h1>Bank</h1>', {
      fields: undefined,
      login: fields,
      otp,
      pages,
      timeout_seconds: 2,
    });
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toEqual({
      is: 'not_submitted',
      reason: 'no_field',
    });
  });
});

describe.concurrent('frames in frames', () => {
  const frame = ['#outer', '#inner'];
  const pages = [
    { selector: '#otp-error', frame, is: 'code_rejected' },
    { selector: '#otp', frame, is: 'code_required' },
    { selector: '#accounts', is: 'logged_in' },
  ];
  const script = `<script>document.getElementById('form').onsubmit = async (event) => { event.preventDefault();
    const said = await (await fetch('judge', { method: 'POST', body: document.getElementById('otp').value })).text();
    if (said === 'right') top.location = 'accounts';
    else { const error = document.getElementById('otp-error'); error.textContent = 'No'; error.hidden = false; } };</script>`;
  const serve: Serve = ({ path, body }) => {
    if (path === '/judge') return body === right ? 'right' : 'wrong';
    if (path === '/outer') return '<iframe id="inner" src="inner"></iframe>';
    if (path === '/inner') return codeForm + script;
    return path === '/accounts' ? accounts : '<iframe id="outer" src="outer"></iframe>';
  };

  test('hold a code page whose script answers', async () => {
    const bank = banks.create(serve, {
      otp: { input: '#otp', submit: '#otp-go', frame },
      pages,
      timeout_seconds: 12,
    });
    const page = await bank.open();
    for (const code of ['111111', '222222'])
      expect(await bank.driver.submitCode(page, code)).toMatchObject({ is: 'code_rejected' });
    expect(await bank.driver.submitCode(page, right)).toEqual({ is: 'logged_in' });
    expect(bank.visits.filter(({ path }) => path === '/judge').map(({ body }) => body)).toEqual([
      '111111',
      '222222',
      right,
    ]);
  });
});

describe.concurrent('a page that is known by its address', () => {
  const entries = (url: string, more: object = {}) => ({
    pages: [
      { url, is: 'password_expired', ...more },
      { selector: '#accounts', is: 'logged_in' },
      { selector: '#bad-login', is: 'bad_credentials' },
    ],
    otp: undefined,
  });
  const at =
    (address: string): Serve =>
    ({ method, path }) => {
      if (path === '/login' && method === 'POST') return `<script>location.replace('${address}')</script>`;
      return path === '/login' ? loginForm : '<h1 id="title">Choose a new password</h1>';
    };

  test.for([
    ['**/change-password*', 'change-password?why=old#top', 'password_expired'],
    ['**/change-{password,pin}', 'change-pin', 'password_expired'],
    ['**/change?why=*', 'change?why=old', 'password_expired'],
    ['**/change?why=*', 'change', 'page_not_recognised'],
  ] as const)('%s at %s', async ([glob, address, is]) => {
    const bank = banks.create(at(address), { ...entries(glob), timeout_seconds: 3 });
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toEqual({ is });
  });

  test.for([
    ['#title', 'password_expired'],
    ['#other', 'page_not_recognised'],
  ])('and shows %s', async ([selector, is]) => {
    const bank = banks.create(at('change'), { ...entries('**/change', { selector }), timeout_seconds: 3 });
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toEqual({ is });
  });

  test('that its script has changed', async () => {
    const script = `<script>document.forms[0].onsubmit = async (event) => { event.preventDefault();
      await fetch('check'); history.pushState(null, '', 'change'); };</script>`;
    const bank = banks.create(loginForm + script, entries('**/change'));
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toEqual({
      is: 'password_expired',
    });
  });
});
