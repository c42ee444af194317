import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, startTestBank, type TestBank } from '../testing.js';
import { requestSites } from './request-sites.js';
import { sites } from './sites.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startTestBank();
});
afterAll(() => bank.close());

/** A browser at one site, and the records of one of its users. */
function visit(shape: string, username: string) {
  const browser = openBrowser(bank);
  const base = `/gallery/${shape}`;
  const records = bank.below(base);
  return {
    open: (path: string) => browser.open(base + path),
    post: (path: string, fields: Record<string, string>) => browser.post(base + path, fields),
    signIn: (password = 'demo') => browser.post(`${base}/login`, { username, password }),
    submitCode: (code: string) => browser.post(`${base}/code`, { code }),
    newestCode: () => records.newestCode(username),
    ledger: async () => (await records.ledger(username)).map(({ type }) => type),
    records: () => records.ledger(username),
  };
}

test('each site has a bank file of its name, and the gallery lists it', async () => {
  const files = await readdir(new URL('banks', import.meta.url));
  const all = [...sites, ...requestSites];
  expect(files.sort()).toEqual(all.map(({ shape }) => `${shape}.yaml`).sort());
  const { main } = await openBrowser(bank).open('/gallery');
  for (const { shape } of all) expect(main).toContain(`href="/gallery/${shape}/"`);
});

describe('the rules of every site', () => {
  const shape = 'password-expired';

  test('the right code lets in, and the ledger has each step', async () => {
    const site = visit(shape, 'ana+right');
    expect((await site.signIn()).path).toBe(`/gallery/${shape}/code`);
    expect((await site.submitCode(await site.newestCode())).main).toContain('id="accounts"');
    expect((await site.open('/accounts')).main).toContain('id="accounts"');
    expect(await site.ledger()).toEqual(['login_submitted', 'code_sent', 'code_submitted', 'logged_in']);
  });

  test('three wrong codes end the login', async () => {
    const site = visit(shape, 'ana+wrong');
    await site.signIn();
    expect((await site.submitCode('no')).main).toContain('id="code"');
    await site.submitCode('no');
    const last = await site.submitCode('no');
    expect(last.main).toContain('last attempt');
    expect(last.main).not.toContain('id="code"');
    await site.submitCode(await site.newestCode());
    expect((await site.records()).at(-1)).toMatchObject({ accepted: false, reason: 'not_asked' });
  });

  test.each([
    { username: 'late', after: 0, reason: 'expired' },
    { username: 'ana+slow', after: 5 * 60_000, reason: 'expired' },
  ])('the code of $username after $after ms is refused: $reason', async ({ username, after, reason }) => {
    const site = visit(shape, username);
    await site.signIn();
    bank.pass(after);
    expect((await site.submitCode(await site.newestCode())).main).toContain('The code has expired.');
    expect((await site.records()).at(-1)).toMatchObject({ accepted: false, reason });
  });

  test.each([
    { username: 'ana', password: 'wrong', shows: 'id="login-error"', status: 401 },
    { username: 'nobody', password: 'demo', shows: 'id="login-error"', status: 401 },
    { username: 'locked', password: 'demo', shows: 'id="locked"', status: 403 },
    { username: 'denied', password: 'demo', shows: 'Access denied', status: 403 },
    { username: 'down', password: 'demo', shows: 'id="maintenance"', status: 503 },
    { username: 'old', password: 'demo', shows: 'Choose a new password', status: 200 },
  ])('$username with "$password" sees $shows, and gets no code', async (user) => {
    const site = visit(shape, `${user.username}+end`);
    const page = await site.signIn(user.password);
    expect(page.main).toContain(user.shows);
    expect(page.status).toBe(user.status);
    expect(await site.ledger()).toEqual(['login_submitted']);
  });

  test('nothing is shown without a session', async () => {
    const site = visit(shape, 'ana+none');
    for (const path of ['/code', '/accounts'])
      expect((await site.open(path)).path).toBe(`/gallery/${shape}/`);
    expect((await site.submitCode('123456')).path).toBe(`/gallery/${shape}/`);
  });

  test('what a user typed is escaped, and what is too long is refused', async () => {
    const hostile = 'ana+<script>alert(1)</script>';
    const site = visit('two-pages', hostile);
    const { main } = await site.post('/user', { username: hostile });
    expect(main).toContain('&lt;script&gt;');
    expect(main).not.toContain('<script>alert');
    expect((await site.post('/login', { username: 'a'.repeat(201) })).status).toBe(400);
  });

  test('two sites know nothing of each other', async () => {
    await visit('trust-box', 'ana+two').signIn();
    expect(await visit('cookie-wall', 'ana+two').ledger()).toEqual([]);
    expect(await bank.ledger('ana+two')).toEqual([]);
  });
});

describe('a site of its own kind', () => {
  test.each(['send-code-first', 'session-elsewhere'])('%s sends no code before the button', async (shape) => {
    const site = visit(shape, 'ana+first');
    await site.signIn();
    expect(await site.ledger()).toEqual(['login_submitted']);
    await site.post(shape === 'send-code-first' ? '/send' : '/take-over', {});
    expect(await site.ledger()).toEqual(['login_submitted', 'code_sent']);
  });

  test('trust-box asks a browser without the box again, and one with it no more', async () => {
    const site = visit('trust-box', 'ana+box');
    await site.signIn();
    await site.submitCode(await site.newestCode());
    expect((await site.signIn()).path).toContain('/code');
    await site.post('/code', { code: await site.newestCode(), trust: 'on' });
    expect((await site.signIn()).path).toContain('/accounts');
  });

  test('code-answers-post has no page at the address of its code page', async () => {
    const site = visit('code-answers-post', 'ana+post');
    const page = await site.signIn();
    expect(page.main).toContain('id="code"');
    expect((await site.open('/login')).status).toBe(404);
  });

  test('refusal-answers-post answers a resend with the page itself', async () => {
    const site = visit('refusal-answers-post', 'ana+again');
    await site.signIn();
    const first = await site.newestCode();
    bank.pass(1_000);
    const page = await site.post('/again', {});
    expect([page.path, page.main.includes('id="code"')]).toEqual([
      '/gallery/refusal-answers-post/again',
      true,
    ]);
    const second = await site.newestCode();
    if (first !== second) expect((await site.submitCode(first)).main).toContain('id="code-error"');
    expect((await site.submitCode(second)).main).toContain('id="accounts"');
  });

  test('asked-by-label takes the characters that it asked for, and no others', async () => {
    const site = visit('asked-by-label', 'ana+asked');
    const { main } = await site.post('/user', { username: 'ana+asked' });
    const asked = /name="asked" value="([\d,]+)"/.exec(main)?.[1] ?? '';
    expect(new Set(asked.split(',')).size).toBe(3);
    const character = asked.split(',').map((position) => 'bluebottle'.charAt(Number(position) - 1));
    const submit = (typed: string) => site.post('/login', { username: 'ana+asked', asked, character: typed });
    expect((await submit('zzz')).main).toContain('id="login-error"');
    expect((await submit(character.join(''))).path).toContain('/code');
  });

  test('a keypad takes keys by their place on the page', async () => {
    const site = visit('keypad-pairs', 'ana+keys');
    const { main } = await site.open('/');
    const layout = /name="layout" value="([^"]+)"/.exec(main)?.[1] ?? '';
    const keys = Buffer.from(layout, 'base64url').toString().split(',');
    expect(keys.join('').split('').sort().join('')).toBe('0123456789');
    const press = (pin: string) =>
      site.post('/login', {
        username: 'ana+keys',
        layout,
        pressed: Array.from(pin, (digit) => keys.findIndex((key) => key.includes(digit))).join(','),
      });
    expect((await press('3141592')).main).toContain('id="login-error"');
    expect((await press('31415926')).path).toContain('/code');
  });
});
