import { describe, expect, test } from 'vitest';
import { codeForm, movesUntilReloaded, useTestBanks } from '../testing/test-banks.js';
import type { Serve, Visit } from '../testing/test-site.js';

const banks = useTestBanks();
const accounts = '<h1 id="accounts">Accounts</h1>';
const never = new AbortController().signal;
const file = {
  timeout_seconds: 3,
  approval: { message: '#waiting p', compare: '#number', expires_seconds: 300, instead: '#instead' },
  pages: [
    { selector: '#waiting', is: 'approval_required' },
    { selector: '#refused', is: 'approval_refused' },
    { selector: '#otp', is: 'code_required' },
    { selector: '#accounts', is: 'logged_in' },
  ],
};
const waiting = `<div id="waiting"><p>Approve in your app</p><b id="number">42</b></div>`;
const asked = {
  is: 'approval_required',
  message: 'Approve in your app',
  compare: '42',
  expiresSeconds: 300,
  instead: null,
  bankMessage: null,
};
const offering = `<form method="post" action="code">${waiting}<button id="instead">Get a code</button></form>`;

/** A bank whose person decides after `afterMs`. It serves what is drawn until then, and then what is decided. */
function decidedAfter(afterMs: number, drawn: string, decided: string): Serve {
  const decidedAt = Date.now() + afterMs;
  return ({ path }) => {
    if (path === '/wait') return Date.now() < decidedAt ? 'waiting' : decided;
    return Date.now() < decidedAt ? drawn : decided;
  };
}
const polling = `<main>${waiting}</main><script>
  setInterval(async () => {
    const text = await (await fetch('wait')).text();
    if (text !== 'waiting') document.querySelector('main').innerHTML = text;
  }, 300);</script>`;
const pollingByDocument = `${waiting}<script>setTimeout(() => location.reload(), 1_500)</script>`;
const redrawn = `<main>${waiting}</main><script>setInterval(async () => {
  const text = await (await fetch('wait')).text();
  const html = text === 'waiting' ? \`${waiting} \${Date.now()}\` : text;
  document.querySelector('main').innerHTML = html;
}, 1000);</script>`;
const longPoll = `<main>${waiting}</main><script>
  fetch('forever?n=1', { method: 'POST', body: String(Math.random()) });
  setInterval(async () => {
    const text = await (await fetch('wait')).text();
    if (text !== 'waiting') document.querySelector('main').innerHTML = text;
  }, 300);</script>`;

const touched = (visits: readonly Visit[]): string[] =>
  visits.flatMap(({ method, path }) => (method === 'POST' && path !== '/forever' ? [path] : []));

describe.concurrent('an approval', () => {
  test.for([
    ['polls by fetch', polling],
    ['polls by loading itself again', pollingByDocument],
    ['is drawn again each second', redrawn],
  ] as const)('is given on a page that %s, after more than the time of a page', async ([, drawn]) => {
    const bank = banks.create(decidedAfter(5_000, drawn, accounts), file);
    expect(await bank.driver.awaitApproval?.(await bank.open(), never)).toEqual({ is: 'logged_in' });
    expect(touched(bank.visits)).toEqual([]);
  });

  test('is given while a long poll that was open before stays open', async () => {
    const decided = decidedAfter(1_500, longPoll, accounts);
    const bank = banks.create(
      (visit) => (visit.path === '/forever' ? { stream: () => undefined } : decided(visit)),
      { ...file, timeout_seconds: 20 },
    );
    const page = await bank.open();
    const startedMs = performance.now();
    expect(await bank.driver.awaitApproval?.(page, never)).toEqual({ is: 'logged_in' });
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  test.for([
    ['beside what was waited for', `${waiting}<p id="refused">Refused</p>`, 'approval_refused'],
    ['alone', '<p id="refused">Refused</p>', 'approval_refused'],
    ['for a code', codeForm, 'code_required'],
    ['for a page that nobody knows', '<p>New terms</p>', 'page_not_recognised'],
  ] as const)('is over: refused, or left, %s', async ([, decided, is]) => {
    const bank = banks.create(decidedAfter(1_000, polling, decided), file);
    expect(await bank.driver.awaitApproval?.(await bank.open(), never)).toMatchObject({ is });
    expect(touched(bank.visits)).toEqual([]);
  });

  test('is refused by a dialog', async () => {
    const html = `${waiting}<script>setTimeout(() => alert('You refused.'), 1000)</script>`;
    const pages = [...file.pages, { dialog: 'refused', is: 'approval_refused' }];
    const bank = banks.create(html, { ...file, pages });
    expect(await bank.driver.awaitApproval?.(await bank.open(), never)).toEqual({ is: 'approval_refused' });
  });

  test('is answered with the number that the page shows now, if that is asked for', async () => {
    const html = `${waiting}<script>setTimeout(() => { document.getElementById('number').textContent = '77'; }, 500)</script>`;
    const bank = banks.create(html, file);
    const isNews = ({ compare }: { compare: string | null }): boolean => compare !== '42';
    expect(await bank.driver.awaitApproval?.(await bank.open(), never, undefined, isNews)).toEqual({
      ...asked,
      compare: '77',
    });
  });

  test('is watched in the frame of its page', async () => {
    const [first, ...others] = file.pages;
    let isApproved = false;
    const inside = `${waiting}<script>setInterval(async () => {
      if ((await (await fetch('wait')).text()) === 'approved') top.location = '../accounts';
    }, 300);</script>`;
    const bank = banks.create(
      ({ path }) => {
        if (path === '/code') return '<iframe id="secure" src="inside/ask"></iframe>';
        if (path === '/accounts') return accounts;
        return path === '/inside/ask' ? inside : isApproved ? 'approved' : '';
      },
      { ...file, timeout_seconds: 12, pages: [{ ...first, frame: 'iframe#secure' }, ...others] },
    );
    const page = await bank.open();
    expect(await bank.driver.lookAgain(page)).toEqual(asked);
    const answer = bank.driver.awaitApproval?.(page, never);
    isApproved = true;
    expect(await answer).toEqual({ is: 'logged_in' });
  });

  test('that is no longer waited for is looked at once more', async () => {
    const bank = banks.create(polling, file);
    const page = await bank.open();
    const abort = new AbortController();
    const answer = bank.driver.awaitApproval?.(page, abort.signal);
    await expect
      .poll(() => bank.visits.filter(({ path }) => path === '/wait').length, { timeout: 20_000 })
      .toBeGreaterThan(3);
    abort.abort();
    expect(await answer).toEqual(asked);
    expect(touched(bank.visits)).toEqual([]);
    expect(bank.visits.filter(({ path }) => path === '/code')).toHaveLength(1);
  });

  test('that comes at the last moment counts, even if its page is slow', async () => {
    const bank = banks.create(async ({ path }) => {
      if (path !== '/done')
        return `${waiting}<script>setTimeout(() => { location.href = 'done'; }, 500)</script>`;
      abort.abort();
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      return accounts;
    }, file);
    const abort = new AbortController();
    expect(await bank.driver.awaitApproval?.(await bank.open(), abort.signal)).toEqual({ is: 'logged_in' });
  });

  test('with the signal aborted from the beginning is only looked at', async () => {
    const bank = banks.create(waiting, file);
    expect(await bank.driver.awaitApproval?.(await bank.open(), AbortSignal.abort())).toEqual(asked);
  });
});

describe.concurrent('a code instead of the approval', () => {
  test('is asked for once', async () => {
    const bank = banks.create(({ method }) => (method === 'POST' ? codeForm : offering), file);
    expect(await bank.driver.askForCodeInstead?.(await bank.open())).toMatchObject({ is: 'code_required' });
    expect(touched(bank.visits)).toEqual(['/code']);
  });

  test('is asked for while the page polls', async () => {
    const html = polling.replace(waiting, offering);
    const bank = banks.create(({ method, path }) => {
      if (path === '/wait') return 'waiting';
      return method === 'POST' ? codeForm : html;
    }, file);
    expect(await bank.driver.askForCodeInstead?.(await bank.open())).toMatchObject({ is: 'code_required' });
    expect(touched(bank.visits)).toEqual(['/code']);
  });

  test('is asked for again when the page loads itself just before the press', async () => {
    const bank = banks.create(({ method }) => {
      if (method === 'POST') return codeForm;
      return bank.visits.length === 1 ? offering + movesUntilReloaded('#instead') : offering;
    }, file);
    expect(await bank.driver.askForCodeInstead?.(await bank.open())).toMatchObject({ is: 'code_required' });
    expect(touched(bank.visits)).toEqual(['/code']);
  });

  test.for([
    ['is not offered', waiting, { is: 'not_submitted', reason: 'no_field' }],
    ['comes too late', accounts, { is: 'logged_in' }],
  ] as const)('that %s is not asked for', async ([, html, answer]) => {
    const bank = banks.create(html, file);
    expect(await bank.driver.askForCodeInstead?.(await bank.open())).toEqual(answer);
    expect(touched(bank.visits)).toEqual([]);
  });

  test('that the bank does not send leaves the approval', async () => {
    const html = `${offering}<script>addEventListener('submit', async (event) => {
      event.preventDefault();
      await fetch('code', { method: 'POST' });
      alert('No code today');
    })</script>`;
    const bank = banks.create(html, { ...file, timeout_seconds: 7 });
    expect(await bank.driver.askForCodeInstead?.(await bank.open())).toEqual({
      ...asked,
      instead: 'Get a code',
      bankMessage: 'No code today',
    });
    expect(touched(bank.visits)).toEqual(['/code']);
  });
});
