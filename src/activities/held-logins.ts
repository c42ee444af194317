import type { Page } from 'playwright-core';
import type { ProxySettings } from '../assistance/proxy-url.js';
import type { StorageState } from '../assistance/storage-state.js';
import type { BankDriver } from '../banks/bank-driver.js';
import { BrowserError } from '../browser/browser-error.js';
import { type Checkpoint, openCheckpoint, restoreCheckpoint } from '../browser/checkpoint.js';
import type { BrowserPool } from '../browser/chromium.js';
import { redactBrowserErrors } from '../browser/redact-browser-errors.js';
import { closeQuietly, HeldLogin } from './held-login.js';

interface HoldRequest {
  loginId: string;
  /** Which of the login's browsers this is, counted from 1. */
  holdNumber: number;
  driver: BankDriver;
  /** Through which the bank is reached; null or absent: directly. */
  proxy?: ProxySettings | null | undefined;
  /** Cookies and storage to start with, on a blank page. */
  storageState?: StorageState;
  /** Or a whole checkpoint, whose page is then opened. */
  checkpoint?: Checkpoint;
  /** The checkpoint's page is left to the first step, which visits it; default false. */
  isBlank?: boolean;
}

/**
 * The logins whose browsers live in this process, each a context and a page of one Chromium. A browser that is not needed
 * while a code is waited for is closed after `keepSpareMs`, or when another login needs its slot.
 */
export function createHeldLogins(pool: BrowserPool, { keepSpareMs = 0 }: { keepSpareMs?: number } = {}) {
  const held = new Map<string, HeldLogin>();
  const opening = new Set<string>();
  let isHandingOver = false;
  let isMovingSessions = false;

  async function openPage({
    driver,
    proxy,
    storageState,
    checkpoint,
    isBlank = false,
  }: Omit<HoldRequest, 'loginId' | 'holdNumber'>): Promise<Page> {
    const state = checkpoint?.storageState ?? storageState;
    const context = await pool.openContext({
      ...driver.browser,
      proxy,
      ...(state && { storageState: state }),
    });
    try {
      if (!checkpoint) return await redactBrowserErrors('hold', async () => await context.newPage());
      return await (isBlank ? restoreCheckpoint : openCheckpoint)(context, checkpoint);
    } catch (error) {
      await closeQuietly(context);
      throw error;
    }
  }

  const get = (loginId: string): HeldLogin | undefined => {
    const login = held.get(loginId);
    return login?.isHeld ? login : undefined;
  };

  async function close(loginId: string): Promise<void> {
    // While it is being opened, `hold` notices that it is no longer wanted, and closes what it opened.
    opening.delete(loginId);
    await held.get(loginId)?.close();
  }

  return {
    /**
     * Opens a context for this login. Throws BrowserError: `unreachable` when the bank does not answer at a
     * checkpoint's page, `closed` when the login was closed meanwhile. Holding a login twice is the caller's bug.
     */
    async hold(request: HoldRequest): Promise<HeldLogin> {
      const { loginId, holdNumber, driver, proxy } = request;
      if (get(loginId) || opening.has(loginId)) throw new Error(`login ${loginId} is held already`);
      opening.add(loginId);
      const page = await openPage(request).catch((error: unknown) => {
        opening.delete(loginId);
        throw error;
      });
      const isStillWanted = opening.delete(loginId) && !page.isClosed();
      if (!isStillWanted) {
        await closeQuietly(page.context());
        throw new BrowserError('closed', 'hold');
      }
      const openFresh = () => openPage({ driver, proxy });
      const login = new HeldLogin({
        ...{ driver, page, holdNumber, keepSpareMs },
        openFresh: request.storageState && openFresh,
      });
      login.reopenUrl = request.checkpoint?.url;
      login.wasReopened = request.checkpoint !== undefined;
      held.set(loginId, login);
      void login.ended.then(() => {
        if (held.get(loginId) === login) held.delete(loginId);
      });
      if (isHandingOver) await login.handOver();
      if (isMovingSessions) await login.moveSession();
      return login;
    },

    /** Undefined when this process does not hold the login, or no longer. */
    get,

    /** How many browsers can be closed at once when others are needed. */
    get spare(): number {
      return [...held.values()].filter(({ isSpare }) => isSpare).length;
    },

    /** Closes the browser of the oldest login that does not need it now. */
    async closeSpare(): Promise<void> {
      await [...held.values()].find(({ isSpare }) => isSpare)?.close();
    },

    /** From now on, closes each login as soon as another process can continue it and no work is in progress here. */
    async handOver(): Promise<void> {
      isHandingOver = true;
      await Promise.all([...held.values()].map((login) => login.handOver()));
    },

    /** From now on, closes each logged-in session that another process can continue, after saving its state. */
    async moveSessions(): Promise<void> {
      isMovingSessions = true;
      await Promise.all([...held.values()].map((login) => login.moveSession()));
    },

    /** Closes the login's context, also one that is just being opened. May be called more than once. */
    close,

    /** Resolves when none of the logins that are held now is held any more. */
    async untilAllEnded(): Promise<void> {
      await Promise.all([...held.values()].map(({ ended }) => ended));
    },

    /** Closes all logins, sessions with their state of now. */
    async closeAll(): Promise<void> {
      opening.clear();
      await Promise.all([...held.values()].map((login) => login.saveAndClose()));
    },

    /** How many logins are held or being opened. */
    get size(): number {
      return [...held.values()].filter(({ isHeld }) => isHeld).length + opening.size;
    },
  };
}

export type HeldLogins = ReturnType<typeof createHeldLogins>;
