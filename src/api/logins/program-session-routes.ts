import { z } from 'zod';
import { defineRoute } from '../http/define-route.js';
import { idempotencyKeySchema, preferenceApplied, preferSchema } from '../http/wire-headers.js';
import { uuidSchema } from '../access/wire-values.js';
import { startSession, startSessionOnce, stopSession } from './sessions.js';
import { waitForLogin } from './wait-for-login.js';
import { toWireStatus, wireStatusSchema } from './wire-status.js';

const path = '/v1/accounts/:accountId/session';

const start = defineRoute({
  method: 'POST',
  path,
  summary: 'Start a session',
  description:
    'Responds with 202 once the start is durably recorded. With `Prefer: wait=N` it responds with 200 and the status of the account as soon as the login waits for help, is running, or has ended; with 202 if none of these happens in time. Only a person can lift a block.',
  auth: { scope: 'session:write' },
  account: true,
  limits: ['start'],
  headers: z.object({
    prefer: preferSchema('the login waits for help, is running, or has ended'),
    'idempotency-key': idempotencyKeySchema(
      'repeating a key within 24 hours returns the same login, which is started once.',
    ),
  }),
  answers: {
    200: wireStatusSchema,
    202: z
      .object({ started: z.literal(true), login_id: uuidSchema })
      .meta({ id: 'SessionStarted', description: '`login_id` is the `id` of the session in the history.' }),
  },
  errors: ['ACCOUNT_BLOCKED', 'SESSION_RUNNING'],
  handle: async ({ api, account, caller, headers, disconnectSignal }) => {
    const { prefer: seconds, 'idempotency-key': idempotencyKey } = headers;
    const { actor, credential } = caller;
    const command = { api, account, actor };
    const loginId = await (idempotencyKey === undefined
      ? startSession(command)
      : startSessionOnce(command, { credential, idempotencyKey }));
    const started = { status: 202, body: { started: true, login_id: loginId } } as const;
    if (seconds === undefined) return started;
    const status = await waitForLogin({ api, account, loginId, seconds, disconnect: disconnectSignal() });
    const applied = preferenceApplied(seconds);
    return status === undefined
      ? { ...started, headers: applied }
      : { status: 200, body: toWireStatus(account.id, status), headers: applied };
  },
});

const stop = defineRoute({
  method: 'DELETE',
  path,
  summary: 'Stop the open session',
  description:
    'Responds as soon as this is recorded. A step that is under way at the bank is finished first. Without an open session, a planned retry is cancelled.',
  auth: { scope: 'session:write' },
  account: true,
  answers: { 202: z.object({ stopping: z.literal(true) }).meta({ id: 'SessionStopping' }) },
  errors: ['SESSION_NOT_RUNNING'],
  handle: async ({ api, account, caller: { actor } }) => {
    await stopSession({ api, account, actor });
    return { status: 202, body: { stopping: true } };
  },
});

export const programSessionRoutes = [start, stop];
