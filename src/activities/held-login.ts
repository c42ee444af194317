import pLimit from 'p-limit';
import type { BrowserContext, Page } from 'playwright-core';
import type { BankDriver } from '../banks/bank-driver.js';
import { BrowserError } from '../browser/browser-error.js';
import { type DocumentWatch, watchDocuments } from '../browser/reopenable-document.js';
import { isTabAwaited } from '../browser/followed-tab.js';
import { redactBrowserErrors } from '../browser/redact-browser-errors.js';
import { withTimeout } from '../browser/with-timeout.js';
import { retryDatabase } from './retry-database.js';

/** How a login stopped being held: closed on purpose, or lost with its page, context or browser. */
export type HoldEnd = 'released' | 'lost';

/** What a page can wait for that is given to it here. */
export type AwaitedHelp = 'code_required' | 'choice_required' | 'question';

/** A login whose browser context and page live in this process. */
export class HeldLogin {
  /** The bank has let this login in: its session is kept alive from now on. */
  isLoggedIn = false;
  /** There is a checkpoint, so that another process can continue. */
  isReopenable = false;
  /** Its checkpoint shows the page that the browser shows: the browser may be closed while a code is waited for. */
  isClosable = false;
  readonly driver: BankDriver;
  /** Opens a page in a new context without anything of earlier logins; undefined if this context is new. */
  readonly openFresh: (() => Promise<Page>) | undefined;
  /** Which of its login's browsers this is, counted from 1. */
  readonly holdNumber: number;
  /**
   * Saves the state with which another process can continue this logged-in session; false if it cannot be saved, or
   * another process has continued it. Throws BrowserError, or when the database fails; the state that was saved before
   * then remains. Undefined: the session ends with its browser.
   */
  saveSession: (() => Promise<boolean>) | undefined;
  /** It was opened from a checkpoint: this process does not know which codes were typed before. */
  wasReopened = false;
  /** Codes and answers that this process has typed in this login. */
  readonly typed = new Set<string>();
  /** The last address at which the code page was reached without a form. */
  reopenUrl: string | undefined;
  /** What the bank's page waits for, as far as the last step saw; null for nothing, or for an approval. */
  awaits: AwaitedHelp | null = null;
  /** Resolves once when the login is no longer held. Never rejects. */
  readonly ended: Promise<HoldEnd>;
  readonly #end: (how: HoldEnd) => void;
  readonly #oneAtATime = pLimit(1);
  #isHeld = true;
  #isHandingOver = false;
  #isWorkerStopping = false;
  #keepsOpenOnly = false;
  #underWay = 0;
  readonly #keepSpareMs: number;
  #page: Page;
  #documents: DocumentWatch;

  #spareTimer: NodeJS.Timeout | undefined;

  /** A browser that is not needed is kept for `keepSpareMs`. */
  constructor({
    driver,
    page,
    holdNumber,
    openFresh,
    keepSpareMs = 0,
  }: {
    driver: BankDriver;
    page: Page;
    holdNumber: number;
    openFresh?: (() => Promise<Page>) | undefined;
    keepSpareMs?: number;
  }) {
    this.driver = driver;
    this.holdNumber = holdNumber;
    this.openFresh = openFresh;
    this.#keepSpareMs = keepSpareMs;
    let end: (how: HoldEnd) => void = () => undefined;
    this.ended = new Promise((resolve) => (end = resolve));
    this.#end = end;
    this.#page = page;
    this.#documents = this.#watch(page);
  }

  get page(): Page {
    return this.#page;
  }

  get context(): BrowserContext {
    return this.page.context();
  }

  /** False as soon as the page, the context or the browser is gone, or is being closed. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Whether work is in progress that only this process can finish. */
  get isBusy(): boolean {
    return this.#underWay > 0;
  }

  /** The browser is not needed now, and another one can be opened in its place. */
  get isSpare(): boolean {
    return this.#isHeld && this.isClosable && !this.isBusy;
  }

  /** Whether another browser gets the page that is shown now by its address. Throws BrowserError. */
  async showsReopenablePage(): Promise<boolean> {
    return redactBrowserErrors(
      'showsReopenablePage',
      async () =>
        await withTimeout(
          lookWithinMs,
          () => this.#documents.isReopenable(),
          () => false,
        ),
    );
  }

  /**
   * Takes one step at the login's page, after the steps before it have ended: a keep-alive visit never coincides
   * with a code being typed. Throws nothing but BrowserError, `closed` when the login is no longer held.
   */
  async run<T>(step: (driver: BankDriver, page: Page) => Promise<T>): Promise<T> {
    return this.#oneAtATime(async () => {
      if (!this.#isHeld) throw new BrowserError('closed', 'run');
      // The one place where steps are called, for bank files and modules alike: no driver's error gets past it.
      return redactBrowserErrors(
        `a step at ${this.driver.code}`,
        async () => await step(this.driver, this.page),
      );
    });
  }

  /**
   * Continues in a fresh context and closes the one before. Does nothing if this one is fresh. Throws BrowserError,
   * `closed` when the login is no longer held.
   */
  async startFresh(): Promise<void> {
    if (!this.openFresh) return;
    const before = this.context;
    const page = await this.openFresh();
    if (!this.#isHeld) {
      await closeQuietly(page.context());
      throw new BrowserError('closed', 'startFresh');
    }
    this.#page = page;
    this.#documents = this.#watch(page);
    await closeQuietly(before);
  }

  /** Does work that only this process can finish; the login is not handed over before it is done. */
  async during<T>(act: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    clearTimeout(this.#spareTimer);
    try {
      return await act();
    } finally {
      this.#underWay -= 1;
      await this.#closeIfHandedOver();
      if (this.isSpare) this.#spareTimer = setTimeout(() => void this.close(), this.#keepSpareMs).unref();
    }
  }

  /** From now on, closes the login as soon as another process can continue it and no work is in progress here. */
  async handOver(): Promise<void> {
    this.#isHandingOver = true;
    await this.#closeIfHandedOver();
  }

  /** The login's workflow only keeps its session open from now on, and continues one that is closed. Never rejects. */
  async keepOpenOnly(): Promise<void> {
    this.#keepsOpenOnly = true;
    if (this.#isWorkerStopping) await this.moveSession();
  }

  /**
   * Closes a logged-in session that another process can continue, with its state of now: at once, or as soon as
   * its workflow only keeps it open. One whose state cannot be saved stays open. Never rejects.
   */
  async moveSession(): Promise<void> {
    this.#isWorkerStopping = true;
    if (this.saveSession && this.#keepsOpenOnly && (await this.#saveLastState()) !== false)
      await this.close();
  }

  /** Closes the login's context after saving the state with which another process can continue a session. */
  async saveAndClose(): Promise<void> {
    if (this.saveSession) await this.#saveLastState();
    await this.close();
  }

  /** Undefined if that fails or takes too long: the state of the last visit to the keep-alive page counts. */
  async #saveLastState(): Promise<boolean | undefined> {
    const { saveSession } = this;
    if (!saveSession || !this.#isHeld) return undefined;
    const save = () => retryDatabase(saveSession, retrySavingMs).catch(ignoreUnsaved);
    return withTimeout(saveWithinMs, save, ignoreUnsaved);
  }

  /** Closes the login's context. May be called more than once. */
  async close(): Promise<void> {
    await this.#stop('released');
  }

  /** The login is over: ends the hold at once, and closes the context after that. */
  letGo(): void {
    this.#end('released');
    void this.close();
  }

  /** The login goes on in a tab that one of its steps opened. */
  #follow(tab: Page): void {
    this.#page = tab;
    this.#documents = this.#watch(tab);
  }

  #watch(page: Page): DocumentWatch {
    const lose = () => {
      if (page === this.#page) void this.#stop('lost');
    };
    page.once('close', lose);
    page.once('crash', lose);
    page.context().once('close', lose);
    // A bank's popup would take the focus from the page in which the steps type.
    page.context().on('page', (popup) => {
      if (!isTabAwaited(popup.context())) void popup.close().catch(ignoreGone);
      else if (page === this.#page) this.#follow(popup);
    });
    return watchDocuments(page);
  }

  async #closeIfHandedOver(): Promise<void> {
    if (this.#isHandingOver && this.isReopenable && !this.isBusy) await this.close();
  }

  async #stop(how: HoldEnd): Promise<void> {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    // A lost browser may hang while it is closed, so the end is reported first.
    if (how === 'lost') this.#end(how);
    await closeQuietly(this.context);
    this.#end(how);
  }
}

/** Long enough for a short outage of the database; the worker is stopping. */
const retrySavingMs = 5_000;

/** For a page with much to save, or after a visit that is in progress; a supervisor waits a minute longer than the grace. */
const saveWithinMs = 20_000;

/** A page that waits for its server does not respond. */
const lookWithinMs = 5_000;

/** A Chromium that hangs must not keep a worker from ending. */
const closeWithinMs = 5_000;

/** Closes a context. One that cannot be closed is gone already, alone or with its browser. */
export async function closeQuietly(context: BrowserContext): Promise<void> {
  await withTimeout(closeWithinMs, () => context.close().catch(ignoreGone), ignoreGone);
}

function ignoreUnsaved(): undefined {
  // An older state is saved.
}

function ignoreGone(): void {
  // Closing what is already closed is not an error.
}
