import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createAccount, createLogin, createUser } from '../../test/support/create-rows.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { startTestProxy } from '../../test/support/test-proxy.js';
import type { BankDriver } from '../banks/bank-driver.js';
import { bankFileSchema } from '../banks/file/bank-file.js';
import { createFormBank } from '../banks/form/form-bank.js';
import { startTestSite, type TestSite } from '../banks/testing/test-site.js';
import { type BrowserPool, createBrowserPool } from '../browser/chromium.js';
import { saveCheckpoint } from '../db/logins/browser-states.js';
import { parseKeyRing } from '../secrets/key-ring.js';
import { createBrowserMemory } from './browser-memory.js';
import { createHeldLogins } from './held-logins.js';
import { makeMovable } from './movable-session.js';

let site: TestSite;
let pool: BrowserPool;
let driver: BankDriver;
let database: TestDatabase;
const newPool = (): BrowserPool =>
  createBrowserPool({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') });

beforeAll(async () => {
  database = await openTestDatabase();
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
  await database.close();
});

describe('held logins', () => {
  test('steps of one login run one after the other, those of two logins at the same time', async () => {
    const held = createHeldLogins(pool);
    const a = await held.hold({ loginId: 'a', holdNumber: 1, driver });
    const b = await held.hold({ loginId: 'b', holdNumber: 1, driver });
    const order: string[] = [];
    let letGo = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (letGo = resolve));
    const first = a.run(async () => {
      await waiting;
      order.push('a1');
    });
    const second = a.run(() => Promise.resolve(order.push('a2')));
    await b.run(() => Promise.resolve(order.push('b1')));
    letGo();
    await Promise.all([first, second]);
    expect(order).toEqual(['b1', 'a1', 'a2']);
    expect(held.size).toBe(2);
    await held.closeAll();
    expect(held.size).toBe(0);
  });

  test('a failed step does not stop the next, and its error repeats nothing that was typed', async () => {
    const held = createHeldLogins(pool);
    const login = await held.hold({ loginId: 'a', holdNumber: 1, driver });
    const failing = login.run(() => Promise.reject(new Error('typed 123456')));
    await expect(failing).rejects.toMatchObject({ kind: 'unexpected' });
    await expect(failing).rejects.not.toThrow('123456');
    expect(await login.run(() => Promise.resolve(7))).toBe(7);
    await held.close('a');
  });

  test('a login closed on purpose is released; closing it twice, or one that is not held, is no error', async () => {
    const held = createHeldLogins(pool);
    const login = await held.hold({ loginId: 'a', holdNumber: 1, driver });
    await Promise.all([held.close('a'), login.close(), held.close('unknown')]);
    expect(await login.ended).toBe('released');
    expect(login.isHeld).toBe(false);
    expect(held.get('a')).toBeUndefined();
    await expect(login.run(() => Promise.resolve())).rejects.toMatchObject({ kind: 'closed' });
  });

  test('a login that is closed while it is being opened leaves nothing open', async () => {
    const held = createHeldLogins(pool);
    const opening = held.hold({ loginId: 'a', holdNumber: 1, driver });
    await held.close('a');
    await expect(opening).rejects.toMatchObject({ kind: 'closed' });
    expect(held.size).toBe(0);
  });

  test('a login is not held twice', async () => {
    const held = createHeldLogins(pool);
    const [first, second] = await Promise.allSettled([
      held.hold({ loginId: 'a', holdNumber: 1, driver }),
      held.hold({ loginId: 'a', holdNumber: 1, driver }),
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
    const login = await held.hold({ loginId: 'a', holdNumber: 1, driver });
    const { page } = login;
    const step = login.run(async (_driver, itsPage) => await itsPage.waitForSelector('#never'));
    const stepFails = expect(step).rejects.toMatchObject({ kind: 'closed' });
    if (how === 'close') await page.context().browser()?.close();
    else await page.goto(how).catch(() => undefined);
    expect(await login.ended).toBe('lost');
    await stepFails;
    expect(held.get('a')).toBeUndefined();
    await own.close();
  });

  test('is handed over when another process can continue it and no work is in progress', async () => {
    const held = createHeldLogins(pool);
    const [stays, busy] = await Promise.all(
      ['a', 'b'].map((loginId) => held.hold({ loginId, holdNumber: 1, driver })),
    );
    if (!stays || !busy) throw new Error('not held');
    let finish = (): void => undefined;
    const work = busy.during(() => new Promise<void>((resolve) => (finish = resolve)));
    busy.isReopenable = true;
    await held.handOver();
    expect([stays.isHeld, busy.isHeld]).toEqual([true, true]);
    finish();
    await work;
    expect([stays.isHeld, busy.isHeld]).toEqual([true, false]);
    await held.closeAll();
  });

  test('a session moves as soon as it is only kept open, and is saved when all are closed', async () => {
    const held = createHeldLogins(pool);
    const saved: string[] = [];
    const holdSession = async (loginId: string, canBeSaved = true) => {
      const login = await held.hold({ loginId, holdNumber: 1, driver });
      login.saveSession = () => {
        saved.push(loginId);
        return Promise.resolve(canBeSaved);
      };
      return login;
    };
    const [quiet, late, unsavable] = [
      await holdSession('quiet'),
      await holdSession('late'),
      await holdSession('unsavable', false),
    ];
    await quiet.keepOpenOnly();
    await unsavable.keepOpenOnly();
    expect(saved).toEqual([]);
    await held.moveSessions();
    const opened = await holdSession('opened');
    expect([quiet, late, unsavable, opened].map(({ isHeld }) => isHeld)).toEqual([false, true, true, true]);
    await late.keepOpenOnly();
    await opened.keepOpenOnly();
    expect([late.isHeld, opened.isHeld]).toEqual([false, false]);
    await holdSession('busy');
    await held.closeAll();
    expect(held.size).toBe(0);
    expect(saved).toEqual(['quiet', 'unsavable', 'late', 'opened', 'unsavable', 'busy']);
  });

  test('a session that a later hold has continued is neither saved nor moved', async () => {
    const { db } = database;
    const accountId = await createAccount(db, { userId: await createUser(db) });
    const { loginId } = await createLogin(db, accountId);
    const memory = createBrowserMemory({
      db,
      ring: parseKeyRing(`k1:${randomBytes(32).toString('base64')}`),
    });
    const { url } = site.bank('<p>Accounts</p>');
    const held = createHeldLogins(pool);
    const movable = { ...driver, sessionMovableAt: url };
    const session = await held.hold({ loginId, holdNumber: 1, driver: movable });
    await session.page.goto(url);
    await makeMovable({ held: session, login: { loginId, accountId }, memory });
    expect(await session.saveSession?.()).toBe(true);
    await saveCheckpoint(db, { loginId, accountId, holdNumber: 2 }, 'of the later hold');

    expect(await memory.keepCheckpoint({ loginId, accountId, holdNumber: 1 }, session.page, url)).toBe(false);
    await session.keepOpenOnly();
    await held.moveSessions();
    expect(session.isHeld).toBe(true);
    await makeMovable({ held: session, login: { loginId, accountId }, memory });
    expect(session.saveSession).toBeUndefined();
    await held.closeAll();
  });

  test('a login goes on in the tab that its step opens, and is lost with that tab', async () => {
    const { url } = site.bank(({ path, method }) => {
      if (path === '/sign-in' && method === 'POST')
        return `<p id="accounts">Accounts</p><script>window.open('popup')</script>`;
      if (path === '/sign-in')
        return `<form method="post"><input id="user"><input id="pass" type="password"><button id="go">Go</button></form>`;
      return path === '/popup' ? 'News' : `<a id="open" href="sign-in" target="_blank">Online banking</a>`;
    });
    const inTab = createFormBank(
      bankFileSchema.parse({
        code: 'tab',
        name: 'Tab Bank',
        login_url: `${url}/home`,
        login: [
          { click: '#open', opens: 'tab' },
          { fill: '#user', with: 'username' },
          { fill: '#pass', with: 'password' },
          { click: '#go' },
        ],
        pages: [{ selector: '#accounts', is: 'logged_in' }],
      }),
    );
    const held = createHeldLogins(pool);
    const login = await held.hold({ loginId: 'a', holdNumber: 1, driver: inTab });
    const first = login.page;
    const credentials = { username: 'ada', password: 'secret', secrets: {} };
    expect(await login.run((bank, page) => bank.openLogin(page, credentials))).toEqual({ is: 'logged_in' });
    expect([login.page === first, new URL(login.page.url()).pathname.endsWith('/sign-in')]).toEqual([
      false,
      true,
    ]);
    await vi.waitFor(() => expect(login.context.pages()).toHaveLength(2));
    await first.close();
    expect(await login.run((bank, page) => bank.lookAgain(page))).toEqual({ is: 'logged_in' });
    await login.page.close();
    expect(await login.ended).toBe('lost');
  });

  test('a popup of the bank is closed', async () => {
    const { url } = site.bank('<button id="go" onclick="window.open(\'/popup\')">x</button>');
    const held = createHeldLogins(pool);
    const { page, context } = await held.hold({ loginId: 'a', holdNumber: 1, driver });
    await page.goto(url);
    const popup = context.waitForEvent('page');
    await page.locator('#go').click();
    await vi.waitFor(async () => expect((await popup).isClosed()).toBe(true));
    expect(context.pages()).toEqual([page]);
    await held.closeAll();
  });
});

describe('a login with a proxy', () => {
  test('keeps it when it continues in a fresh browser', async () => {
    const proxy = await startTestProxy();
    const { url } = site.bank('<p>A page</p>');
    const held = createHeldLogins(pool);
    const storageState = { cookies: [], origins: [] };
    const login = await held.hold({
      loginId: 'a',
      holdNumber: 1,
      driver,
      storageState,
      proxy: { server: proxy.url() },
    });
    const before = login.context;
    await login.startFresh();
    expect(login.context).not.toBe(before);
    await login.page.goto(`${url}/fresh`);
    expect(proxy.asked).toContain(`GET ${url}/fresh`);
    await held.closeAll();
    await proxy.close();
  });
});

describe('a login that is opened from a checkpoint', () => {
  test('leaves a blank page to its first visit, which finds the session storage once', async () => {
    const { url, visits } = site.bank('<p>Accounts</p>');
    const held = createHeldLogins(pool);
    const checkpoint = {
      url,
      storageState: { cookies: [], origins: [] },
      sessionStorage: { [site.origin]: { key: 'saved' } },
    };
    const { page } = await held.hold({ loginId: 'a', holdNumber: 1, driver, checkpoint, isBlank: true });
    expect([page.url(), visits.length]).toEqual(['about:blank', 0]);
    await page.goto(url);
    expect(await page.evaluate("sessionStorage.getItem('key')")).toBe('saved');
    await page.evaluate("sessionStorage.setItem('key', 'changed')");
    await page.reload();
    expect(await page.evaluate("sessionStorage.getItem('key')")).toBe('changed');
    expect(visits).toHaveLength(2);
    await held.closeAll();
  });

  test('is unreachable when its bank is down, and nothing is held', async () => {
    const held = createHeldLogins(pool);
    const checkpoint = {
      url: 'http://127.0.0.1:9/code',
      storageState: { cookies: [], origins: [] },
      sessionStorage: {},
    };
    await expect(held.hold({ loginId: 'a', holdNumber: 1, driver, checkpoint })).rejects.toMatchObject({
      kind: 'unreachable',
    });
    expect(held.size).toBe(0);
  });

  test('is not unreachable when its browser is closed while the bank is slow', async () => {
    const own = newPool();
    const { url, visits } = site.bank(() => new Promise(() => undefined));
    const held = createHeldLogins(own);
    const checkpoint = { url, storageState: { cookies: [], origins: [] }, sessionStorage: {} };
    const opening = held.hold({ loginId: 'a', holdNumber: 1, driver, checkpoint });
    await vi.waitFor(() => expect(visits).toHaveLength(1), 10_000);
    await Promise.all([expect(opening).rejects.not.toMatchObject({ kind: 'unreachable' }), own.close()]);
    expect(held.size).toBe(0);
  });
});
