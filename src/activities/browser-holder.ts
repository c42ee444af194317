import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure, Context, log } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import type { LimitFunction } from 'p-limit';
import type { BankDriver } from '../banks/bank-driver.js';
import { BrowserError } from '../browser/browser-error.js';
import type { AwaitedHelp, HeldLogin } from './held-login.js';
import type { HeldLogins } from './held-logins.js';
import {
  type BankRules,
  browserReady,
  codePageGone,
  type HoldBrowserInput,
  holdBrowserInputSchema,
  promptGone,
} from '../temporal/login-messages.js';
import { watchPrompt } from './prompt-watch.js';
import { endOfFailedOpening, type HolderEnd } from './holder-end.js';
import { quietHeartbeatMs, withHeartbeat } from './heartbeat.js';
import type { BrowserMemory } from './browser-memory.js';
import { bestEffort } from './best-effort.js';
import { makeMovable } from './movable-session.js';
import { startKeepAlive } from './session-keep-alive.js';
import { retryDatabase } from './retry-database.js';

/**
 * How long a browser is kept after Temporal gave up its holder: the workflow asks for it when Temporal is back. An
 * outage of 60 s must cost no login; the rest is time to recover from it.
 */
const keepOrphanMs = 120_000;

/** How long to wait for a bank that this process does not know: three looks at the bank files (watch-banks.ts). */
const newBankWaitMs = 6_000;

const host = hostname();

/** How long to wait for a slot: long enough for a browser that is just being closed. */
const slotWaitMs = 1_000;

/** As often as a session that only stays open sends a heartbeat. */
const workflowCheckMs = 60_000;

/** The cap on browsers of one process. */
export interface BrowserCap {
  /** A browser has its slot for as long as it is open. */
  limit: LimitFunction;
  /** How many holders have asked for a slot and have not ended. */
  holders: number;
}

export interface HolderDeps {
  /** By code. It may change in place: a login keeps the driver that its browser was opened with. */
  banks: ReadonlyMap<string, BankDriver>;
  heldLogins: HeldLogins;
  memory: BrowserMemory;
  client: Client;
  /** The task queue of this process, where it takes the steps of the browsers it holds. */
  queue: string;
  /** The name of this process, for people. */
  worker: string;
  slots: BrowserCap;
}

/** Creates the activity that holds browsers, for the queues of new and of resumed browsers and the process's own. */
export function createBrowserHolder({ banks, heldLogins, memory, client, queue, worker, slots }: HolderDeps) {
  /** Who holds each browser: an activity that Temporal gave up may notice that after another one has adopted it. */
  const holders = new WeakMap<HeldLogin, { activity: Context; relieve: () => void }>();
  const orphans = new WeakMap<HeldLogin, NodeJS.Timeout>();

  return {
    /**
     * Holds a login's browser: opens a context, sends the workflow the queue where its steps are taken
     * (`browserReady`), keeps the session alive at the bank, and closes the context when the login is over. Resolves
     * with how the hold ended; throws for a bank that this worker does not know. Must not be retried: a second holder
     * would open another browser. The process owns the context, not the activity: when Temporal gives the activity
     * up, the context stays open for a while, to be adopted.
     */
    async holdBrowser(rawInput: HoldBrowserInput): Promise<HolderEnd> {
      const input = holdBrowserInputSchema.parse(rawInput);
      const activity = Context.current();
      return withHeartbeat(
        async () => {
          // Its browser keeps the driver that it was opened with.
          if (input.from === 'adopt') return await adopt(activity, input);
          return await inSlot(activity, async (occupy) => {
            const driver = await findBank(input.bankCode);
            return await openAndHold({ activity, driver, input, occupy });
          });
        },
        input.isQuiet ? quietHeartbeatMs : undefined,
        () => ({ worker, host, phase: phaseOf(heldLogins.get(input.loginId)) }),
      );
    },
  };

  /** The API may have noticed a new bank file a moment before this process does. */
  async function findBank(code: string): Promise<BankDriver> {
    const deadline = Date.now() + newBankWaitMs;
    for (;;) {
      const driver = banks.get(code);
      if (driver) return driver;
      if (Date.now() > deadline)
        throw ApplicationFailure.nonRetryable(`This worker has no bank ${code}`, 'UnknownBank');
      await sleep(200);
    }
  }

  /**
   * Waits only briefly for a free slot: the login asks again, and another process may have one. The browser that `work`
   * names with `occupy` keeps the slot for as long as it is open, whichever activity holds it.
   */
  async function inSlot(
    activity: Context,
    work: (occupy: (held: HeldLogin) => void) => Promise<HolderEnd>,
  ): Promise<HolderEnd> {
    const { limit } = slots;
    if (limit.activeCount >= limit.concurrency) void heldLogins.closeSpare();
    let state: 'waiting' | 'working' | 'withdrawn' = 'waiting';
    const worked = new Promise<HolderEnd>((resolve, reject) => {
      const workInSlot = async (): Promise<void> => {
        if (state === 'withdrawn') return;
        state = 'working';
        let opened: HeldLogin | undefined;
        const working = work((held) => (opened = held));
        working.then(resolve, reject);
        await Promise.allSettled([working]);
        await opened?.ended;
      };
      limit(workInSlot).catch(reject);
    });
    const withdraw = (): Promise<HolderEnd> => {
      if (state === 'waiting') state = 'withdrawn';
      return state === 'withdrawn' ? Promise.resolve('lost') : worked;
    };
    const cancelled = activity.cancelled.catch((error: unknown) => {
      if (state === 'working') return worked;
      throw error;
    });
    slots.holders += 1;
    try {
      return await Promise.race([worked, cancelled, sleep(slotWaitMs).then(withdraw)]);
    } finally {
      slots.holders -= 1;
    }
  }

  async function openAndHold({
    activity,
    driver,
    input,
    occupy,
  }: {
    activity: Context;
    driver: BankDriver;
    input: HoldBrowserInput;
    occupy: (held: HeldLogin) => void;
  }): Promise<HolderEnd> {
    const { loginId } = input;
    // Cancelled while it waited for a slot.
    if (activity.cancellationSignal.aborted) return 'lost';
    // This process already holds the login. Either the workflow was reset, and its older run must not be disturbed; or
    // Temporal gave up the holder, and then a browser that is not busy may be replaced by its checkpoint.
    const older = heldLogins.get(loginId);
    if (older && (input.from === 'fresh' || older.isBusy)) return 'lost';
    let held: HeldLogin;
    try {
      await older?.close();
      held = await openBrowser(driver, input);
      occupy(held);
      if (input.from === 'session' && !(await takeUpSession(held, input))) return 'logged_out';
    } catch (error) {
      if (!(error instanceof BrowserError)) throw error;
      return endOfFailedOpening(error.kind, input.from);
    }
    return hold(activity, input, held);
  }

  /**
   * Continues a logged-in session in the browser that was opened for it. False when the bank has logged it out. Throws
   * BrowserError when the bank does not show either. The browser is closed then.
   */
  async function takeUpSession(held: HeldLogin, login: HoldBrowserInput): Promise<boolean> {
    try {
      const isLoggedIn = await held.run((driver, page) => driver.isStillLoggedIn(page));
      if (!isLoggedIn) {
        await held.close();
        return false;
      }
      held.isLoggedIn = true;
      await bestEffort(() => memory.keepLoggedIn(login, held.page));
      await bestEffort(() => makeMovable({ held, login, memory }));
      log.info('took up a logged-in session', { loginId: login.loginId, accountId: login.accountId });
      return true;
    } catch (error) {
      await held.close();
      throw error;
    }
  }

  async function adopt(activity: Context, input: HoldBrowserInput): Promise<HolderEnd> {
    const held = heldLogins.get(input.loginId);
    return held ? hold(activity, input, held) : 'lost';
  }

  async function openBrowser(driver: BankDriver, input: HoldBrowserInput): Promise<HeldLogin> {
    const { loginId, holdNumber } = input;
    const proxy = await read(input, () => memory.proxy(input));
    if (proxy === undefined) {
      log.warn('the proxy of an account cannot be decrypted: its key is missing from SECRET_KEYS');
      throw new BrowserError('closed', 'reading the proxy of a browser');
    }
    if (input.from === 'checkpoint' || input.from === 'session') {
      const checkpoint = await read(input, () => memory.checkpoint(input));
      // That of the login's code page is not one of its session.
      const isOther = input.from === 'session' && checkpoint?.url !== driver.sessionMovableAt;
      if (!checkpoint || isOther) throw new BrowserError('closed', 'opening a checkpoint that is gone');
      const isBlank = input.from === 'session';
      return heldLogins.hold({ loginId, holdNumber, driver, proxy, checkpoint, isBlank });
    }
    const storageState = await read(input, () => memory.trustedBrowser(input));
    return heldLogins.hold({ loginId, holdNumber, driver, proxy, ...(storageState && { storageState }) });
  }

  /**
   * Throws `closed` if the database does not answer: nothing was done at the bank yet, and the login asks again. For a
   * session `unreachable`, which is tried for longer.
   */
  async function read<T>({ from }: HoldBrowserInput, call: () => Promise<T>): Promise<T> {
    try {
      return await retryDatabase(call);
    } catch (error) {
      log.warn('could not read the state of a browser', { error });
      throw new BrowserError(from === 'session' ? 'unreachable' : 'closed', 'reading the state of a browser');
    }
  }

  async function hold(
    activity: Context,
    { loginId, accountId, holdNumber, isQuiet }: HoldBrowserInput,
    held: HeldLogin,
  ): Promise<HolderEnd> {
    const previous = holders.get(held);
    const relieved = new Promise<'relieved'>((resolve) => {
      holders.set(held, { activity, relieve: () => resolve('relieved') });
    });
    previous?.relieve();
    clearTimeout(orphans.get(held));
    if (isQuiet) void held.keepOpenOnly();
    const keepAlive = startKeepAlive({ login: { loginId, accountId }, held, memory });
    const stopWatch = watchPrompt(held, (awaited) => signalGone(activity, awaited, holdNumber));
    let isGivenUp = false;
    let isOver = false;
    const cancelled = untilCancelled(activity, () => isOver);
    cancelled.catch(() => undefined);
    try {
      if (!isQuiet && !(await Promise.race([announce(), cancelled]))) return 'lost';
      return await Promise.race([held.ended, keepAlive.loggedOut, relieved, cancelled]);
    } catch (error) {
      isGivenUp = isGivenUpByTemporal(activity);
      if (isGivenUp) throw error;
      return activity.cancellationDetails?.cancelRequested ? 'released' : 'lost';
    } finally {
      isOver = true;
      keepAlive.stop();
      stopWatch();
      if (holders.get(held)?.activity === activity) {
        if (isGivenUp) orphans.set(held, setTimeout(() => void held.close(), keepOrphanMs).unref());
        else await held.close();
      }
    }

    /** False when the workflow has ended. */
    async function announce(): Promise<boolean> {
      // Not a database call, but retried in the same way: a short outage of Temporal must not close a browser.
      return await retryDatabase(() =>
        signalWorkflow(activity, browserReady, {
          holdNumber,
          queue,
          worker,
          host,
          rules: rulesOf(held.driver),
        }),
      );
    }
  }

  /**
   * Rejects when the hold should end. The buttons Pause and Reset of Temporal's UI are no such wish: a browser cannot be
   * paused, and one that is closed is lost. After them Temporal reports no other cancellation, so the workflow is asked
   * whether it still runs; as long as it does, it closes the browser at the queue of this process.
   */
  async function untilCancelled(activity: Context, isOver: () => boolean): Promise<never> {
    try {
      return await activity.cancelled;
    } catch (error) {
      const { paused, reset, cancelRequested, timedOut, notFound } = activity.cancellationDetails ?? {};
      if (!(paused || reset) || cancelRequested || timedOut || notFound) throw error;
      log.warn('ignored that the activity was paused or reset: its browser stays open');
      while (!isOver() && (await isWorkflowRunning(activity)))
        await sleep(workflowCheckMs, undefined, { ref: false });
      throw error;
    }
  }

  /** True also while Temporal cannot be reached. */
  async function isWorkflowRunning({ info }: Context): Promise<boolean> {
    const { workflowId = '', runId } = info.workflowExecution ?? {};
    try {
      const { status } = await client.workflow.getHandle(workflowId, runId).describe();
      return status.name === 'RUNNING';
    } catch (error) {
      return !(error instanceof WorkflowNotFoundError);
    }
  }

  /** Does not throw: a signal that was not sent is sent again after the next look. */
  async function signalGone(activity: Context, awaited: AwaitedHelp, holdNumber: number): Promise<void> {
    try {
      const gone = awaited === 'code_required' ? codePageGone : promptGone;
      await signalWorkflow(activity, gone, { holdNumber });
    } catch (error) {
      log.warn('could not signal that the page is gone', { error });
    }
  }

  /** False when the workflow has ended. */
  async function signalWorkflow<Message>(
    { info }: Context,
    signal: SignalDefinition<[Message]>,
    message: Message,
  ): Promise<boolean> {
    const { workflowId, runId } = info.workflowExecution ?? {};
    if (workflowId === undefined) throw new Error('holdBrowser runs for a workflow only');
    try {
      await client.workflow.getHandle(workflowId, runId).signal(signal, message);
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }
}

export type BrowserHolder = ReturnType<typeof createBrowserHolder>;

/** Temporal missed the activity's heartbeats; its workflow may still want the browser. */
const isGivenUpByTemporal = ({ cancellationDetails }: Context): boolean =>
  cancellationDetails?.timedOut === true || cancellationDetails?.notFound === true;

/** For the heartbeats, which Temporal's UI shows. */
function phaseOf(held: HeldLogin | undefined): string {
  if (!held) return 'opening a browser';
  if (held.isLoggedIn) return 'logged in';
  if (held.isBusy) return 'taking a step';
  return held.awaits === null ? 'open' : `waiting: ${held.awaits}`;
}

const rulesOf = (driver: BankDriver): BankRules => ({
  expiresSeconds: driver.otp?.expiresSeconds ?? null,
  maxAttempts: driver.otp?.maxAttempts ?? null,
  resendAfterSeconds: driver.otp?.resend?.afterSeconds ?? null,
  stepSeconds: driver.stepSeconds,
  resumable: driver.resumable,
  releaseWhileWaiting: driver.releaseWhileWaiting,
  sessionMovable: driver.sessionMovableAt !== undefined,
});
