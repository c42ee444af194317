import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, startTestBank, type TestBank } from './testing.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startTestBank();
});
afterAll(() => bank.close());

const hostile = '<script>alert("1")</script>';

test('answers the health check', async () => {
  const answer = await fetch(`${bank.url}/health`);
  expect(await answer.json()).toEqual({ ok: true });
});

describe('bad input', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  test.each([
    { what: 'an unknown path', path: '/nowhere', init: {}, status: 404 },
    { what: 'no body', path: '/login', init: { method: 'POST' }, status: 401 },
    {
      what: 'a body of another type',
      path: '/login',
      init: { method: 'POST', body: '{"username":1}' },
      status: 401,
    },
    {
      what: 'a field twice',
      path: '/login',
      init: { method: 'POST', headers: form, body: 'username=a&username=b' },
      status: 400,
    },
    {
      what: 'a long user name',
      path: '/login',
      init: { method: 'POST', headers: form, body: `username=${'a'.repeat(201)}` },
      status: 400,
    },
    {
      what: 'a huge body',
      path: '/login',
      init: { method: 'POST', headers: form, body: 'a'.repeat(20_000) },
      status: 413,
    },
    {
      what: 'many fields',
      path: '/login',
      init: { method: 'POST', headers: form, body: 'a=1&'.repeat(100) },
      status: 413,
    },
    { what: 'no code', path: '/code', init: { method: 'POST', headers: form, body: 'page=1' }, status: 400 },
    {
      what: 'a code without a session',
      path: '/code',
      init: { method: 'POST', headers: form, body: 'code=1' },
      status: 410,
    },
    {
      what: 'a session that never was',
      path: '/code',
      init: { headers: { cookie: 'demo_bank_session=%00;;=;' } },
      status: 410,
    },
    { what: 'a broken path', path: '/%E0%A4%A', init: {}, status: 404 },
    { what: 'two user names', path: '/inbox?username=a&username=b', init: {}, status: 400 },
    { what: 'no user name', path: '/ledger', init: {}, status: 400 },
  ])('$what is $status', async ({ path, init, status }) => {
    expect((await fetch(bank.url + path, init)).status).toBe(status);
  });

  test('is escaped wherever it is shown', async () => {
    const browser = openBrowser(bank);
    await browser.signIn(`otp-reject-once+${hostile}`);
    const refused = await browser.submitCode(hostile);
    expect(refused.main).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(refused.main).not.toContain(hostile);
    for (const path of ['/inbox', '/ledger']) {
      const page = await browser.open(`${path}?username=${encodeURIComponent(hostile)}`);
      expect(page.main).toContain('&lt;script&gt;');
      expect(page.main).not.toContain(hostile);
    }
  });
});

describe('the inbox and the ledger', () => {
  async function typeOf(path: string, accept: string): Promise<string | null> {
    const answer = await fetch(bank.url + path, { headers: { accept } });
    return answer.headers.get('content-type');
  }

  test.each(['/inbox?username=otp', '/ledger?username=otp'])(
    '%s is JSON unless a browser asks',
    async (path) => {
      expect(await typeOf(path, '*/*')).toContain('application/json');
      expect(await typeOf(path, 'application/json')).toContain('application/json');
      expect(await typeOf(path, 'text/html,application/xhtml+xml,*/*;q=0.8')).toContain('text/html');
    },
  );

  test('the newest message comes first, and each has the documented fields', async () => {
    await openBrowser(bank).signIn('otp+order');
    bank.pass(1_000);
    await openBrowser(bank).signIn('otp+order');
    const messages = await bank.inbox('otp+order');
    expect(messages).toHaveLength(2);
    expect(messages[0]?.sent_at).toBe(new Date(bank.now()).toISOString());
    expect(messages[1]?.sent_at).toBe(new Date(bank.now() - 1_000).toISOString());
    expect(messages[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      from: 'DEMOBANK',
      to: expect.stringMatching(/^\+447700900\d{3}$/) as string,
      text: expect.stringMatching(/^Demo Bank: \d{6} is your code to sign in\./) as string,
      sent_at: expect.any(String) as string,
    });
  });

  test('the ledger holds no code', async () => {
    const browser = openBrowser(bank);
    await browser.signIn('otp+secret');
    const code = await bank.newestCode('otp+secret');
    await browser.submitCode('918273');
    await browser.submitCode(code);
    const text = JSON.stringify(await bank.ledger('otp+secret'));
    expect(text).toContain('logged_in');
    expect(text).not.toContain(code);
    expect(text).not.toContain('918273');
  });

  test('an unencoded plus sign means the same user', async () => {
    await openBrowser(bank).signIn('otp+plus');
    const answer = await fetch(`${bank.url}/inbox?username=otp+plus`);
    expect(await answer.json()).toEqual({ messages: await bank.inbox('otp+plus') });
    expect(await bank.inbox('otp+plus')).toHaveLength(1);
  });

  test('without a user name, the page shows the messages of all users', async () => {
    await openBrowser(bank).signIn('otp+all');
    const code = await bank.newestCode('otp+all');
    expect((await openBrowser(bank).open('/inbox')).main).toContain(code);
  });
});

test('the Content-Security-Policy allows the script and the style sheet, and nothing else inline', async () => {
  const answer = await fetch(`${bank.url}/login`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  const script = /<script>([^]*?)<\/script>/.exec(await answer.text())?.[1] ?? '';
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script));
  expect(policy).toContain(`script-src 'sha256-${Buffer.from(digest).toString('base64')}'`);
  expect(policy).not.toContain('unsafe-inline');
  expect((await fetch(`${bank.url}/style.css`)).headers.get('content-type')).toContain('text/css');
});
