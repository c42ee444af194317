import { ApplicationFailure } from '@temporalio/activity';
import { z } from 'zod';
import {
  loginReportSchema,
  openedRequestSchema,
  type LoginReport,
  type OpenedRequest,
  type RenewedRequest,
  renewedRequestSchema,
} from '../assistance/login-report.js';
import { applyLoginReport } from '../db/logins/login-reports.js';
import { openRequest, renewRequest } from '../db/logins/request-reports.js';
import { recordLoginStarted } from '../db/logins/login-starts.js';
import type { Db } from '../db/open.js';
import { assistedLoginInputSchema } from '../temporal/login-messages.js';
import { errorCode } from '../process/error-code.js';

const startSchema = assistedLoginInputSchema.extend({ workflowId: z.string() });

export interface LoginReportDeps {
  db: Db;
  /** Called after each commit that may have planned webhooks, and not waited for; it must not throw. */
  startDeliveries?: () => Promise<void>;
}

/** PostgreSQL's class of values that it cannot take (data exception). */
const dataException = /^22/;

/** Writes a report, again and again by Temporal's retries; one that the database will never take is told so, once. */
async function write<T>(report: () => Promise<T>): Promise<T> {
  try {
    return await report();
  } catch (error) {
    if (!(error instanceof z.ZodError) && !dataException.test(errorCode(error) ?? '')) throw error;
    throw ApplicationFailure.nonRetryable('The report holds what the database cannot keep', 'BadReport');
  }
}

/** What a login's workflow tells the database. Each may run twice: reports are numbered, rows have ids. */
export function createLoginReports({ db, startDeliveries = () => Promise.resolve() }: LoginReportDeps) {
  return {
    async recordStart(start: z.infer<typeof startSchema>): Promise<void> {
      await write(() => recordLoginStarted(db, startSchema.parse(start)));
    },

    /** Opens an assistance request; null when the account is gone. Times are ISO 8601 in UTC. */
    async openRequest(opened: OpenedRequest) {
      const times = await write(() => openRequest(db, openedRequestSchema.parse(opened)));
      void startDeliveries();
      return (
        times && {
          createdAt: times.createdAt.toISOString(),
          expiresAt: times.expiresAt.toISOString(),
          resendAvailableAt: times.resendAvailableAt?.toISOString() ?? null,
          secondsLeft: times.secondsLeft,
        }
      );
    },

    /** Gives a request whose code was sent again its new deadline; null when it has ended. */
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

    async reportLogin(report: LoginReport): Promise<void> {
      await write(() => applyLoginReport(db, loginReportSchema.parse(report)));
      void startDeliveries();
    },
  };
}

export type LoginReports = ReturnType<typeof createLoginReports>;
