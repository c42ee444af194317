import { env } from 'node:process';
import { type Logger, pino } from 'pino';
import { expect, inject, onTestFinished, test } from 'vitest';
import { scriptedBank } from '../test/support/scripted-bank.js';
import { createBrowserPool } from './browser/chromium.js';
import { findBrowsers, logRemoteBrowser } from './find-browsers.js';
import { findChromium } from './runtime/find-chromium.js';
import { StartError } from './runtime/start-error.js';

function recordingLog(): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  return { log: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }), lines };
}

const banksAsking = new Map(
  (['shell', 'chromium'] as const).map((program) => {
    const { driver } = scriptedBank({ code: `bank-${program}`, onOpen: { is: 'logged_in' } });
    return [driver.code, { ...driver, browser: { program } }];
  }),
);

const settings = (endpoint?: string, requiresSandbox = false) => ({
  browser: { chromiumPath: inject('chromiumPath'), program: undefined, endpoint, requiresSandbox },
  env,
});

test.each(['shell', 'chromium'] as const)(
  'a bank that asks for %s gets it; if the machine has none, the start says so and no other is opened',
  async (program) => {
    const { log, lines } = recordingLog();
    const isThere = await findChromium({
      chromiumPath: inject('chromiumPath'),
      program,
      env,
      print: () => undefined,
    }).then(
      () => true,
      (error: unknown) => {
        expect(error).toBeInstanceOf(StartError);
        return false;
      },
    );
    const { usual, named } = await findBrowsers(settings(), banksAsking, log);
    const pool = createBrowserPool(usual, named);
    onTestFinished(() => pool.close());
    const opening = pool.openContext({ program });
    if (isThere) {
      const session = await (await opening).browser()?.newBrowserCDPSession();
      const version = await session?.send('Browser.getVersion');
      expect(version?.product).toMatch(program === 'shell' ? /^HeadlessChrome\// : /^Chrome\//);
    } else {
      await expect(opening).rejects.toMatchObject({ kind: 'missing_program' });
      expect(lines.join('')).toContain(`"banks":["bank-${program}"]`);
    }
    expect(lines.some((line) => line.includes(`"program":"${program}"`))).toBe(!isThere);
  },
);

test('an endpoint stands for all browsers; one that cannot be reached is logged without its address', async () => {
  const { log, lines } = recordingLog();
  const endpoint = 'ws://127.0.0.1:1/?token=s3cret';
  const browsers = await findBrowsers(settings(endpoint), banksAsking, log);
  expect(browsers).toEqual({ usual: { endpoint } });
  const pool = createBrowserPool(browsers.usual);
  onTestFinished(() => pool.close());
  await logRemoteBrowser(pool, banksAsking, log);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('cannot be reached');
  expect(lines[0]).not.toContain('s3cret');
});

test('a worker says whether its browser has a sandbox, and does not start without one that is required', async () => {
  const { log, lines } = recordingLog();
  const hasSandbox = !inject('chromiumArgs').includes('--no-sandbox');
  const start = findBrowsers(settings(undefined, true), new Map(), log);
  if (hasSandbox) expect((await start).usual).toMatchObject({ args: [] });
  else await expect(start).rejects.toThrow(/The sandbox of .* does not work here/);
  expect(lines.join('')).toContain(`"sandbox":${hasSandbox}`);
});
