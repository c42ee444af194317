import { ApplicationFailure } from '@temporalio/activity';
import { z } from 'zod';
import {
  loginReportSchema,
  openedRequestSchema,
  type LoginReport,
  type LoginReportResult,
  type OpenedRequest,
  type RenewedRequest,
  renewedRequestSchema,
} from '../assistance/login-report.js';
import { readStepStart } from '../db/logins/bank-steps.js';
import { applyLoginReport } from '../db/logins/login-reports.js';
import { openRequest, renewRequest } from '../db/logins/request-reports.js';
import { recordLoginStarted } from '../db/logins/login-starts.js';
import type { Db } from '../db/open.js';
import { assistedLoginInputSchema } from '../temporal/login-messages.js';
import { errorCode } from '../process/error-code.js';

const startSchema = assistedLoginInputSchema.extend({ workflowId: z.string() });

export interface LoginReportDeps {
  db: Db;
  /** Called after each commit that may have planned deliveries, and not awaited; it must not throw. */
  startDeliveries: () => Promise<void>;
}

/** PostgreSQL's error class 22, data exception: a value that it can never store. */
const dataException = /^22/;

/** Writes a report. Temporal retries a failed one, but not a report that the database will never accept. */
async function write<T>(report: () => Promise<T>): Promise<T> {
  try {
    return await report();
  } catch (error) {
    if (!(error instanceof z.ZodError) && !dataException.test(errorCode(error) ?? '')) throw error;
    throw ApplicationFailure.nonRetryable(
      'The report holds a value that the database cannot store',
      'BadReport',
    );
  }
}

/**
 * The activities by which a login's workflow reports to the database. Each may run twice: reports are numbered, and
 * rows have ids of their own.
 */
export function createLoginReports({ db, startDeliveries }: LoginReportDeps) {
  return {
    /** Records the login, unless the API has done so already. */
    async recordStart(start: z.infer<typeof startSchema>): Promise<void> {
      await write(() => recordLoginStarted(db, startSchema.parse(start)));
    },

    /**
     * Opens an assistance request. Null when the account is gone, or the database does not know the login. Times are
     * ISO 8601 in UTC; `secondsLeft` is the time until `expiresAt` by the database's clock.
     */
    async openRequest(opened: OpenedRequest) {
      const { times, mayHavePlannedDelivery } = await write(() =>
        openRequest(db, openedRequestSchema.parse(opened)),
      );
      if (mayHavePlannedDelivery) void startDeliveries();
      return (
        times && {
          createdAt: times.createdAt.toISOString(),
          expiresAt: times.expiresAt.toISOString(),
          resendAvailableAt: times.resendAvailableAt?.toISOString() ?? null,
          secondsLeft: times.secondsLeft,
        }
      );
    },

    /** Gives a request its new deadline after the bank sent another code. Null when the request has ended. */
    async renewRequest(renewed: RenewedRequest) {
      const times = await write(() => renewRequest(db, renewedRequestSchema.parse(renewed)));
      return (
        times && {
          expiresAt: times.expiresAt.toISOString(),
          waitSeconds: times.waitSeconds,
          resendAvailableAt: times.resendAvailableAt?.toISOString() ?? null,
        }
      );
    },

    /** Whether a step was begun at the bank: its claim stands. Only reads; may run twice. */
    async wasStepBegun({ loginId, name }: { loginId: string; name: string }): Promise<boolean> {
      return (await readStepStart(db, { loginId, step: name })) !== undefined;
    },

    /** Writes what is new: phase, change of the request, outcomes of submissions, the end. Builds before returned nothing. */
    async reportLogin(report: LoginReport): Promise<LoginReportResult | undefined> {
      const { mayHavePlannedDelivery, blocked } = await write(() =>
        applyLoginReport(db, loginReportSchema.parse(report)),
      );
      if (mayHavePlannedDelivery) void startDeliveries();
      return { blocked };
    },
  };
}

export type LoginReports = ReturnType<typeof createLoginReports>;
