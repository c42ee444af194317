import type { Browser } from 'playwright-core';
import { BrowserError } from './browser-error.js';

/**
 * One browser that is opened at the first need, and again if it died or its connection broke. After `close` it is not
 * opened again.
 */
export function createSharedBrowser(open: () => Promise<Browser>) {
  let opening: Promise<Browser> | undefined;
  let isClosed = false;

  async function current(): Promise<Browser> {
    if (isClosed) throw new BrowserError('closed', 'openContext');
    opening ??= open();
    const latest = opening;
    try {
      const browser = await latest;
      if (browser.isConnected()) return browser;
    } catch (error) {
      if (opening === latest) opening = undefined;
      throw error;
    }
    // It has died, and its `disconnected` event has not come yet.
    if (opening === latest) opening = undefined;
    return await current();
  }

  return {
    current,
    async close(): Promise<void> {
      isClosed = true;
      const browser = await opening?.catch(() => undefined);
      await browser?.close();
    },
  };
}

export type SharedBrowser = ReturnType<typeof createSharedBrowser>;
