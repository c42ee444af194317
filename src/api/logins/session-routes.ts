import { z } from 'zod';
import { findKeyAndStatus } from '../../db/logins/account-status.js';
import { ApiError } from '../access/api-error.js';
import { defineRoute } from '../http/define-route.js';
import { restartSession, startSession, stopSession } from './sessions.js';
import { toWireStatus, wireStatusSchema } from './wire-status.js';

const queuedSchema = z.object({ queued: z.literal(true) }).meta({ id: 'Queued' });

const start = (path: '/accounts/:accountId/scrape' | '/accounts/:accountId/reactivate') =>
  defineRoute({
    method: 'POST',
    path,
    summary: 'Start a session',
    auth: 'user',
    account: true,
    limits: ['start'],
    answers: { 202: queuedSchema },
    errors: ['VALIDATION_ERROR', 'ACCOUNT_BLOCKED', 'SESSION_RUNNING'],
    handle: async ({ api, account, caller }) => {
      await startSession({ api, account, actor: caller.actor });
      return { status: 202, body: { queued: true } };
    },
  });

const restart = defineRoute({
  method: 'POST',
  path: '/accounts/:accountId/restart',
  summary: 'Lift a block and start a session',
  auth: 'user',
  account: true,
  limits: ['start'],
  answers: { 202: queuedSchema },
  errors: ['VALIDATION_ERROR', 'SESSION_RUNNING'],
  handle: async ({ api, account, caller }) => {
    await restartSession({ api, account, actor: caller.actor });
    return { status: 202, body: { queued: true } };
  },
});

const kill = defineRoute({
  method: 'POST',
  path: '/accounts/:accountId/kill',
  summary: 'Stop the open session',
  description:
    'Responds as soon as this is recorded. A step that is under way at the bank is finished first. Without an open session, a planned retry is cancelled.',
  auth: 'user',
  account: true,
  answers: { 202: z.object({ killed: z.literal(true) }) },
  errors: ['SESSION_NOT_RUNNING'],
  handle: async ({ api, account, caller }) => {
    await stopSession({ api, account, actor: caller.actor });
    return { status: 202, body: { killed: true } };
  },
});

const status = defineRoute({
  method: 'GET',
  path: '/v1/accounts/:accountId/status',
  summary: 'Get the status of an account and its pending request',
  auth: { scope: 'status:read', findKey: findKeyAndStatus },
  account: true,
  answers: { 200: wireStatusSchema },
  handle: ({ account, found }) => {
    if (!found) throw new ApiError('NOT_FOUND');
    return { status: 200, body: toWireStatus(account.id, found) };
  },
});

export const sessionRoutes = [
  start('/accounts/:accountId/scrape'),
  start('/accounts/:accountId/reactivate'),
  restart,
  kill,
  status,
];
