import {
  ActivityCancellationType,
  ActivityFailure,
  proxyActivities,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { BrowserHolder } from '../activities/browser-holder.js';
import type { LoginReports } from '../activities/login-report-activities.js';
import type { LoginSteps } from '../activities/login-steps.js';
import type { BankRules } from '../temporal/login-messages.js';

/** How a login's workflow asks the world to do something: one proxy for each policy. */

/** Reports go on until the database takes them: a login waits for it rather than losing what happened. */
export const reports = proxyActivities<LoginReports>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumInterval: '5s' },
});

/**
 * The browser is held for as long as heartbeats come. A holder that ended is not started again: its browser is
 * gone. `queue` is that of new or resumed browsers, or of the process that adopts one.
 */
export const holderAt = (queue: string) =>
  proxyActivities<BrowserHolder>({
    taskQueue: queue,
    // The contract's "no browser free in 60 s".
    scheduleToStartTimeout: '60s',
    startToCloseTimeout: '3650d',
    // A host that is gone is asked for at its queue after this, and seen to be lost 10 s later: under 30 s.
    heartbeatTimeout: '12s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { maximumAttempts: 1 },
    summary: 'Holds the browser for as long as the login needs it',
  });

export interface BrowserRef {
  queue: string;
  rules: BankRules;
}

/** What a step may take besides the bank: a wait for the database before and after it, or for an authenticator. */
const besidesTheBankSeconds = 75;

/**
 * Steps at the process that holds the browser, each taken at most once and never cut off half-way. `summary`
 * is what Temporal's UI shows for the step.
 */
export const stepsAt = ({ queue, rules }: BrowserRef, summary: string) =>
  proxyActivities<LoginSteps>({
    taskQueue: queue,
    scheduleToStartTimeout: '5s',
    startToCloseTimeout: `${rules.stepSeconds + besidesTheBankSeconds}s`,
    // An answer that was lost on its way is missed after this, and asked for.
    heartbeatTimeout: '12s',
    retry: { maximumAttempts: 1 },
    summary,
  });

/** Asks a process that fell silent; it may be one that just finds Temporal again. */
export const questionsAt = ({ queue }: BrowserRef) =>
  proxyActivities<LoginSteps>({
    taskQueue: queue,
    scheduleToCloseTimeout: '10s',
    summary: 'Asks whether the browser still lives',
  });

const timeoutOf = (error: unknown): TimeoutFailure | undefined =>
  error instanceof ActivityFailure && error.cause instanceof TimeoutFailure ? error.cause : undefined;

/** Whether an activity ended because no process took it up, or because its process fell silent. */
export const isTimeout = (error: unknown): boolean => timeoutOf(error) !== undefined;

export const wasNeverTakenUp = (error: unknown): boolean =>
  timeoutOf(error)?.timeoutType === 'SCHEDULE_TO_START';

export const fellSilent = (error: unknown): boolean => timeoutOf(error)?.timeoutType === 'HEARTBEAT';
