import { z } from 'zod';
import { requestTypeSchema } from './request-content.js';
import { blockReasonSchema, cancelReasonSchema, loginOutcomeSchema } from './statuses.js';
import { withWireContent } from './wire-request-content.js';

const uuid = z.guid();

const changedRequest = z
  .object({ requestId: uuid, type: requestTypeSchema, attempts: z.int() })
  .meta({ id: 'ChangedRequestData' });
const endedLogin = z
  .object({ loginId: uuid, outcome: loginOutcomeSchema, reason: z.string().nullable() })
  .meta({ id: 'EndedLoginData' });
const block = z.object({ reason: blockReasonSchema }).meta({ id: 'BlockData' });

/** The `data` of events as sockets, streams and notifications send them, by the event's type. */
export const eventDataSchemas = {
  'assistance.requested': withWireContent('RequestedData', {
    requestId: uuid,
    attempts: z.int(),
    expires_at: z.iso.datetime(),
  }).meta({ id: 'RequestedData' }),
  'assistance.rejected': changedRequest,
  'assistance.fulfilled': changedRequest,
  'assistance.expired': changedRequest,
  'assistance.cancelled': changedRequest
    .extend({ reason: cancelReasonSchema })
    .meta({ id: 'CancelledRequestData' }),
  'login.failed': endedLogin,
  'scrape.failed': endedLogin,
  'session.started': z.object({ loginId: uuid }).meta({ id: 'LoginData' }),
  'session.stopped': endedLogin,
  'session.needs_attention': endedLogin,
  'account.blocked': block,
  'account.unblocked': block,
} as const;

export type DescribedEventType = keyof typeof eventDataSchemas;
export const describedEventTypes = Object.keys(eventDataSchemas) as [
  DescribedEventType,
  ...DescribedEventType[],
];
