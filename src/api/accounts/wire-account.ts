import { z } from 'zod';
import { describeLastDay } from '../../assistance/last-day.js';
import { blockReasonSchema, loginOutcomeSchema, phaseSchema } from '../../assistance/statuses.js';
import type { AccountSummary } from '../../db/accounts/accounts.js';
import { isoTime, isoTimeOrNull, timeSchema, uuidSchema } from '../access/wire-values.js';

export const wireAccountSchema = z
  .object({
    id: uuidSchema,
    bank: z.string().meta({ description: "The bank's code." }),
    name: z.string(),
    status: z.literal('active'),
    sessionStatus: z.enum(['running', 'needs_attention', 'stopped']).nullable().meta({
      description: 'Null if there has been no session yet.',
    }),
    assistedPersistent: z.boolean(),
    scrapeBlockedAt: timeSchema.nullable(),
    scrapeBlockedReason: blockReasonSchema.nullable(),
    latestSession: z
      .object({
        phase: phaseSchema.nullable().meta({ description: 'Null after the session has ended.' }),
        startedAt: timeSchema,
        loggedInAt: timeSchema.nullable(),
        endedAt: timeSchema.nullable(),
        outcome: loginOutcomeSchema.nullable(),
        reason: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'The open session, or else the last one.' }),
    lastDay: z
      .object({
        hours: z
          .string()
          .length(24)
          .regex(/^[.wlf]+$/)
          .meta({
            description:
              'One character for each hour of the clock in UTC, oldest first, the current hour last: `f` a login failed or a session was lost, `l` logged in, `w` logging in or waiting for an answer, `.` none of these.',
          }),
        until: timeSchema.meta({ description: 'The end of the last hour.' }),
      })
      .nullable()
      .meta({ description: 'The last 24 hours; null if no session was open in that time.' }),
    retryAt: timeSchema.nullable().meta({
      description: 'When the login is tried again because the bank was unavailable; null if it is not.',
    }),
  })
  .meta({ id: 'Account' });

type WireAccount = z.input<typeof wireAccountSchema>;

export const toWireAccount = (account: AccountSummary): WireAccount => ({
  id: account.id,
  bank: account.bank_code,
  name: account.name,
  status: 'active',
  sessionStatus: sessionStatusOf(account),
  assistedPersistent: account.session_type === 'persistent' && account.login_mode === 'assisted',
  scrapeBlockedAt: isoTimeOrNull(account.blocked_at),
  scrapeBlockedReason: account.blocked_reason,
  latestSession: latestSessionOf(account),
  lastDay: lastDayOf(account),
  retryAt: isoTimeOrNull(account.retry_at),
});

function latestSessionOf(account: AccountSummary): WireAccount['latestSession'] {
  const { login_started_at: startedAt, login_ended_at: endedAt } = account;
  if (startedAt === null) return null;
  return {
    phase: endedAt === null ? account.login_phase : null,
    startedAt: isoTime(startedAt),
    loggedInAt: isoTimeOrNull(account.login_logged_in_at),
    endedAt: isoTimeOrNull(endedAt),
    outcome: account.login_outcome,
    reason: account.login_reason,
  };
}

function lastDayOf({ logins_of_last_day: logins }: AccountSummary): WireAccount['lastDay'] {
  const date = (ms: number | null) => (ms === null ? null : new Date(ms));
  const day = describeLastDay(
    (logins ?? []).map(([startedMs, loggedInMs, endedMs, outcome, reason]) => ({
      startedAt: new Date(startedMs),
      loggedInAt: date(loggedInMs),
      endedAt: date(endedMs),
      outcome,
      reason,
    })),
    new Date(),
  );
  return day && { hours: day.hours, until: isoTime(day.until) };
}

function sessionStatusOf(account: AccountSummary): WireAccount['sessionStatus'] {
  if (account.login_id !== null && account.login_ended_at === null) return 'running';
  if (account.blocked_at !== null) return 'needs_attention';
  if (account.login_id === null) return null;
  const endedNormally =
    account.login_outcome === 'cancelled' ||
    (account.login_outcome === 'logged_in' &&
      (account.login_reason === 'completed' || account.login_reason === 'stopped'));
  return endedNormally ? 'stopped' : 'needs_attention';
}
