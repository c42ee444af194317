import type { BrowserContext } from 'playwright-core';
import type { ProxySettings } from '../assistance/proxy-url.js';
import type { StorageState } from '../assistance/storage-state.js';
import { type BrowserProgram, createBrowserPrograms, programOf } from './browser-programs.js';
import type { BrowserSource } from './open-browser.js';
import { redactBrowserErrors } from './redact-browser-errors.js';

/** How the context of a login differs from the usual one. */
export interface BrowserOptions {
  /** Dialogs of the browser (alert, confirm, prompt) whose text holds one of these are accepted, all others dismissed. */
  acceptDialogs?: readonly string[] | undefined;
  /**
   * Service workers are blocked unless this is true. A request of the page is seen also when a service worker answers it
   * instead of the bank.
   */
  allowServiceWorkers?: boolean | undefined;
  /** BCP 47; default en-US. */
  locale?: string | undefined;
  /** IANA; default the browser's own. */
  timezone?: string | undefined;
  /** Default the browser's own. */
  userAgent?: string | undefined;
  /** In CSS pixels; default 1280 × 900. */
  viewport?: { width: number; height: number } | undefined;
  /** Default what the worker has. */
  program?: BrowserProgram | undefined;
}

interface ContextRequest extends BrowserOptions {
  storageState?: StorageState;
  /** For everything that the context sends; null or absent: none. */
  proxy?: ProxySettings | null | undefined;
  /** A HAR file of all that its pages ask and are answered, in clear. Written when the context is closed. */
  harPath?: string | undefined;
}

/** No page of a bank needs longer for one action; the waits for whole pages are the driver's. */
const actionTimeoutMs = 30_000;

/**
 * The browsers of this process, with a context for each login. They are opened at the first need, and again if they
 * died. `named` are those for banks that ask for a program; the endpoint of a browser elsewhere needs none.
 */
export function createBrowserPool(
  usual: BrowserSource,
  named: Partial<Record<BrowserProgram, BrowserSource>> = {},
) {
  const programs = createBrowserPrograms(usual, named);

  async function newContext(request: ContextRequest): Promise<BrowserContext> {
    const { storageState, acceptDialogs = [], allowServiceWorkers = false } = request;
    const { locale = 'en-US', timezone, userAgent, viewport = { width: 1280, height: 900 } } = request;
    const browser = await programs.browser(request.program);
    const context = await browser.newContext({
      ...(storageState && { storageState }),
      ...(request.proxy && { proxy: request.proxy }),
      ...(request.harPath !== undefined && {
        recordHar: { path: request.harPath, mode: 'minimal', content: 'embed' },
      }),
      viewport,
      locale,
      ...(timezone !== undefined && { timezoneId: timezone }),
      ...(userAgent !== undefined && { userAgent }),
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

    /** Opens the usual browser unless it is open, and says which program it is. Throws BrowserError. */
    async usualProgram(): Promise<BrowserProgram> {
      return await redactBrowserErrors('usualProgram', async () =>
        programOf(await programs.browser(undefined)),
      );
    },

    /** How often a browser was launched, or connected to: more than once for each program after one has died. */
    get launches(): number {
      return programs.launches;
    },

    /** Ends the browsers, or the connection to one elsewhere; contexts still open are lost. None can be opened afterwards. */
    async close(): Promise<void> {
      await programs.close();
    },
  };
}

export type BrowserPool = ReturnType<typeof createBrowserPool>;

function ignoreGonePage(): void {
  // The page was closed with its dialog.
}
