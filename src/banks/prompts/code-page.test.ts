import { describe, expect, test } from 'vitest';
import { codeForm, loginForm, useTestBanks } from '../testing/test-banks.js';
import type { Serve, Visit } from '../testing/test-site.js';

const banks = useTestBanks();
const credentials = { username: 'ada', password: 'secret', secrets: {} };
const accounts = '<h1 id="accounts">Accounts</h1>';
const askedFor6 = { is: 'code_required', descriptor: { length: 6 } };
const posts = (visits: Visit[], to: string): number =>
  visits.filter(({ method, path }) => method === 'POST' && path === to).length;

describe.concurrent('a code that has to be asked for', () => {
  const file = (changes: object = {}) => ({
    otp: { input: '#otp', submit: '#otp-go', before: [{ click: '#send' }], ...changes },
    pages: [
      { selector: '#send, #otp', is: 'code_required' },
      { selector: '#otp-error', is: 'code_rejected' },
      { selector: '#accounts', is: 'logged_in' },
    ],
    timeout_seconds: 4,
  });
  const sendForm = '<form method="post" action="send"><button id="send">Send me a code</button></form>';
  const serve =
    (afterLogin: string): Serve =>
    ({ path, method }) => {
      if (method !== 'POST') return loginForm;
      return path === '/send' ? codeForm : afterLogin;
    };

  test('is asked for once, and its prompt is the answer', async () => {
    const bank = banks.create(serve(sendForm), file());
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toMatchObject(askedFor6);
    expect(posts(bank.visits, '/send')).toBe(1);
  });

  test('is asked for on a page that draws its field in place', async () => {
    const bank = banks.create(
      serve(`<button id="send">Send me a code</button><div id="place" hidden>${codeForm}</div><script>
        document.getElementById('send').onclick = async () => { await fetch('send', { method: 'POST' });
          document.getElementById('place').hidden = false; };</script>`),
      file(),
    );
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toMatchObject(askedFor6);
    expect(posts(bank.visits, '/send')).toBe(1);
  });

  test('is not asked for where the field is there', async () => {
    const bank = banks.create(serve(sendForm + codeForm), file());
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toMatchObject(askedFor6);
    expect(posts(bank.visits, '/send')).toBe(0);
  });

  test('cannot be asked for on a page that is not as the file says', async () => {
    const bank = banks.create(serve(sendForm), file({ before: [{ click: '#other' }] }));
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toEqual({
      is: 'page_not_recognised',
    });
  });

  test('is asked for after another code too', async () => {
    const bank = banks.create(({ path, method, form }) => {
      if (path === '/send') return codeForm;
      return method === 'POST' && form.has('otp') ? sendForm : codeForm;
    }, file());
    expect(await bank.driver.submitCode(await bank.open(), '123456')).toMatchObject(askedFor6);
    expect(posts(bank.visits, '/send')).toBe(1);
  });
});

describe.concurrent('steps before a code is sent', () => {
  const otp = { input: '#otp', submit: '#otp-go', before_submit: [{ check: '#trust', if: '#trust' }] };
  const box = '<label>Trust this browser <input type="checkbox" id="trust" name="trust"></label>';

  test.for([
    ['are taken where they apply', codeForm.replace('<button', `${box}<button`), 'on'],
    ['are left out where they do not', codeForm, null],
  ] as const)('%s', async ([, html, trust]) => {
    const bank = banks.create(({ method }) => (method === 'POST' ? accounts : html), { otp });
    expect(await bank.driver.submitCode(await bank.open(), '123456')).toEqual({ is: 'logged_in' });
    const sent = bank.visits.filter(({ method }) => method === 'POST');
    expect(sent.map(({ form }) => [form.get('otp'), form.get('trust')])).toEqual([['123456', trust]]);
  });
});

test('steps around a code can fill in what the account holds', async () => {
  const held = { username: 'ada', password: 'secret', secrets: { phone: '0042' } };
  const askForm =
    '<form method="post" action="send"><input id="phone" name="phone"><button id="send">Send</button></form>';
  const again = '<input id="again" name="again" type="password">';
  const bank = banks.create(
    ({ path, method }) => {
      if (method !== 'POST') return loginForm;
      if (path === '/send') return codeForm.replace('<button', `${again}<button`);
      return path === '/login' ? askForm : accounts;
    },
    {
      secrets: { phone: { label: 'Phone' } },
      otp: {
        input: '#otp',
        submit: '#otp-go',
        before: [{ fill: '#phone', with: 'secrets.phone' }, { click: '#send' }],
        before_submit: [{ fill: '#again', with: 'password' }],
      },
      pages: [
        { selector: '#send, #otp', is: 'code_required' },
        { selector: '#accounts', is: 'logged_in' },
      ],
    },
  );
  const page = await bank.open('/blank');
  expect(await bank.driver.openLogin(page, held)).toMatchObject(askedFor6);
  expect(await bank.driver.submitCode(page, '123456', held)).toEqual({ is: 'logged_in' });
  const sent = bank.visits.filter(({ method, path }) => method === 'POST' && path !== '/login');
  expect(sent.map(({ form }) => Object.fromEntries(form))).toEqual([
    { phone: '0042' },
    { otp: '123456', again: 'secret' },
  ]);
});

describe.concurrent('pages that ask for something else than a code', () => {
  const serve =
    (html: string): Serve =>
    ({ method }) =>
      method === 'POST' ? html : loginForm;
  const pages = (selector: string, is: string) => ({
    otp: undefined,
    pages: [
      { selector, is },
      { selector: '#accounts', is: 'logged_in' },
    ],
  });
  const answerTo = async (html: string, changes: Record<string, unknown>) => {
    const bank = banks.create(serve(html), changes);
    return await bank.driver.openLogin(await bank.open('/blank'), credentials);
  };

  test('a choice has the options that the page shows', async () => {
    const options = [
      { id: 'sms', channel: 'sms', select: '#sms', destination: '#sms i' },
      { id: 'mail', channel: 'email', select: '#mail', label: 'By e-mail' },
      { id: 'call', channel: 'call', select: '#call' },
    ];
    const html = '<a id="sms">Text to <i>•••• 42</i></a><a id="mail">Mail</a><a id="call" hidden>Call</a>';
    expect(await answerTo(html, { ...pages('#sms', 'choice_required'), choice: { options } })).toEqual({
      is: 'choice_required',
      options: [
        { id: 'sms', label: 'Text to •••• 42', channel: 'sms', destination: '•••• 42' },
        { id: 'mail', label: 'By e-mail', channel: 'email' },
      ],
      bankMessage: null,
    });
  });

  test('an approval has the words of the page', async () => {
    const approval = { message: '#say', compare: '#number', expires_seconds: 90, instead: '#code' };
    const html = '<p id="say">Approve in your app</p><b id="number">47</b><a id="code">Use a code</a>';
    expect(await answerTo(html, { ...pages('#say', 'approval_required'), approval })).toEqual({
      is: 'approval_required',
      message: 'Approve in your app',
      compare: '47',
      expiresSeconds: 90,
      instead: 'Use a code',
      bankMessage: null,
    });
  });

  test('a question has its text', async () => {
    const question = { text: '#ask', input: '#say' };
    const html = '<p id="ask">Your first school?</p><input id="say">';
    expect(await answerTo(html, { ...pages('#ask', 'question'), question })).toEqual({
      is: 'question',
      text: 'Your first school?',
      bankMessage: null,
    });
  });

  test.for(['password_expired', 'access_denied'])('%s', async (is) => {
    expect(await answerTo('<p id="this">No</p>', pages('#this', is))).toEqual({ is });
  });
});
