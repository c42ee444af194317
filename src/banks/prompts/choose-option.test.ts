import { describe, expect, test } from 'vitest';
import { codeForm, movesUntilReloaded, useTestBanks } from '../testing/test-banks.js';
import type { Serve, Visit } from '../testing/test-site.js';

const banks = useTestBanks();
const accounts = '<h1 id="accounts">Accounts</h1>';
const file = {
  timeout_seconds: 6,
  choice: {
    options: [
      { id: 'sms', channel: 'sms', select: '#sms', destination: '#sms b' },
      { id: 'email', label: 'By mail', channel: 'email', select: '#email' },
      { id: 'letter', select: '#letter' },
    ],
  },
  approval: { message: '#waiting' },
  question: { text: '#question', input: '#answer' },
  pages: [
    { selector: '#ways', is: 'choice_required' },
    { selector: '#waiting', is: 'approval_required' },
    { selector: '#question', is: 'question' },
    { selector: '#otp', is: 'code_required' },
    { selector: '#accounts', is: 'logged_in' },
  ],
};
const withSubmit = { ...file, choice: { ...file.choice, submit: '#choose' } };
const ways = `
  <form id="ways" method="post" action="way">
    <button id="sms" name="way" value="sms">SMS to <b>•• 12</b></button>
    <button id="email" name="way" value="email">Mail</button>
    <button id="letter" name="way" value="letter" hidden>Letter</button>
  </form>`;
const radios = `
  <form id="ways" method="post" action="way">
    <label><input type="radio" name="way" value="sms" id="sms">SMS</label>
    <label><input type="radio" name="way" value="email" id="email">Mail</label>
    <button id="choose">Go on</button>
  </form>`;
/** Sends what is pressed by fetch. `react` is its script after the answer, with `text`. */
const single = (react: string): string => `
  <div id="ways"><p id="error"></p><button id="sms">SMS</button><button id="email">Mail</button></div>
  <div id="next"></div>
  <script>
    const el = (id) => document.getElementById(id);
    for (const id of ['sms', 'email']) el(id).addEventListener('click', async () => {
      const text = await (await fetch('way', { method: 'POST', body: id })).text();
      ${react}
    });
  </script>`;
const posts = (visits: readonly Visit[]): string[] =>
  visits.flatMap(({ method, body }) => (method === 'POST' ? [body] : []));

describe.concurrent('a choice', () => {
  test.for([
    ['a code', codeForm, 'code_required'],
    ['an approval', '<p id="waiting">Approve</p>', 'approval_required'],
    ['a question', '<p id="question">Colour?</p><input id="answer">', 'question'],
    ['the accounts', accounts, 'logged_in'],
    ['another choice', radios, 'choice_required'],
  ] as const)('is sent once by the option itself, and leads to %s', async ([, next, is]) => {
    const bank = banks.create(({ method }) => (method === 'POST' ? next : ways), file);
    expect(await bank.driver.choose?.(await bank.open(), 'email')).toMatchObject({ is });
    expect(posts(bank.visits)).toEqual(['way=email']);
  });

  test('leads to a code that has to be asked for with what the account holds', async () => {
    const otp = { input: '#otp', before: [{ fill: '#pin', with: 'password' }, { click: '#send' }] };
    const pages = [{ selector: '#send', is: 'code_required' }, ...file.pages];
    const send =
      '<form method="post" action="send"><input id="pin" name="pin"><button id="send">Send</button></form>';
    const bank = banks.create(
      ({ method, path }) => {
        if (method !== 'POST') return ways;
        return path === '/send' ? codeForm : send;
      },
      { ...file, otp, pages },
    );
    const credentials = { username: 'ada', password: '4711', secrets: {} };
    expect(await bank.driver.choose?.(await bank.open(), 'sms', credentials)).toMatchObject({
      is: 'code_required',
      descriptor: { length: 6 },
    });
    expect(posts(bank.visits)).toEqual(['way=sms', 'pin=4711']);
  });

  test('is selected and then sent by the button', async () => {
    const bank = banks.create(({ method }) => (method === 'POST' ? codeForm : radios), withSubmit);
    expect(await bank.driver.choose?.(await bank.open(), 'email')).toMatchObject({ is: 'code_required' });
    expect(posts(bank.visits)).toEqual(['way=email']);
  });

  test('waits for a button that is enabled by selecting', async () => {
    const bank = banks.create(
      ({ method }) =>
        method === 'POST'
          ? codeForm
          : `<ul id="ways"><li id="sms">SMS</li><li id="email">Mail</li></ul><button id="choose" disabled>Go on</button>
             <form method="post" action="way"><input type="hidden" name="way"></form><script>
             let way;
             const button = document.getElementById('choose');
             document.querySelectorAll('li').forEach((item) => item.addEventListener('click', () => {
               way = item.id;
               setTimeout(() => { button.disabled = false; }, 300);
             }));
             button.addEventListener('click', () => { document.forms[0].way.value = way; document.forms[0].submit(); });
             </script>`,
      withSubmit,
    );
    expect(await bank.driver.choose?.(await bank.open(), 'sms')).toMatchObject({ is: 'code_required' });
    expect(posts(bank.visits)).toEqual(['way=sms']);
  });

  test('is pressed again when the script came late, and sent once', async () => {
    const late = single(`el('ways').remove(); el('next').innerHTML = text;`).replace(
      'for (const id',
      'setTimeout(() => { for (const id',
    );
    const bank = banks.create(
      ({ method }) => (method === 'POST' ? codeForm : late.replace('</script>', '}, 1500);</script>')),
      file,
    );
    expect(await bank.driver.choose?.(await bank.open(), 'sms')).toMatchObject({ is: 'code_required' });
    expect(posts(bank.visits)).toEqual(['sms']);
  });

  test.for(['letter', 'pigeon'])('of %s, which is not offered, is not submitted', async (option) => {
    const bank = banks.create(ways, file);
    expect(await bank.driver.choose?.(await bank.open(), option)).toEqual({
      is: 'not_submitted',
      reason: 'no_field',
    });
    expect(posts(bank.visits)).toEqual([]);
  });

  test('is not made on another page, which is the answer', async () => {
    const bank = banks.create(codeForm, file);
    expect(await bank.driver.choose?.(await bank.open(), 'sms')).toMatchObject({ is: 'code_required' });
    expect(posts(bank.visits)).toEqual([]);
  });

  test('is asked for again when the bank refuses it on the page that stays', async () => {
    const bank = banks.create(
      ({ method }) =>
        method === 'POST' ? 'no' : single(`alert('No SMS today'); el('error').textContent = text;`),
      file,
    );
    expect(await bank.driver.choose?.(await bank.open(), 'sms')).toMatchObject({
      is: 'choice_required',
      options: [{ id: 'sms' }, { id: 'email' }],
      bankMessage: 'No SMS today',
    });
    expect(posts(bank.visits)).toEqual(['sms']);
  });

  test.for([
    ['sends itself', ways, file],
    ['is sent by a button', radios, withSubmit],
  ] as const)('that %s is made in the frame of its page', async ([, html, changes]) => {
    const [choice, ...others] = file.pages;
    const frame = 'iframe#secure';
    const bank = banks.create(
      ({ path, method }) => {
        if (path === '/code') return '<iframe id="secure" src="inside/ways"></iframe>';
        return method === 'POST'
          ? `<script>top.location = '../next'</script>`
          : path === '/next'
            ? codeForm
            : html;
      },
      { ...changes, pages: [{ ...choice, frame }, ...others] },
    );
    const page = await bank.open();
    expect(await bank.driver.lookAgain(page)).toMatchObject({
      is: 'choice_required',
      options: [{ id: 'sms' }, { id: 'email' }],
    });
    expect(await bank.driver.choose?.(page, 'email')).toMatchObject({ is: 'code_required' });
    expect(posts(bank.visits)).toEqual(['way=email']);
  });

  const movingOnce = (html: string, button: string): Serve => {
    let loads = 0;
    return ({ method }) => {
      if (method === 'POST') return codeForm;
      loads += 1;
      return loads === 1 ? html + movesUntilReloaded(button) : html;
    };
  };
  test.for([
    ['sends itself', ways, '#email', file],
    ['is sent by a button', radios, '#choose', withSubmit],
  ] as const)(
    'that %s is made once by a page that loads itself anew just then',
    async ([, html, button, changes]) => {
      const bank = banks.create(movingOnce(html, button), changes);
      expect(await bank.driver.choose?.(await bank.open(), 'email')).toMatchObject({ is: 'code_required' });
      expect(posts(bank.visits)).toEqual(['way=email']);
    },
  );

  test('that the bank refuses is asked for with the error beside it', async () => {
    const pages = [{ selector: '#error', is: 'code_rejected' }, ...file.pages];
    const bank = banks.create(
      ({ method }) =>
        method === 'POST' ? ways.replace('<button', '<p id="error">No SMS today</p><button') : ways,
      { ...file, pages },
    );
    expect(await bank.driver.choose?.(await bank.open(), 'sms')).toMatchObject({
      is: 'choice_required',
      bankMessage: 'No SMS today',
    });
  });

  test('that leads to a code page with a dialog is no refusal of a code', async () => {
    const bank = banks.create(
      ({ method }) =>
        method === 'POST'
          ? codeForm
          : single(`el('ways').remove(); el('next').innerHTML = text; alert('Sent');`),
      file,
    );
    expect(await bank.driver.choose?.(await bank.open(), 'sms')).toMatchObject({ is: 'code_required' });
  });
});
