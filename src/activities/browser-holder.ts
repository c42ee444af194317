import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { LimitFunction } from 'p-limit';
import type { BankDriver } from '../banks/bank-driver.js';
import { BrowserError } from '../browser/browser-error.js';
import type { HeldLogin } from './held-login.js';
import type { HeldLogins } from './held-logins.js';
import {
  type BankRules,
  browserReady,
  type HoldBrowserInput,
  holdBrowserInputSchema,
} from '../temporal/login-messages.js';
import { beating } from './heartbeat.js';
import type { BrowserMemory } from './browser-memory.js';
import { startKeepAlive } from './session-keep-alive.js';
import { patiently } from './retry-database.js';

/**
 * How the holding of a browser ended: closed on purpose, gone, logged out by the bank, or never opened because
 * the bank could not be reached at a checkpoint's page.
 */
export type HolderEnd = 'released' | 'lost' | 'logged_out' | 'unreachable';

/**
 * How long a browser is kept whose holder Temporal gave up: its workflow asks for it when Temporal is back
 * (the contract of an outage of 60 s, and time to recover from it).
 */
const keepOrphanMs = 120_000;

/** Long enough for a browser that is just being closed. */
const slotWithinMs = 1_000;

export interface HolderDeps {
  banks: ReadonlyMap<string, BankDriver>;
  heldLogins: HeldLogins;
  memory: BrowserMemory;
  client: Client;
  /** The task queue of this process, at which it takes the steps of the browsers it holds. */
  queue: string;
  /** The cap on browsers of this process. */
  slots: LimitFunction;
}

/**
 * Holds a login's browser: opens a context, tells the workflow where its steps are taken, keeps the session
 * alive at the bank, and closes the context when the login is over. Never retried: a second holder would have
 * another browser. The process owns the context, not the activity: one that Temporal gave up leaves it open
 * for a while, to be adopted.
 */
export function createBrowserHolder({ banks, heldLogins, memory, client, queue, slots }: HolderDeps) {
  /** The activity that holds each browser: one that Temporal gave up may notice it after another has adopted it. */
  const holders = new WeakMap<HeldLogin, Context>();
  const orphans = new WeakMap<HeldLogin, NodeJS.Timeout>();

  return {
    async holdBrowser(rawInput: HoldBrowserInput): Promise<HolderEnd> {
      const input = holdBrowserInputSchema.parse(rawInput);
      const driver = banks.get(input.bankCode);
      if (!driver)
        throw ApplicationFailure.nonRetryable(`This worker has no bank ${input.bankCode}`, 'UnknownBank');
      const activity = Context.current();
      return beating(async () => {
        if (input.from === 'adopt') return await adopt(activity, input);
        return await inASlot(activity, () => openAndHold(activity, driver, input));
      });
    },
  };

  /** Waits for a free slot for a moment; then the login had better ask again, for another process may have one. */
  async function inASlot(activity: Context, work: () => Promise<HolderEnd>): Promise<HolderEnd> {
    let is: 'waiting' | 'working' | 'withdrawn' = 'waiting';
    const worked = slots(async (): Promise<HolderEnd> => {
      if (is === 'withdrawn') return 'lost';
      is = 'working';
      return work();
    });
    const withdraw = (): Promise<HolderEnd> => {
      if (is === 'waiting') is = 'withdrawn';
      return is === 'withdrawn' ? Promise.resolve('lost') : worked;
    };
    const givenUp = activity.cancelled.catch((error: unknown) => {
      if (is === 'working') return worked;
      throw error;
    });
    return Promise.race([worked, givenUp, sleep(slotWithinMs).then(withdraw)]);
  }

  async function openAndHold(
    activity: Context,
    driver: BankDriver,
    input: HoldBrowserInput,
  ): Promise<HolderEnd> {
    const { loginId } = input;
    // Given up while it waited for a slot.
    if (activity.cancellationSignal.aborted) return 'lost';
    // Held here by the run of this login that was reset; or by a holder that was given up, and then a checkpoint
    // is as good as the browser, unless something is under way in that.
    const older = heldLogins.get(loginId);
    if (older && (input.from === 'fresh' || older.isBusy)) return 'lost';
    let held: HeldLogin;
    try {
      await older?.close();
      held = await openBrowser(driver, input);
    } catch (error) {
      if (!(error instanceof BrowserError)) throw error;
      return error.kind === 'unreachable' ? 'unreachable' : 'lost';
    }
    return hold(activity, input, held);
  }

  async function adopt(activity: Context, input: HoldBrowserInput): Promise<HolderEnd> {
    const held = heldLogins.get(input.loginId);
    return held ? hold(activity, input, held) : 'lost';
  }

  async function openBrowser(driver: BankDriver, input: HoldBrowserInput): Promise<HeldLogin> {
    const { loginId } = input;
    if (input.from === 'checkpoint') {
      const checkpoint = await patiently(() => memory.checkpoint(input));
      if (!checkpoint) throw new BrowserError('closed', 'a checkpoint that is gone');
      return heldLogins.hold({ loginId, driver, checkpoint });
    }
    const storageState = await patiently(() => memory.trustedBrowser(input));
    return heldLogins.hold({ loginId, driver, ...(storageState && { storageState }) });
  }

  async function hold(
    activity: Context,
    { loginId, accountId, holdNumber }: HoldBrowserInput,
    held: HeldLogin,
  ): Promise<HolderEnd> {
    holders.set(held, activity);
    clearTimeout(orphans.get(held));
    const keepAlive = startKeepAlive({ login: { loginId, accountId }, held, memory });
    let isGivenUp = false;
    try {
      // A browser that lives is not closed because Temporal could not be told of it for a moment.
      const telling = patiently(() =>
        tellWhere(activity, { holdNumber, queue, rules: rulesOf(held.driver) }),
      );
      const isWanted = await Promise.race([telling, activity.cancelled]);
      if (!isWanted) return 'lost';
      return await Promise.race([held.ended, keepAlive.loggedOut, activity.cancelled]);
    } catch (error) {
      isGivenUp = isGivenUpByTemporal(activity);
      if (isGivenUp) throw error;
      return activity.cancellationDetails?.cancelRequested ? 'released' : 'lost';
    } finally {
      keepAlive.stop();
      if (holders.get(held) === activity) {
        if (isGivenUp) orphans.set(held, setTimeout(() => void held.close(), keepOrphanMs).unref());
        else await held.close();
      }
    }
  }

  /** False when the workflow is over. */
  async function tellWhere(
    { info }: Context,
    where: { holdNumber: number; queue: string; rules: BankRules },
  ): Promise<boolean> {
    const { workflowId, runId } = info.workflowExecution ?? {};
    if (workflowId === undefined) throw new Error('holdBrowser runs for a workflow only');
    try {
      await client.workflow.getHandle(workflowId, runId).signal(browserReady, where);
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }
}

export type BrowserHolder = ReturnType<typeof createBrowserHolder>;

/** Temporal did not hear of the activity for too long: its workflow may want the browser all the same. */
const isGivenUpByTemporal = ({ cancellationDetails }: Context): boolean =>
  cancellationDetails?.timedOut === true || cancellationDetails?.notFound === true;

const rulesOf = (driver: BankDriver): BankRules => ({
  expiresSeconds: driver.otp?.expiresSeconds ?? null,
  maxAttempts: driver.otp?.maxAttempts ?? null,
  resendAfterSeconds: driver.otp?.resend?.afterSeconds ?? null,
  stepSeconds: driver.stepSeconds,
  resumable: driver.resumable,
  releaseWhileWaiting: driver.releaseWhileWaiting,
});
