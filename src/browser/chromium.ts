import { homedir, tmpdir } from 'node:os';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import type { StorageState } from '../assistance/storage-state.js';
import { BrowserError } from './browser-error.js';
import { redactBrowserErrors } from './redact-browser-errors.js';

interface BrowserPoolDeps {
  executablePath: string;
  args?: string[];
}

/** How the context of a login differs from the usual one. */
export interface BrowserOptions {
  /** Dialogs of the browser (alert, confirm, prompt) whose text holds one of these are accepted, all others dismissed. */
  acceptDialogs?: readonly string[] | undefined;
  /**
   * Service workers are blocked unless this is true. A request of the page is seen also when a service worker answers it
   * instead of the bank.
   */
  allowServiceWorkers?: boolean | undefined;
}

interface ContextRequest extends BrowserOptions {
  storageState?: StorageState;
}

/** No page of a bank needs longer for one action; the waits for whole pages are the driver's. */
const actionTimeoutMs = 30_000;
const launchTimeoutMs = 30_000;

const quietArgs = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * One Chromium for this process, started at the first need and again if it died, with a context for each login.
 * All that it writes lies in `os.tmpdir()` (TMPDIR); its profile goes when it is closed, and what `kill -9`
 * leaves there is named `playwright*`. It listens on a pipe, so it ends by itself when this process dies.
 */
export function createBrowserPool({ executablePath, args = [] }: BrowserPoolDeps) {
  let launching: Promise<Browser> | undefined;
  let isClosed = false;

  async function launch(): Promise<Browser> {
    return await chromium.launch({
      executablePath,
      args: [...quietArgs, ...args.filter((arg) => !quietArgs.includes(arg))],
      chromiumSandbox: !args.includes('--no-sandbox'),
      // Never all of the environment: that would hand it the worker's keys.
      env: { HOME: homedir(), TMPDIR: tmpdir() },
      timeout: launchTimeoutMs,
      // The worker decides what a signal means: held logins are ended before the browser is.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  }

  async function currentBrowser(): Promise<Browser> {
    if (isClosed) throw new BrowserError('closed', 'openContext');
    launching ??= launch();
    const current = launching;
    try {
      const browser = await current;
      if (browser.isConnected()) return browser;
    } catch (error) {
      if (launching === current) launching = undefined;
      throw error;
    }
    // The process has died, and its `disconnected` event has not come yet.
    if (launching === current) launching = undefined;
    return await currentBrowser();
  }

  async function newContext(request: ContextRequest): Promise<BrowserContext> {
    const { storageState, acceptDialogs = [], allowServiceWorkers = false } = request;
    const browser = await currentBrowser();
    const context = await browser.newContext({
      ...(storageState && { storageState }),
      viewport: { width: 1280, height: 900 },
      locale: 'en-US',
      acceptDownloads: false,
      // Most are for offline use and push messages, and only make a login slower.
      serviceWorkers: allowServiceWorkers ? 'allow' : 'block',
      permissions: [],
    });
    context.setDefaultTimeout(actionTimeoutMs);
    context.on('dialog', (dialog) => {
      const isAccepted =
        // A question about leaving the page must not keep us there.
        dialog.type() === 'beforeunload' || acceptDialogs.some((text) => dialog.message().includes(text));
      (isAccepted ? dialog.accept() : dialog.dismiss()).catch(ignoreGonePage);
    });
    return context;
  }

  return {
    /** A new context: it shares no cookies and no storage with another. */
    async openContext(request: ContextRequest = {}): Promise<BrowserContext> {
      return await redactBrowserErrors('openContext', async () => await newContext(request));
    },

    /** Ends Chromium; contexts still open are lost. No context can be opened afterwards. */
    async close(): Promise<void> {
      isClosed = true;
      const browser = await launching?.catch(() => undefined);
      await browser?.close();
    },
  };
}

export type BrowserPool = ReturnType<typeof createBrowserPool>;

function ignoreGonePage(): void {
  // The page was closed with its dialog.
}
