import type { Browser } from 'playwright-core';
import { BrowserError } from './browser-error.js';
import { type BrowserSource, openBrowser } from './open-browser.js';
import { createSharedBrowser, type SharedBrowser } from './shared-browser.js';

/** A full Chromium in its new headless mode (or with a window), or a headless shell. */
export type BrowserProgram = 'chromium' | 'shell';

/** Which of the two a browser is. A headless shell says so in its version; a full Chromium does so in no mode. */
export async function programOf(browser: Browser): Promise<BrowserProgram> {
  const session = await browser.newBrowserCDPSession();
  const { product } = await session.send('Browser.getVersion');
  await session.detach();
  return product.startsWith('Headless') ? 'shell' : 'chromium';
}

/**
 * The browsers of this process, each opened at the first need: the usual one, and one for each program that a bank's
 * file asks for by name.
 */
export function createBrowserPrograms(
  usual: BrowserSource,
  named: Partial<Record<BrowserProgram, BrowserSource>>,
) {
  const shared = new Map<string, SharedBrowser>();
  let launches = 0;
  const programs = new WeakMap<Browser, Promise<BrowserProgram>>();

  function sharedBrowser(source: BrowserSource): SharedBrowser {
    const key = 'endpoint' in source ? source.endpoint : source.executablePath;
    const known = shared.get(key) ?? createSharedBrowser(() => open(source));
    shared.set(key, known);
    return known;
  }

  function open(source: BrowserSource): Promise<Browser> {
    launches += 1;
    return openBrowser(source);
  }

  /** An endpoint has one browser only, whose program is known once it was reached. */
  async function remoteBrowser(wanted: BrowserProgram): Promise<Browser> {
    const browser = await sharedBrowser(usual).current();
    const program = programs.get(browser) ?? programOf(browser);
    programs.set(browser, program);
    if ((await program) !== wanted) throw new BrowserError('missing_program', 'openContext');
    return browser;
  }

  return {
    /** A connected browser. Throws BrowserError, `missing_program` if there is none of this program. */
    async browser(wanted: BrowserProgram | undefined): Promise<Browser> {
      if (wanted === undefined) return await sharedBrowser(usual).current();
      if ('endpoint' in usual) return await remoteBrowser(wanted);
      const source = named[wanted];
      if (!source) throw new BrowserError('missing_program', 'openContext');
      return await sharedBrowser(source).current();
    },

    /** How often a browser was launched, or connected to. */
    get launches(): number {
      return launches;
    },

    async close(): Promise<void> {
      await Promise.all([...shared.values()].map((browser) => browser.close()));
    },
  };
}
