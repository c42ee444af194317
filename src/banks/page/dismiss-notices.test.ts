import { describe, expect, test } from 'vitest';
import { codeForm, loginForm, useTestBanks } from '../testing/test-banks.js';

const banks = useTestBanks();
const credentials = { username: 'ada', password: 'secret', secrets: {} };
const accounts = '<h1 id="accounts">Accounts</h1>';
const dismiss = ['#refuse', '#later'];

const wall = (id: string): string =>
  `<div class="wall" style="position: fixed; inset: 0; background: white"><button id="${id}"
     onclick="fetch('${id}', { method: 'POST' }); this.parentNode.remove()">Close</button></div>`;
const late = (id: string, ms: number): string =>
  `<script>setTimeout(() => document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(wall(id))}), ${ms});</script>`;
const div = (html: string): string =>
  html
    .replace('<button id="go">Go</button>', '')
    .replace(
      '</form>',
      `</form><div id="go" onclick="document.forms[0].submit()" style="width: 5em">Go</div>`,
    );

describe.concurrent('what covers a page', () => {
  test.for([
    ['from the start', wall('refuse')],
    ['late', late('refuse', 700)],
    ['twice, one over the other', wall('refuse') + wall('later')],
    ['over a button that has no key', late('refuse', 700), div],
  ] as const)('is closed before the form is sent: %s', async ([, covering, change]) => {
    const form = change?.(loginForm) ?? loginForm;
    const bank = banks.create(
      ({ path, method }) => (path === '/login' && method === 'POST' ? accounts : form + covering),
      { dismiss, timeout_seconds: 10 },
    );
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toEqual({ is: 'logged_in' });
    const sent = bank.visits.filter(({ method, path }) => method === 'POST' && path === '/login');
    expect(sent.map(({ form }) => Object.fromEntries(form))).toEqual([{ user: 'ada', pass: 'secret' }]);
  });

  test('is closed after the code, and is no answer to it', async () => {
    const notice = `<form method="post" action="on"><button id="later">Later</button></form>`;
    const bank = banks.create(
      ({ path, method }) => {
        if (path === '/on') return accounts;
        return method === 'POST' ? notice : codeForm;
      },
      { dismiss },
    );
    expect(await bank.driver.submitCode(await bank.open(), '123456')).toEqual({ is: 'logged_in' });
  });

  test('what a notice asks the bank is no answer to the code', async () => {
    const bank = banks.create(
      `${codeForm}<script>document.getElementById('form').onsubmit = (event) => { event.preventDefault();
         document.getElementById('otp-error').hidden = false; document.getElementById('otp-error').textContent = 'Try again';
       };</script>${late('refuse', 1_500)}`,
      { dismiss, timeout_seconds: 6 },
    );
    const answer = await bank.driver.submitCode(await bank.open(), '123456');
    expect(answer).toEqual({ is: 'not_submitted', reason: 'page_check' });
    expect(bank.visits.some(({ path }) => path === '/refuse')).toBe(true);
  });

  test('is pressed three times in a step at most', async () => {
    const stays = `<button id="later" onclick="fetch('closed')">Later</button>`;
    const slow = `<script>document.getElementById('otp').disabled = true;
      setTimeout(() => { document.getElementById('otp').disabled = false; }, 2000);</script>`;
    const bank = banks.create(({ method }) => (method === 'POST' ? accounts : stays + codeForm + slow), {
      dismiss,
    });
    const times = () => bank.visits.filter(({ path }) => path === '/closed').length;
    const page = await bank.open();
    expect(await bank.driver.lookAgain(page)).toMatchObject({ is: 'code_required' });
    expect(times()).toBe(0);
    expect(await bank.driver.submitCode(page, '123456')).toEqual({ is: 'logged_in' });
    expect(times()).toBe(3);
  });

  test('and that no entry closes is told as the reason', async () => {
    const bank = banks.create(div(loginForm) + wall('unknown'), { dismiss, timeout_seconds: 4 });
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toEqual({
      is: 'not_submitted',
      reason: 'covered',
    });
    expect(bank.visits.some(({ method }) => method === 'POST')).toBe(false);
  });
});
