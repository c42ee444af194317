import pLimit, { type LimitFunction } from 'p-limit';
import type { BrowserContext, Page } from 'playwright-core';
import type { StorageState } from '../assistance/storage-state.js';
import type { BankDriver } from '../banks/bank-driver.js';
import { BrowserError } from '../browser/browser-error.js';
import { type Checkpoint, openCheckpoint } from '../browser/checkpoint.js';
import type { BrowserPool } from '../browser/chromium.js';
import { rebuilt } from '../browser/rebuilt.js';
import { within } from '../browser/within.js';

export interface HeldLogin {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly driver: BankDriver;
}

interface HoldRequest {
  loginId: string;
  driver: BankDriver;
  /** Cookies and storage to begin with, at no page. */
  storageState?: StorageState;
  /** Or a whole checkpoint: the page is then where it was taken. */
  checkpoint?: Checkpoint;
}

interface Entry extends HeldLogin {
  readonly oneAtATime: LimitFunction;
  readonly ended: Promise<HoldEnd>;
  readonly end: (how: HoldEnd) => void;
  isLoggedIn: boolean;
  /** Another process can go on where this login now is. */
  isReopenable: boolean;
  /** What is being done for this login, and must be done here. */
  underWay: number;
}

/** How a login stopped being held: closed on purpose, or gone unasked. */
export type HoldEnd = 'released' | 'lost';

/** The logins whose browser lives in this process, each a context and a page of the one Chromium. */
export function createHeldLogins(pool: BrowserPool) {
  const entries = new Map<string, Entry>();
  const opening = new Set<string>();
  let isHandingOver = false;

  async function openPage({ storageState, checkpoint }: HoldRequest): Promise<Page> {
    const state = checkpoint?.storageState ?? storageState;
    const context = await pool.openContext(state ? { storageState: state } : {});
    try {
      return checkpoint
        ? await openCheckpoint(context, checkpoint)
        : await rebuilt('hold', async () => await context.newPage());
    } catch (error) {
      await closeQuietly(context);
      throw error;
    }
  }

  function watch(loginId: string, driver: BankDriver, page: Page): Entry {
    const context = page.context();
    // A bank's popup would take the focus from the page that is typed into.
    context.on('page', (popup) => void popup.close().catch(ignoreGone));
    let end: (how: HoldEnd) => void = () => undefined;
    const ended = new Promise<HoldEnd>((resolve) => {
      end = resolve;
    });
    function lose(): void {
      // Closed on purpose: the entry was taken out first, and nothing is lost.
      if (entries.get(loginId)?.page !== page) return;
      entries.delete(loginId);
      void closeQuietly(context);
      end('lost');
    }
    page.once('close', lose);
    page.once('crash', lose);
    context.once('close', lose);
    return {
      page,
      context,
      driver,
      ended,
      end,
      isLoggedIn: false,
      isReopenable: false,
      underWay: 0,
      oneAtATime: pLimit(1),
    };
  }

  async function close(loginId: string): Promise<void> {
    // Still opening: `hold` finds its place gone and closes what it opened.
    opening.delete(loginId);
    const entry = entries.get(loginId);
    if (!entry) return;
    entries.delete(loginId);
    await closeQuietly(entry.context);
    entry.end('released');
  }

  async function closeIfHandedOver(loginId: string): Promise<void> {
    const entry = entries.get(loginId);
    if (isHandingOver && entry?.isReopenable && entry.underWay === 0) await close(loginId);
  }

  return {
    /** Opens a context for this login. Twice for one login is a bug of the caller. */
    async hold(request: HoldRequest): Promise<HeldLogin> {
      const { loginId, driver } = request;
      if (entries.has(loginId) || opening.has(loginId)) throw new Error(`login ${loginId} is held already`);
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
      const entry = watch(loginId, driver, page);
      entries.set(loginId, entry);
      return entry;
    },

    get: (loginId: string): HeldLogin | undefined => entries.get(loginId),

    /**
     * Takes one step at the login's page, after the steps before it have ended: a visit to keep the session
     * alive never meets a code being typed. Throws BrowserError `closed` when the login is not held (any more).
     */
    async run<T>(loginId: string, step: (driver: BankDriver, page: Page) => Promise<T>): Promise<T> {
      const entry = entries.get(loginId);
      if (!entry) throw new BrowserError('closed', 'run');
      return await entry.oneAtATime(async () => {
        if (entries.get(loginId) !== entry) throw new BrowserError('closed', 'run');
        // Drivers promise to throw BrowserError only; a bank's own module may not keep that promise.
        return await rebuilt(
          `a step at ${entry.driver.code}`,
          async () => await step(entry.driver, entry.page),
        );
      });
    },

    /** Resolves when the login is held no more, with how that came; at once when it is not held. */
    ended: async (loginId: string): Promise<HoldEnd> => (await entries.get(loginId)?.ended) ?? 'lost',

    /** The bank has let this login in: from now on its session is kept alive. */
    markLoggedIn(loginId: string): void {
      const entry = entries.get(loginId);
      if (entry) entry.isLoggedIn = true;
    },

    isLoggedIn: (loginId: string): boolean => entries.get(loginId)?.isLoggedIn ?? false,

    /** Whether another process can go on where this login now is: there is a checkpoint of its page. */
    markReopenable(loginId: string, isReopenable: boolean): void {
      const entry = entries.get(loginId);
      if (entry) entry.isReopenable = isReopenable;
    },

    /** Whether something is under way for this login that must be done here. */
    isBusy: (loginId: string): boolean => (entries.get(loginId)?.underWay ?? 0) > 0,

    /** Does something for a login that is held here; it is not handed over meanwhile. */
    async during<T>(loginId: string, act: () => Promise<T>): Promise<T> {
      const entry = entries.get(loginId);
      if (entry) entry.underWay += 1;
      try {
        return await act();
      } finally {
        if (entry) entry.underWay -= 1;
        await closeIfHandedOver(loginId);
      }
    },

    /** From now on, closes each login that can go on in another process, as soon as nothing is under way for it. */
    async handOver(): Promise<void> {
      isHandingOver = true;
      await Promise.all([...entries.keys()].map(closeIfHandedOver));
    },

    /** Closes the login's context, whatever happens in it. May be called twice. */
    close,

    /** Resolves when none of those that are held now is held any more. */
    async untilAllEnded(): Promise<void> {
      await Promise.all([...entries.values()].map(({ ended }) => ended));
    },

    async closeAll(): Promise<void> {
      await Promise.all([...opening, ...entries.keys()].map(close));
    },

    /** How many are held, or about to be. */
    get size(): number {
      return entries.size + opening.size;
    },
  };
}

export type HeldLogins = ReturnType<typeof createHeldLogins>;

/** A Chromium that hangs must not keep a worker from ending. */
const closeWithinMs = 5_000;

/** A context that cannot be closed is gone already: with its browser, or by itself. */
async function closeQuietly(context: BrowserContext): Promise<void> {
  await within(closeWithinMs, () => context.close().catch(ignoreGone), ignoreGone);
}

function ignoreGone(): void {
  // Closing what is closed is no error.
}
