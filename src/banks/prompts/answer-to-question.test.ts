import { describe, expect, test } from 'vitest';
import { codeForm, useTestBanks } from '../testing/test-banks.js';
import type { Serve, Visit } from '../testing/test-site.js';

const banks = useTestBanks();
const accounts = '<h1 id="accounts">Accounts</h1>';
const file = {
  timeout_seconds: 7,
  question: { text: '#question', input: '#answer', submit: '#send' },
  pages: [
    { selector: '#question', is: 'question' },
    { selector: '#otp', is: 'code_required' },
    { selector: '#accounts', is: 'logged_in' },
  ],
};
const withEnter = { ...file, question: { text: '#question', input: '#answer' } };
const right = 'Blue moon';
const form = (text = 'Your first pet?', more = ''): string => `
  <form method="post" action="answer">${more}
    <p id="question">${text}</p><input id="answer" name="answer" type="password"><button id="send">Send</button>
  </form>`;
/** Sends the answer by fetch. `react` is its script after the bank's answer, with `text`. */
const single = (react: string): string => `<main>${form()}</main><script>
  addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = document.getElementById('answer').value;
    const text = await (await fetch('answer', { method: 'POST', body })).text();
    ${react}
  });</script>`;
const bySingle =
  (html: string): Serve =>
  ({ method, body }) =>
    method === 'POST' ? (body === right ? accounts : 'wrong') : html;
const answers = (visits: readonly Visit[]): string[] =>
  visits.flatMap(({ method, form, body }) => (method === 'POST' ? [form.get('answer') ?? body] : []));
const asked = (text: string, bankMessage: string | null = null) => ({ is: 'question', text, bankMessage });

describe.concurrent('the answer to a question', () => {
  test.for([
    ['the button', file],
    ['Enter', withEnter],
  ] as const)('is sent once with %s; a wrong one is asked for again', async ([, changes]) => {
    const bank = banks.create(({ form: sent }) => {
      if (!sent.has('answer')) return form();
      return sent.get('answer') === right ? accounts : form();
    }, changes);
    const page = await bank.open();
    expect(await bank.driver.lookAgain(page)).toEqual(asked('Your first pet?'));
    expect(await bank.driver.answerQuestion?.(page, 'Rex')).toEqual(asked('Your first pet?'));
    expect(await bank.driver.answerQuestion?.(page, right)).toEqual({ is: 'logged_in' });
    expect(answers(bank.visits)).toEqual(['Rex', right]);
  });

  test('leads to the next question, and to a code', async () => {
    const bank = banks.create(({ form: sent }) => {
      const answer = sent.get('answer');
      return answer === null ? form() : answer === 'Rex' ? form('Your school?') : codeForm;
    }, file);
    const page = await bank.open();
    expect(await bank.driver.answerQuestion?.(page, 'Rex')).toEqual(asked('Your school?'));
    expect(await bank.driver.answerQuestion?.(page, 'Elm')).toMatchObject({ is: 'code_required' });
    expect(answers(bank.visits)).toEqual(['Rex', 'Elm']);
  });

  test('is refused by a dialog on a page that stays', async () => {
    const bank = banks.create(
      bySingle(single(`if (text === 'wrong') alert('Not that'); else document.body.innerHTML = text;`)),
      file,
    );
    const page = await bank.open();
    expect(await bank.driver.answerQuestion?.(page, 'Rex')).toEqual(asked('Your first pet?', 'Not that'));
    expect(await bank.driver.answerQuestion?.(page, right)).toEqual({ is: 'logged_in' });
    expect(answers(bank.visits)).toEqual(['Rex', right]);
  });

  test('is accepted when another question takes the place of the first', async () => {
    const bank = banks.create(
      bySingle(single(`document.getElementById('question').textContent = 'Your school?';`)),
      file,
    );
    expect(await bank.driver.answerQuestion?.(await bank.open(), 'Rex')).toEqual(asked('Your school?'));
    expect(answers(bank.visits)).toEqual(['Rex']);
  });

  test('that the page itself refuses was not submitted', async () => {
    const html = `<main>${form()}</main><script>addEventListener('submit', (event) => {
      event.preventDefault();
      document.querySelector('main').innerHTML = document.querySelector('main').innerHTML;
    });</script>`;
    const bank = banks.create(html, { ...file, timeout_seconds: 4 });
    expect(await bank.driver.answerQuestion?.(await bank.open(), 'Rex')).toMatchObject({
      is: 'not_submitted',
    });
    expect(answers(bank.visits)).toEqual([]);
  });

  test('that the field cuts off is not sent', async () => {
    const bank = banks.create(form().replace('<input', '<input maxlength="3"'), file);
    expect(await bank.driver.answerQuestion?.(await bank.open(), 'Rex the first')).toEqual({
      is: 'not_submitted',
      reason: 'not_typed',
    });
    expect(answers(bank.visits)).toEqual([]);
  });

  test('is not typed into another page, which is the answer', async () => {
    const bank = banks.create(accounts, file);
    expect(await bank.driver.answerQuestion?.(await bank.open(), 'Rex')).toEqual({ is: 'logged_in' });
  });

  test('is not typed where the field is gone', async () => {
    const bank = banks.create('<p id="question">Your first pet?</p>', file);
    expect(await bank.driver.answerQuestion?.(await bank.open(), 'Rex')).toEqual({
      is: 'not_submitted',
      reason: 'no_field',
    });
  });

  test.for([
    ['the button', file],
    ['Enter', withEnter],
  ] as const)('is typed in the frame of its page, and sent by %s', async ([, changes]) => {
    const [question, ...others] = file.pages;
    const bank = banks.create(
      ({ path, form: sent }) => {
        if (path === '/code') return '<iframe id="secure" src="inside/ask"></iframe>';
        if (path === '/accounts') return accounts;
        return sent.get('answer') === right ? `<script>top.location = '../accounts'</script>` : form();
      },
      { ...changes, timeout_seconds: 20, pages: [{ ...question, frame: 'iframe#secure' }, ...others] },
    );
    const page = await bank.open();
    expect(await bank.driver.answerQuestion?.(page, 'Rex')).toEqual(asked('Your first pet?'));
    expect(await bank.driver.answerQuestion?.(page, right)).toEqual({ is: 'logged_in' });
    expect(answers(bank.visits)).toEqual(['Rex', right]);
  });

  test('is typed again, and sent once, on a page that loads itself anew just then', async () => {
    const again = `<script>answer.oninput = () => { send.disabled = answer.value === '';
      if (sessionStorage.again) return; sessionStorage.again = 'once'; setTimeout(() => location.reload(), 150); }</script>`;
    const html = form().replace('<button', '<button disabled') + again;
    const serve: Serve = ({ form: sent }) => (sent.has('answer') ? accounts : html);
    const bank = banks.create(serve, { ...file, timeout_seconds: 20 });
    expect(await bank.driver.answerQuestion?.(await bank.open(), right)).toEqual({ is: 'logged_in' });
    expect(answers(bank.visits)).toEqual([right]);
  });

  test.for([
    [
      'that the file knows as that of a code',
      { pages: [{ selector: '#error', is: 'code_rejected' }, ...file.pages] },
    ],
    ['that is the message of the code page', { otp: { input: '#otp', message: '#error' } }],
  ] as const)('is refused with the error beside the question, %s', async ([, changes]) => {
    const bank = banks.create(
      ({ form: sent }) => {
        if (sent.get('answer') === right) return accounts;
        return sent.has('answer') ? form(undefined, '<p id="error">Not that</p>') : form();
      },
      { ...file, ...changes },
    );
    const page = await bank.open();
    expect(await bank.driver.answerQuestion?.(page, 'Rex')).toEqual(asked('Your first pet?', 'Not that'));
    expect(await bank.driver.answerQuestion?.(page, right)).toEqual({ is: 'logged_in' });
  });
});
