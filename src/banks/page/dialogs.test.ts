import { describe, expect, test } from 'vitest';
import { codeForm, loginForm, useTestBanks } from '../testing/test-banks.js';
import type { Serve } from '../testing/test-site.js';

const banks = useTestBanks();
const credentials = { username: 'ada', password: 'secret', secrets: {} };
const accounts = '<h1 id="accounts">Accounts</h1>';
const right = '246813';
const wrong = '999999';

/** A code page whose script does something with what the bank says of the code. */
const codePage = (judged: string): string => `${codeForm}<script>
  const letIn = () => { document.body.innerHTML = '${accounts}'; };
  addEventListener('submit', async (event) => {
    event.preventDefault();
    const isRight = (await (await fetch('judge', { method: 'POST', body: document.getElementById('otp').value })).text()) === 'right';
    ${judged}
  });
  </script>`;
const judging =
  (html: string): Serve =>
  ({ path, body }) =>
    path === '/judge' ? (body === right ? 'right' : 'wrong') : html;

describe.concurrent('a dialog of the browser', () => {
  test('refuses a code in words that no page shows', async () => {
    const bank = banks.create(
      judging(codePage(`if (isRight) letIn(); else alert('This code is not right.');`)),
    );
    const page = await bank.open();
    expect(await bank.driver.submitCode(page, wrong)).toEqual({
      is: 'code_rejected',
      bankMessage: 'This code is not right.',
    });
    expect(await bank.driver.submitCode(page, right)).toEqual({ is: 'logged_in' });
  });

  test('refuses a code on a page that is loaded again', async () => {
    const bank = banks.create(({ form }) => {
      if (form.get('otp') === right) return accounts;
      return form.has('otp') ? `${codeForm}<script>alert('Wrong')</script>` : codeForm;
    });
    const page = await bank.open();
    expect(await bank.driver.submitCode(page, wrong)).toEqual({ is: 'code_rejected', bankMessage: 'Wrong' });
    expect(await bank.driver.submitCode(page, right)).toEqual({ is: 'logged_in' });
  });

  test('on the way to the accounts refuses nothing', async () => {
    const bank = banks.create(judging(codePage(`alert('Welcome'); letIn();`)));
    expect(await bank.driver.submitCode(await bank.open(), right)).toEqual({ is: 'logged_in' });
  });

  test('of the page alone, before the bank was asked, refuses nothing', async () => {
    const html = `${codeForm}<script>addEventListener('submit', (event) => { event.preventDefault(); alert('Not like this'); });</script>`;
    const bank = banks.create(html, { timeout_seconds: 3 });
    expect(await bank.driver.submitCode(await bank.open(), wrong)).toEqual({
      is: 'not_submitted',
      reason: 'page_check',
    });
  });

  test('is a page where the file names its text', async () => {
    const bank = banks.create(judging(codePage(`alert('Your access is locked.');`)), {
      pages: [
        { dialog: 'access is locked', is: 'account_locked' },
        { selector: '#otp', is: 'code_required' },
        { selector: '#accounts', is: 'logged_in' },
      ],
    });
    expect(await bank.driver.submitCode(await bank.open(), wrong)).toEqual({ is: 'account_locked' });
  });

  test.for([
    ['is accepted where the file says so', ['logged in elsewhere'], 'logged_in'],
    ['is dismissed where it says nothing of it', ['something else'], 'page_not_recognised'],
  ] as const)('%s', async ([, acceptDialogs, is], { expect }) => {
    const bank = banks.create(
      ({ method }) =>
        method === 'GET'
          ? loginForm
          : `<div id="app">No page</div><script>
               if (confirm('You are logged in elsewhere. Continue here?')) document.getElementById('app').innerHTML = '${accounts}';
             </script>`,
      { accept_dialogs: acceptDialogs, timeout_seconds: 3 },
    );
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toEqual({ is });
  });
});

describe.concurrent('a service worker', () => {
  const worker = `addEventListener('install', () => skipWaiting());
    addEventListener('activate', (event) => event.waitUntil(clients.claim()));
    addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));`;
  const serve: Serve = ({ path, method, body }) => {
    if (path === '/worker.js') return { headers: { 'content-type': 'text/javascript' }, html: worker };
    if (path === '/judge') return body === right ? 'right' : 'wrong';
    if (path === '/code')
      return codePage(
        `if (isRight) letIn(); else { const e = document.getElementById('otp-error'); e.textContent = 'Wrong'; e.hidden = false; }`,
      );
    if (method === 'POST') return `<script>location.replace('code')</script>`;
    return `<div id="app"></div><script>navigator.serviceWorker.register('worker.js').then(async (registration) => {
      registration.onupdatefound = () => undefined;
      await navigator.serviceWorker.ready;
      document.getElementById('app').innerHTML = \`${loginForm}\`; });</script>`;
  };

  test('works where the file allows it, and what the page asks is still heard', async () => {
    const bank = banks.create(serve, { service_workers: 'allow', timeout_seconds: 10 });
    const page = await bank.open('/blank');
    expect(await bank.driver.openLogin(page, credentials)).toMatchObject({ is: 'code_required' });
    expect(await page.evaluate('Boolean(navigator.serviceWorker.controller)')).toBe(true);
    expect(await bank.driver.submitCode(page, wrong)).toEqual({ is: 'code_rejected', bankMessage: 'Wrong' });
    expect(await bank.driver.submitCode(page, right)).toEqual({ is: 'logged_in' });
  });

  test('is blocked where the file says nothing of it', async () => {
    const bank = banks.create(serve, { timeout_seconds: 2 });
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toEqual({
      is: 'not_submitted',
      reason: 'no_field',
    });
  });
});
