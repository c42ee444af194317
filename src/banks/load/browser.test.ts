import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { startTestSite, type TestSite } from '../testing/test-site.js';
import { BrowserError } from '../../browser/browser-error.js';
import { checkpointSchema, openCheckpoint, takeCheckpoint } from '../../browser/checkpoint.js';
import { type BrowserPool, createBrowserPool } from '../../browser/chromium.js';

let site: TestSite;
let pool: BrowserPool;
const newPool = (): BrowserPool =>
  createBrowserPool({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') });

beforeAll(async () => {
  site = await startTestSite();
  pool = newPool();
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
    const checkpoint = checkpointSchema.parse(
      JSON.parse(JSON.stringify(await takeCheckpoint(page, page.url()))),
    );
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
});
