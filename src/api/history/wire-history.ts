import { z } from 'zod';
import { actorSchema } from '../../assistance/actor.js';
import { evidenceCauses } from '../../assistance/failure-evidence.js';
import { requestTypeSchema } from '../../assistance/request-content.js';
import { loginModes, loginOutcomeSchema, phaseSchema, sessionTypes } from '../../assistance/statuses.js';
import { withWireContent } from '../../assistance/wire-request-content.js';
import type { ResendFacts } from '../../db/logins/account-status.js';
import type {
  listEvents,
  listLogins,
  listSubmissions,
  listUserEvents,
  listUserLogins,
} from '../../db/logins/history-pages.js';
import type { AssistanceRequest } from '../../db/tables/schema.js';
import { bankTookMs } from '../../db/logins/submissions.js';
import { requestShape, toWireRequest } from '../logins/wire-assistance-request.js';
import { toWireOutcome, wireOutcomeSchema } from '../codes/wire-submission.js';
import { isoTime, isoTimeOrNull, timeSchema, uuidSchema } from '../access/wire-values.js';

const wireActorSchema = actorSchema.meta({
  id: 'Actor',
  description: 'Who did it: a user, an API key or the system, and from which address.',
});

export const wireSessionSchema = z
  .object({
    id: uuidSchema,
    workflow_id: z.string(),
    run_id: z
      .string()
      .nullable()
      .meta({ description: 'The run of the workflow; null until it has reported for the first time.' }),
    session_type: z.enum(sessionTypes),
    login_mode: z.enum(loginModes),
    phase: phaseSchema.nullable().meta({ description: 'Null after the session has ended.' }),
    started_at: timeSchema,
    logged_in_at: timeSchema.nullable(),
    ended_at: timeSchema.nullable(),
    outcome: loginOutcomeSchema
      .nullable()
      .meta({ description: 'How the session ended; null while it is open.' }),
    reason: z.string().nullable(),
    has_evidence: z.boolean().meta({
      description: 'Whether `GET /accounts/{accountId}/sessions/{loginId}/evidence` shows why it failed.',
    }),
    failure_cause: z.enum(evidenceCauses).nullable().meta({
      description:
        'What stopped a session that failed, from the same evidence; null if there is none, and while it is open.',
    }),
  })
  .meta({ id: 'Session' });

type LoginRow = Awaited<ReturnType<typeof listLogins>>[number];

/** Evidence is also kept of a step that was taken again, in a session that then went on. */
const hasFailed = ({ ended_at, outcome }: LoginRow): boolean => ended_at !== null && outcome !== 'logged_in';

export const toWireSession = (login: LoginRow): z.input<typeof wireSessionSchema> => ({
  id: login.id,
  workflow_id: login.workflow_id,
  run_id: login.run_id,
  session_type: login.session_type,
  login_mode: login.login_mode,
  phase: login.ended_at === null ? login.phase : null,
  started_at: isoTime(login.started_at),
  logged_in_at: isoTimeOrNull(login.logged_in_at),
  ended_at: isoTimeOrNull(login.ended_at),
  outcome: login.outcome,
  reason: login.reason,
  has_evidence: login.has_evidence,
  failure_cause: hasFailed(login)
    ? (evidenceCauses.find((cause) => cause === login.failure_cause) ?? null)
    : null,
});

export const wireUserSessionSchema = wireSessionSchema
  .extend({
    account_id: uuidSchema,
    account_name: z.string(),
    bank: z.string().meta({ description: "The bank's code." }),
  })
  .meta({ id: 'SessionOfUser' });

type UserLoginRow = Awaited<ReturnType<typeof listUserLogins>>[number];

export const toWireUserSession = (login: UserLoginRow): z.input<typeof wireUserSessionSchema> => ({
  ...toWireSession(login),
  account_id: login.account_id,
  account_name: login.account_name,
  bank: login.bank_code,
});

export const wirePastRequestSchema = withWireContent('PastAssistanceRequest', {
  ...requestShape,
  ended_at: timeSchema.nullable(),
}).meta({ id: 'PastAssistanceRequest' });

export const toWirePastRequest = (
  row: AssistanceRequest,
  resendFacts: ResendFacts,
): z.input<typeof wirePastRequestSchema> => ({
  ...toWireRequest(row, resendFacts),
  ended_at: isoTimeOrNull(row.ended_at),
});

export const wireSubmissionSchema = z
  .object({
    ...wireOutcomeSchema.shape,
    type: requestTypeSchema.meta({ description: 'The type of the request that it answered.' }),
    option: z
      .string()
      .nullable()
      .meta({ description: 'The label of the option that was chosen; null for codes and texts.' }),
    submitted_at: timeSchema,
    bank_took_ms: z.int().nullable().meta({
      description:
        'Time from typing the code or answer to the bank’s answer; null if the bank has not answered or was not asked.',
    }),
    actor: wireActorSchema,
  })
  .meta({ id: 'SubmissionOfAccount' });

type SubmissionRow = Awaited<ReturnType<typeof listSubmissions>>[number];

export const toWireSubmission = (submission: SubmissionRow): z.input<typeof wireSubmissionSchema> => ({
  ...toWireOutcome(submission),
  type: submission.type,
  option: submission.option_label,
  submitted_at: isoTime(submission.created_at),
  bank_took_ms: bankTookMs(submission),
  actor: actorSchema.parse(submission.actor),
});

const detailsSchema = z.record(z.string(), z.unknown());

export const wireEventSchema = z
  .object({
    id: uuidSchema,
    type: z.string(),
    actor: wireActorSchema,
    details: detailsSchema.meta({ description: 'Never holds a secret.' }),
    occurred_at: timeSchema,
  })
  .meta({ id: 'Event', description: 'An entry of the audit trail.' });

type EventRow = Awaited<ReturnType<typeof listEvents>>[number];

export const toWireEvent = (event: EventRow): z.input<typeof wireEventSchema> => ({
  id: event.public_id,
  type: event.type,
  actor: actorSchema.parse(event.actor),
  details: detailsSchema.parse(event.details),
  occurred_at: isoTime(event.occurred_at),
});

export const wireUserEventSchema = wireEventSchema
  .extend({
    account_id: uuidSchema.nullable(),
    account_name: z.string().nullable().meta({ description: 'Null if the account was deleted.' }),
  })
  .meta({ id: 'EventOfUser' });

type UserEventRow = Awaited<ReturnType<typeof listUserEvents>>[number];

export const toWireUserEvent = (event: UserEventRow): z.input<typeof wireUserEventSchema> => ({
  ...toWireEvent(event),
  account_id: event.account_id,
  account_name: event.account_name,
});
