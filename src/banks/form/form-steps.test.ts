import { inspect } from 'node:util';
import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import { BrowserError } from '../../browser/browser-error.js';
import { redactBrowserErrors } from '../../browser/redact-browser-errors.js';
import { codeForm, loginForm, singlePage, type TestBank, useTestBanks } from '../testing/test-banks.js';

const banks = useTestBanks();
const accounts = '<h1 id="accounts">Accounts</h1>';

/** Types a code, with errors of the browser as the driver's caller sees them. */
const submit = (bank: TestBank, page: Page) =>
  redactBrowserErrors('submitCode', () => bank.driver.submitCode(page, '123456'));

describe('typing a code', () => {
  const boxes = Array.from({ length: 6 }, () => '<input class="box" name="otp" maxlength="1">').join('');
  const boxPage = (script: string): string =>
    `<form method="post" action="code">${boxes}<button id="otp-go">Go</button></form><script>
       const boxes = [...document.querySelectorAll('.box')];
       ${script}
     </script>`;
  const inBoxes = {
    otp: { input: '.box', submit: '#otp-go' },
    pages: [
      { selector: '.box', is: 'code_required' },
      { selector: '#accounts', is: 'logged_in' },
    ],
  };
  const sendsItself = `boxes.forEach((box) => box.addEventListener('input', () => {
    if (boxes.every(({ value }) => value)) box.form.submit(); }));`;

  const ways: [way: string, html: string, changes: Record<string, unknown>][] = [
    ['into boxes', boxPage(''), inBoxes],
    ['into boxes that hold the last code', boxPage(`boxes.forEach((box) => { box.value = '9'; });`), inBoxes],
    [
      'into boxes that move the focus at once',
      boxPage(`boxes.forEach((box, at) => box.addEventListener('input', () => boxes[at + 1]?.focus()));`),
      inBoxes,
    ],
    [
      'into boxes that move the focus late',
      boxPage(
        `boxes.forEach((box, at) => box.addEventListener('keyup', () => setTimeout(() => boxes[at + 1]?.focus(), 15)));`,
      ),
      inBoxes,
    ],
    [
      'into boxes that write what a key says by themselves',
      boxPage(`boxes.forEach((box, at) => box.addEventListener('keydown', (event) => {
        event.preventDefault(); box.value = event.key; boxes[at + 1]?.focus(); }));`),
      inBoxes,
    ],
    ['into boxes that send themselves', boxPage(sendsItself), { ...inBoxes, otp: { input: '.box' } }],
    ['into boxes that send themselves although there is a button', boxPage(sendsItself), inBoxes],
    ['over the last code', codeForm.replace('id="otp"', 'id="otp" value="999999"'), {}],
    [
      'into a field that draws spaces',
      `${codeForm.replace('maxlength="6"', '')}<script>
         const field = document.getElementById('otp');
         field.addEventListener('input', () => { field.value = field.value.replace(/\\D/g, '').replace(/^(...)(.)/, '$1 $2'); });
       </script>`,
      {},
    ],
    [
      'with a button that is enabled late',
      `${codeForm}<script>
         const button = document.getElementById('otp-go');
         button.disabled = true;
         document.getElementById('otp').addEventListener('keyup', ({ target }) =>
           setTimeout(() => { button.disabled = target.value.length < 6; }, 200));
       </script>`,
      {},
    ],
    [
      'into a field that is enabled late',
      `${codeForm}<script>
         document.getElementById('otp').disabled = true;
         setTimeout(() => { document.getElementById('otp').disabled = false; }, 500);
       </script>`,
      {},
    ],
  ];
  test.concurrent.for(ways)('%s, and sends it once', async ([, html, changes], { expect }) => {
    const bank = banks.create(({ method }) => (method === 'POST' ? accounts : html), changes);
    expect(await bank.driver.submitCode(await bank.open(), '123456')).toEqual({ is: 'logged_in' });
    const sent = bank.visits.flatMap(({ method, form }) => (method === 'POST' ? [form.getAll('otp')] : []));
    expect(sent.map((characters) => characters.join('').replace(' ', ''))).toEqual(['123456']);
  });

  test('that does not fit is not sent', async () => {
    const short = banks.create(codeForm.replace('maxlength="6"', 'maxlength="4"'));
    const fewBoxes = banks.create(boxPage('').replace(boxes, boxes.slice(0, boxes.length / 2)), inBoxes);
    for (const bank of [short, fewBoxes]) {
      const answer = await bank.driver.submitCode(await bank.open(), '123456');
      expect(answer).toEqual({ is: 'not_submitted', reason: 'not_typed' });
      expect(bank.visits.filter(({ method }) => method === 'POST')).toEqual([]);
    }
  });

  test('fails without telling it, when the page goes away or the file has a broken selector', async () => {
    const gone = banks.create(codeForm);
    const page = await gone.open();
    const failed = submit(gone, page).catch((thrown: unknown) => thrown);
    await page.context().close();
    const broken = banks.create(codeForm, { otp: { input: '#otp', submit: '#otp-go[' } });
    const failures = [
      await failed,
      await submit(broken, await broken.open()).catch((thrown: unknown) => thrown),
    ];
    expect(failures).toMatchObject([{ kind: 'closed' }, { kind: 'unexpected' }]);
    for (const error of failures) {
      expect(error).toBeInstanceOf(BrowserError);
      expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('123456');
    }
  });
});

describe('the descriptor', () => {
  const descriptor = async (html: string, otp: object = {}): Promise<unknown> => {
    const bank = banks.create(html, {
      otp: { input: '#otp', ...otp },
      pages: [
        { selector: '#otp', is: 'code_required' },
        { selector: '#accounts', is: 'logged_in' },
      ],
    });
    const answer = await bank.driver.lookAgain(await bank.open());
    return answer.is === 'code_required' ? answer.descriptor : answer;
  };

  type Lengths = number | null | { max: number };
  const fields: [attributes: string, length: Lengths, type: string][] = [
    ['', null, 'alphanumeric'],
    ['maxlength=7 inputmode=numeric', { max: 7 }, 'numeric'],
    ['maxlength=8 inputmode=numeric', { max: 8 }, 'numeric'],
    ['maxlength=32', { max: 32 }, 'alphanumeric'],
    ['maxlength=33', null, 'alphanumeric'],
    ['maxlength=1', 1, 'alphanumeric'],
    ['maxlength=8 pattern="[0-9]{8}"', 8, 'numeric'],
    ['maxlength=8 pattern="^\\d{8}$"', 8, 'numeric'],
    ['maxlength=8 pattern="[A-Za-z0-9]{8}"', 8, 'alphanumeric'],
    ['maxlength=8 pattern="[0-9 ]{8}"', { max: 8 }, 'numeric'],
    ['maxlength=8 pattern="[0-9]{6,8}"', { max: 8 }, 'numeric'],
    ['maxlength=255 type=tel', null, 'numeric'],
    ['maxlength=6 type=number', 6, 'numeric'],
    ['maxlength=6 pattern="\\d{6}"', 6, 'numeric'],
    ['maxlength=6 pattern="[0-9]*"', 6, 'numeric'],
    ['maxlength=6 pattern="[A-Z0-9]{6}"', 6, 'alphanumeric'],
    ['maxlength=x type=password', null, 'alphanumeric'],
  ];
  test.concurrent.for(fields)('of a field with «%s»', async ([attributes, length, type], { expect }) => {
    const lengths =
      typeof length === 'object' && length !== null ? { length: length.max, minLength: 4 } : { length };
    expect(await descriptor(`<input id="otp" ${attributes}>`)).toEqual({
      ...lengths,
      type,
      channel: 'unknown',
    });
  });

  test('counts the fields that can be seen', async () => {
    const html = `${'<input id="otp" maxlength="1" inputmode="numeric">'.repeat(4)}<input id="otp" type="hidden">`;
    expect(await descriptor(html)).toEqual({ length: 4, type: 'numeric', channel: 'unknown' });
  });

  test('takes a range of lengths from the file, whatever the page says', async () => {
    const html = '<input id="otp" maxlength="6" inputmode="numeric">';
    const withRange = (min: number, max: number) => descriptor(html, { length: { min, max } });
    const rest = { type: 'numeric', channel: 'unknown' };
    expect(await withRange(6, 8)).toEqual({ length: 8, minLength: 6, ...rest });
    expect(await withRange(8, 8)).toEqual({ length: 8, ...rest });
  });

  test('takes from the file what the file says, and the texts from the page', async () => {
    const html = `<p id="to">  the phone
      ending <b>916</b></p><input id="otp" maxlength="8">`;
    const said = { length: 5, type: 'numeric', purpose: 'login', channel: 'sms' };
    expect(await descriptor(html, { ...said, destination: '#to', message: '#none' })).toEqual({
      ...said,
      destination: 'the phone ending 916',
    });
  });
});

describe('asking for another code', () => {
  const again = '<button id="again" type="button">Again</button>';
  const withResend = (script: string): string => singlePage(script).replace('</form>', `</form>${again}`);
  const clicked = (then: string): string =>
    withResend('') + `<script>el('again').onclick = async () => { ${then} };</script>`;
  const resending = { otp: { input: '#otp', submit: '#otp-go', message: '#note', resend: '#again' } };

  const reactions: [how: string, then: string, is: string][] = [
    ['says so', `await fetch('again'); await wait(200); show('note', 'Sent again');`, 'code_required'],
    ['says nothing', `await fetch('again');`, 'code_required'],
    [
      'leaves an old error standing',
      `await fetch('again'); show('otp-error', 'Wrong'); show('note', 'Sent again');`,
      'code_required',
    ],
    ['locks the account', `await fetch('again'); hide('main'); show('locked');`, 'account_locked'],
    ['does nothing at all', ``, 'code_rejected'],
  ];
  test.concurrent.for(reactions)('where the page %s', async ([, then, is], { expect }) => {
    const bank = banks.create(clicked(then), { ...resending, timeout_seconds: 3 });
    expect(await bank.driver.resendCode(await bank.open())).toMatchObject({ is });
  });

  test('works after a code whose refusal has drawn the field again', async () => {
    const html = `<main>${codeForm}${again}</main><script>const main = document.querySelector('main');
      const form = main.innerHTML;
      main.onsubmit = async (event) => { event.preventDefault(); await fetch('code', { method: 'POST', body: main.otp?.value });
        main.innerHTML = form; const error = document.getElementById('otp-error');
        error.textContent = 'Wrong code'; error.hidden = false; };
      main.onclick = ({ target }) => { if (target.id === 'again') fetch('again', { method: 'POST' }); };</script>`;
    const bank = banks.create(() => html, resending);
    const page = await bank.open();
    expect(await bank.driver.submitCode(page, '111111')).toMatchObject({ is: 'code_rejected' });
    expect(await bank.driver.resendCode(page)).toMatchObject({ is: 'code_required' });
    const posts = bank.visits.flatMap(({ method, path }) => (method === 'POST' ? path : []));
    expect(posts).toEqual(['/code', '/again']);
  });

  test('waits until the page lets it, and clicks once', async () => {
    const bank = banks.create(
      ({ method }) =>
        method === 'POST'
          ? codeForm
          : `${codeForm}<form method="post" action="again"><button id="again" disabled>Again</button></form>
             <script>setTimeout(() => { document.getElementById('again').disabled = false; }, 700)</script>`,
      resending,
    );
    expect(await bank.driver.resendCode(await bank.open())).toMatchObject({ is: 'code_required' });
    expect(bank.visits.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

describe('keeping a session alive', () => {
  const answers: [what: string, html: string, expected: unknown][] = [
    ['the accounts', accounts, true],
    [
      'the accounts, after a login form that was drawn too early',
      `<div id="app">${loginForm}</div>
      <script>setTimeout(() => { document.getElementById('app').innerHTML = '${accounts}'; }, 100)</script>`,
      true,
    ],
    ['the login form', loginForm, false],
    ['a code prompt', codeForm, false],
    ['that the bank is down', '<p id="down">Down</p>', 'unreachable'],
    ['something else', '<p>What is this</p>', 'timeout'],
  ];
  test.concurrent.for(answers)('%s', async ([, html, expected], { expect }) => {
    const bank = banks.create(html, { keep_alive: true, timeout_seconds: 3 });
    const page = await bank.open();
    const kept = await bank.driver
      .isStillLoggedIn(page)
      .catch((error: unknown) => (error instanceof BrowserError ? error.kind : error));
    expect(kept).toBe(expected);
    expect(page.url()).toBe(`${bank.url}/home`);
  });

  test('a bank that cannot be reached has logged nobody out', async () => {
    const bank = banks.create(
      ({ path }) => {
        if (path === '/home') throw new Error('the connection is cut');
        return accounts;
      },
      { keep_alive: true },
    );
    await expect(bank.driver.isStillLoggedIn(await bank.open())).rejects.toMatchObject({
      kind: 'unreachable',
    });
  });
});

test('the time of a step is never more than the driver says', async () => {
  const bank = banks.create(`<script>setTimeout(() => location.reload(), 700)</script>`, {
    timeout_seconds: 1,
  });
  const page = await bank.open();
  const begunMs = performance.now();
  expect(await bank.driver.lookAgain(page)).toEqual({ is: 'page_not_recognised' });
  expect((performance.now() - begunMs) / 1_000).toBeLessThan(bank.driver.stepSeconds);
});

test('a page that hangs in its own script is given up in time', async () => {
  const bank = banks.create(
    `${codeForm}<script>
    document.getElementById('otp').addEventListener('input', () => { for (;;); });
  </script>`,
    { timeout_seconds: 1 },
  );
  const page = await bank.open();
  await expect(submit(bank, page)).rejects.toMatchObject({ kind: 'timeout' });
  await vi.waitFor(() => page.context().close());
});
