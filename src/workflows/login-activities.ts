import {
  ActivityCancellationType,
  ActivityFailure,
  type ActivityInterfaceFor,
  patched,
  proxyActivities,
  proxyLocalActivities,
  TemporalFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { BrowserHolder } from '../activities/browser-holder.js';
import type { LoginReports } from '../activities/login-report-activities.js';
import type { LoginSteps } from '../activities/login-steps.js';
import type { BankRules } from '../temporal/login-messages.js';

/** The activities of a login's workflow: one proxy for each policy of timeouts and retries. */

/** Reports are retried until the database takes them: a login waits rather than losing what happened. */
const reportActivities = (summary: string) =>
  proxyActivities<LoginReports>({
    startToCloseTimeout: '10s',
    retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumInterval: '5s' },
    summary,
  });
/** Well below the timeout of a workflow task (10 s). */
const localReports = (summary: string) =>
  proxyLocalActivities<LoginReports>({ startToCloseTimeout: '3s', retry: { maximumAttempts: 1 }, summary });

/** Whether this login writes its history with few events. Logins that were open before that replay as they went then. */
export const writesFewEvents = (): boolean => patched('few-events');

type Reporting<Report, Result> = (report: Report) => Promise<Result>;

/**
 * Runs a report within the workflow task; one that fails there is an activity of its own, which is retried. In older
 * logins nothing may stand between the caller and the activity: a promise more changes what comes first in a replay.
 */
const reporting =
  <Report, Result>(
    local: Reporting<Report, Result>,
    activity: Reporting<Report, Result>,
  ): Reporting<Report, Result> =>
  (report) =>
    writesFewEvents() ? local(report).catch(retriedBy(activity, report)) : activity(report);

const retriedBy =
  <Report, Result>(activity: Reporting<Report, Result>, report: Report) =>
  (error: unknown): Promise<Result> => {
    // In a replay, the timeout of a local activity is not wrapped in an ActivityFailure.
    if (!(error instanceof TemporalFailure)) throw error;
    return activity(report);
  };

/** One report, run in either way. `summary` is what Temporal's UI shows for it. */
function reportingAs<Report, Result>(
  summary: string,
  pick: (from: ActivityInterfaceFor<LoginReports>) => Reporting<Report, Result>,
): Reporting<Report, Result> {
  return reporting(pick(localReports(summary)), pick(reportActivities(summary)));
}

export const reports: LoginReports = {
  recordStart: reportingAs('Records the login in the database', ({ recordStart }) => recordStart),
  openRequest: reportingAs('Opens the request for people and programs', ({ openRequest }) => openRequest),
  renewRequest: reportingAs('Gives the request a new deadline', ({ renewRequest }) => renewRequest),
  reportLogin: reportingAs('Reports what is new to the database', ({ reportLogin }) => reportLogin),
  wasStepBegun: reportingAs('Asks whether the step was begun', ({ wasStepBegun }) => wasStepBegun),
};

/**
 * Holds a browser for as long as heartbeats arrive. A holder that ended is not retried: its browser is gone. `queue`
 * is that of new or of resumed browsers, or of the process that adopts one.
 */
export const holderAt = (queue: string) =>
  proxyActivities<BrowserHolder>({
    taskQueue: queue,
    // A login that finds no browser free within 60 s ends as an error (docs/api.md).
    scheduleToStartTimeout: '60s',
    startToCloseTimeout: '3650d',
    // After this, a silent process is asked at its queue; its browser counts as lost 10 s later, within 30 s in all.
    heartbeatTimeout: '12s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { maximumAttempts: 1 },
    summary: 'Holds the browser for as long as the login needs it',
  });

/**
 * Holds a browser whose session only stays open: nobody waits for it, and Temporal need not hear of it each second. One
 * heartbeat a minute may be half a minute late. A stop does not wait for the next one.
 */
export const quietHolderAt = (queue: string) =>
  proxyActivities<BrowserHolder>({
    taskQueue: queue,
    scheduleToStartTimeout: '60s',
    startToCloseTimeout: '3650d',
    heartbeatTimeout: '90s',
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: { maximumAttempts: 1 },
    summary: 'Keeps the session open',
  });

/** Where a held browser takes its steps, and the rules of its bank. */
export interface BrowserRef {
  queue: string;
  rules: BankRules;
}

/** What a step may take besides its time at the bank: waiting for the database, or for an authenticator's next code. */
const overheadSeconds = 75;

/**
 * Steps in the process that holds the browser, each taken at most once and never interrupted. `summary` is what
 * Temporal's UI shows for the step.
 */
export const stepsAt = ({ queue, rules }: BrowserRef, summary: string) =>
  proxyActivities<LoginSteps>({
    taskQueue: queue,
    scheduleToStartTimeout: '5s',
    startToCloseTimeout: `${rules.stepSeconds + overheadSeconds}s`,
    // An answer that was lost on its way is missed after this, and requested from the process.
    heartbeatTimeout: '12s',
    retry: { maximumAttempts: 1 },
    summary,
  });

/** How long a watch may take to end after it was cancelled. */
const lastLookSeconds = 60;

/** Watches a page that waits for an approval, for as long as the login does. Cancelled, it answers with a last look. */
export const approvalWatchAt = ({ queue }: BrowserRef, waitSeconds: number) =>
  proxyActivities<LoginSteps>({
    taskQueue: queue,
    scheduleToStartTimeout: '5s',
    startToCloseTimeout: `${waitSeconds + lastLookSeconds}s`,
    heartbeatTimeout: '12s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { maximumAttempts: 1 },
    summary: "Waits for the approval in the bank's app",
  });

/** Questions to a process that fell silent; it may just be reconnecting to Temporal. */
export const questionsAt = ({ queue }: BrowserRef) =>
  proxyActivities<LoginSteps>({
    taskQueue: queue,
    scheduleToCloseTimeout: '10s',
    summary: 'Asks whether the browser is still open',
  });

const timeoutOf = (error: unknown): TimeoutFailure | undefined =>
  error instanceof ActivityFailure && error.cause instanceof TimeoutFailure ? error.cause : undefined;

/** Whether an activity ended because no process took it, or because its process fell silent. */
export const isTimeout = (error: unknown): boolean => timeoutOf(error) !== undefined;

export const wasNeverTakenUp = (error: unknown): boolean =>
  timeoutOf(error)?.timeoutType === 'SCHEDULE_TO_START';

export const fellSilent = (error: unknown): boolean => timeoutOf(error)?.timeoutType === 'HEARTBEAT';
