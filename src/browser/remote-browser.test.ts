import { expect, inject, onTestFinished, test } from 'vitest';
import { startDebuggedChromium, startPlaywrightServer } from '../../test/support/remote-browsers.js';
import { createBrowserPool } from './chromium.js';

const overHttp = async () => {
  const remote = await startDebuggedChromium();
  return { ...remote, endpoint: `http://${new URL(remote.endpoint).host}` };
};

const poolAt = (endpoint: string) => {
  const pool = createBrowserPool({ endpoint });
  onTestFinished(() => pool.close());
  return pool;
};

test.each([
  ['a Chromium’s debugging port', startDebuggedChromium],
  ['a Chromium’s debugging port, by http', overHttp],
  ['a Playwright server', startPlaywrightServer],
])('%s serves contexts of their own, with their options', async (_what, start) => {
  const remote = await start();
  onTestFinished(() => remote.kill());
  const pool = poolAt(remote.endpoint);
  const [one, other] = [await pool.openContext({ locale: 'fr-FR' }), await pool.openContext()];
  await one.addCookies([{ name: 'who', value: 'me', url: 'http://bank.example' }]);
  expect(await other.cookies()).toEqual([]);
  const page = await one.newPage();
  expect(await page.evaluate('navigator.language')).toBe('fr-FR');
  expect(one.browser()).toBe(other.browser());
});

test('a context is closed with the connection, and the browser elsewhere goes on', async () => {
  const remote = await startDebuggedChromium();
  onTestFinished(() => remote.kill());
  const first = poolAt(remote.endpoint);
  const context = await first.openContext();
  const closed = new Promise((resolve) => context.once('close', resolve));
  await first.close();
  await closed;
  const page = await (await poolAt(remote.endpoint).openContext()).newPage();
  expect(await page.evaluate('1 + 1')).toBe(2);
});

test.each([
  ['a Chromium', startDebuggedChromium],
  ['a Playwright server', startPlaywrightServer],
])('%s that dies closes its pages, and cannot be reached', async (_what, start) => {
  const remote = await start();
  const pool = poolAt(remote.endpoint);
  const page = await (await pool.openContext()).newPage();
  const closed = new Promise((resolve) => page.once('close', resolve));
  await remote.kill();
  await closed;
  const error: unknown = await pool.openContext().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'BrowserError' });
  // An endpoint may hold a token.
  expect(String(error)).not.toContain('127.0.0.1');
});

test('is connected again when it is back', async () => {
  const before = await startDebuggedChromium();
  const { host, port } = new URL(before.endpoint);
  const pool = poolAt(`http://${host}`);
  await pool.openContext();
  await before.kill();
  const after = await startDebuggedChromium(Number(port));
  onTestFinished(() => after.kill());
  await expect.poll(() => pool.openContext().catch(() => undefined), { timeout: 10_000 }).toBeDefined();
});

test('has one program, and refuses a bank that asks for the other', async () => {
  const remote = await startPlaywrightServer();
  onTestFinished(() => remote.kill());
  const pool = poolAt(remote.endpoint);
  const local = createBrowserPool({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') });
  onTestFinished(() => local.close());
  const program = await pool.usualProgram();
  expect(program).toBe(await local.usualProgram());
  await pool.openContext({ program });
  const other = program === 'shell' ? 'chromium' : 'shell';
  await expect(pool.openContext({ program: other })).rejects.toMatchObject({ kind: 'missing_program' });
});
