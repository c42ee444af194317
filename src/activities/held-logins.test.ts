import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { startTestSite, type TestSite } from '../banks/testing/test-site.js';
import type { BankDriver } from '../banks/bank-driver.js';
import { bankFileSchema } from '../banks/bank-file.js';
import { createFormBank } from '../banks/form-bank.js';
import { BrowserError } from '../browser/browser-error.js';
import { checkpointSchema, openCheckpoint, takeCheckpoint } from '../browser/checkpoint.js';
import { type BrowserPool, createBrowserPool } from '../browser/chromium.js';
import { createHeldLogins } from './held-logins.js';

let site: TestSite;
let pool: BrowserPool;
let driver: BankDriver;
const newPool = (): BrowserPool =>
  createBrowserPool({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') });

beforeAll(async () => {
  site = await startTestSite();
  pool = newPool();
  driver = createFormBank(
    bankFileSchema.parse({
      code: 'test',
      name: 'Test Bank',
      login_url: `${site.origin}/none/login`,
      fields: { username: '#user', password: '#pass', submit: '#go' },
      pages: [{ selector: '#accounts', is: 'logged_in' }],
    }),
  );
});
afterAll(async () => {
  await pool.close();
  await site.close();
});

describe('the browser pool', () => {
  test('five logins share one Chromium and none of their cookies', async () => {
    const contexts = await Promise.all([1, 2, 3, 4, 5].map(() => pool.openContext()));
    expect(new Set(contexts.map((context) => context.browser())).size).toBe(1);
    const { url } = site.bank(({ path, cookie }) =>
      path === '/set' ? { headers: { 'set-cookie': 'who=me; path=/' }, html: '' } : cookie,
    );
    const seen = await Promise.all(
      contexts.map(async (context, at) => {
        const page = await context.newPage();
        await page.goto(`${url}/${at === 0 ? 'set' : 'get'}`);
        await page.goto(`${url}/get`);
        return await page.locator('body').innerText();
      }),
    );
    expect(seen).toEqual(['who=me', '', '', '', '']);
    await Promise.all(contexts.map((context) => context.close()));
  });

  test('starts Chromium again when it has died', async () => {
    const own = newPool();
    const before = await own.openContext();
    await before.browser()?.close();
    const after = await own.openContext();
    expect(after.browser()?.isConnected()).toBe(true);
    await own.close();
  });

  test('writes below TMPDIR, leaves nothing there, and opens nothing once it is closed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'browser-test-'));
    vi.stubEnv('TMPDIR', folder);
    const own = newPool();
    await own.openContext();
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^playwright_chromiumdev_profile-/)]),
    );
    await own.close();
    vi.unstubAllEnvs();
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
    await expect(own.openContext()).rejects.toMatchObject({ kind: 'closed' });
  });

  test('a Chromium that does not start is a BrowserError', async () => {
    const broken = createBrowserPool({ executablePath: '/nowhere/chromium' });
    await expect(broken.openContext()).rejects.toBeInstanceOf(BrowserError);
  });

  test("Chromium does not get this process's environment", async () => {
    vi.stubEnv('SECRET_OF_THE_WORKER', 'x');
    const own = newPool();
    const context = await own.openContext();
    const page = await context.newPage();
    await page.goto('file:///proc/self/environ');
    expect(await page.content()).not.toContain('SECRET_OF_THE_WORKER');
    await own.close();
    vi.unstubAllEnvs();
  });

  test('dialogs are sent away, and leaving is never asked about', async () => {
    const { url } = site.bank(`<button id="go">x</button><script>
      addEventListener('beforeunload', (event) => event.preventDefault());
      document.getElementById('go').onclick = () => { document.title = String(confirm('Sure?')); };
    </script>`);
    const context = await pool.openContext();
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('#go').click();
    expect(await page.title()).toBe('false');
    await page.goto(`${url}/elsewhere`);
    expect(page.url()).toContain('/elsewhere');
    await context.close();
  });
});

describe('held logins', () => {
  test('steps of one login are taken one after the other, those of two at once', async () => {
    const held = createHeldLogins(pool);
    await Promise.all(['a', 'b'].map((loginId) => held.hold({ loginId, driver })));
    const order: string[] = [];
    let letGo = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (letGo = resolve));
    const first = held.run('a', async () => {
      await waiting;
      order.push('a1');
    });
    const second = held.run('a', () => Promise.resolve(order.push('a2')));
    await held.run('b', () => Promise.resolve(order.push('b1')));
    letGo();
    await Promise.all([first, second]);
    expect(order).toEqual(['b1', 'a1', 'a2']);
    expect(held.size).toBe(2);
    await held.closeAll();
    expect(held.size).toBe(0);
  });

  test('a failed step does not stop the next, and tells nothing of what failed', async () => {
    const held = createHeldLogins(pool);
    await held.hold({ loginId: 'a', driver });
    const failing = held.run('a', () => Promise.reject(new Error('typed 123456')));
    await expect(failing).rejects.toMatchObject({ kind: 'unexpected' });
    await expect(failing).rejects.not.toThrow('123456');
    expect(await held.run('a', () => Promise.resolve(7))).toBe(7);
    await held.close('a');
  });

  test('closed on purpose is released; closing twice, or what is not held, is no error', async () => {
    const held = createHeldLogins(pool);
    await held.hold({ loginId: 'a', driver });
    const ended = held.ended('a');
    await Promise.all([held.close('a'), held.close('a'), held.close('unknown')]);
    expect(await ended).toBe('released');
    expect(held.get('a')).toBeUndefined();
    await expect(held.run('a', () => Promise.resolve())).rejects.toMatchObject({ kind: 'closed' });
  });

  test('closed while it is being opened, nothing stays open', async () => {
    const held = createHeldLogins(pool);
    const opening = held.hold({ loginId: 'a', driver });
    await held.close('a');
    await expect(opening).rejects.toMatchObject({ kind: 'closed' });
    expect(held.size).toBe(0);
  });

  test('a login is held once', async () => {
    const held = createHeldLogins(pool);
    const [first, second] = await Promise.allSettled([
      held.hold({ loginId: 'a', driver }),
      held.hold({ loginId: 'a', driver }),
    ]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    await held.closeAll();
  });

  test.for([
    ['its page crashes', 'chrome://crash'],
    ['its browser dies', 'close'],
  ] as const)('is lost when %s, also in the middle of a step', async ([, how]) => {
    const own = newPool();
    const held = createHeldLogins(own);
    const { page } = await held.hold({ loginId: 'a', driver });
    const step = held.run('a', async (_driver, itsPage) => await itsPage.waitForSelector('#never'));
    const stepFails = expect(step).rejects.toMatchObject({ kind: 'closed' });
    const lost = held.ended('a');
    if (how === 'close') await page.context().browser()?.close();
    else await page.goto(how).catch(() => undefined);
    expect(await lost).toBe('lost');
    await stepFails;
    expect(held.get('a')).toBeUndefined();
    await own.close();
  });

  test('a popup of the bank is closed', async () => {
    const { url } = site.bank('<button id="go" onclick="window.open(\'/popup\')">x</button>');
    const held = createHeldLogins(pool);
    const { page, context } = await held.hold({ loginId: 'a', driver });
    await page.goto(url);
    const popup = context.waitForEvent('page');
    await page.locator('#go').click();
    await vi.waitFor(async () => expect((await popup).isClosed()).toBe(true));
    expect(context.pages()).toEqual([page]);
    await held.closeAll();
  });
});

describe('a checkpoint', () => {
  const script = `<script>
    const shown = () => JSON.stringify([location.hash, localStorage.kept, sessionStorage.step, document.cookie]);
    window.atStart = shown();
  </script>`;

  test('brings another browser to the same page with cookies, storage and the place inside the page', async () => {
    const { url } = site.bank(script);
    const from = await pool.openContext();
    const page = await from.newPage();
    await page.goto(`${url}/code?flow=1#otp`);
    await page.evaluate(
      `localStorage.kept = 'yes'; sessionStorage.step = 'otp'; document.cookie = 'sid=1; path=/';
       new Promise((done) => {
         const asked = indexedDB.open('app', 1);
         asked.onupgradeneeded = () => asked.result.createObjectStore('s', { keyPath: 'id' }).add({ id: 1, token: 't' });
         asked.onsuccess = () => done(asked.result.close());
       })`,
    );
    const checkpoint = checkpointSchema.parse(JSON.parse(JSON.stringify(await takeCheckpoint(page))));
    await from.close();

    const own = newPool();
    const context = await own.openContext({ storageState: checkpoint.storageState });
    const again = await openCheckpoint(context, checkpoint);
    expect(again.url()).toBe(`${url}/code?flow=1#otp`);
    expect(await again.evaluate('window.atStart')).toBe(JSON.stringify(['#otp', 'yes', 'otp', 'sid=1']));
    const token = await again.evaluate(`new Promise((done) => {
      const asked = indexedDB.open('app', 1);
      asked.onsuccess = () => {
        const read = asked.result.transaction('s').objectStore('s').get(1);
        read.onsuccess = () => done(read.result.token);
      };
    })`);
    expect(token).toBe('t');

    // Restored once: what the page changes afterwards stays changed.
    await again.evaluate(`sessionStorage.step = 'later'`);
    await again.reload();
    expect(await again.evaluate('sessionStorage.step')).toBe('later');
    await own.close();
  });

  test('of a bank that is down opens as unreachable, and holds nothing', async () => {
    const held = createHeldLogins(pool);
    const checkpoint = {
      url: 'http://127.0.0.1:9/code',
      storageState: { cookies: [], origins: [] },
      sessionStorage: {},
    };
    await expect(held.hold({ loginId: 'a', driver, checkpoint })).rejects.toMatchObject({
      kind: 'unreachable',
    });
    expect(held.size).toBe(0);
  });

  test('whose browser is closed while the bank takes its time is not a bank that is down', async () => {
    const own = newPool();
    const { url, visits } = site.bank(() => new Promise(() => undefined));
    const held = createHeldLogins(own);
    const checkpoint = { url, storageState: { cookies: [], origins: [] }, sessionStorage: {} };
    const opening = held.hold({ loginId: 'a', driver, checkpoint });
    await vi.waitFor(() => expect(visits).toHaveLength(1), 10_000);
    await Promise.all([expect(opening).rejects.not.toMatchObject({ kind: 'unreachable' }), own.close()]);
    expect(held.size).toBe(0);
  });
});
