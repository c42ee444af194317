import { readResendFacts } from '../../db/logins/account-status.js';
import {
  listEvents,
  listLogins,
  listRequests,
  listSubmissions,
  listUserEvents,
  listUserLogins,
} from '../../db/logins/history-pages.js';
import { defineRoute } from '../http/define-route.js';
import { numberMeta, numberParam } from '../access/wire-values.js';
import { idPosition, pageQuerySchema, pageSchema, readPage } from '../http/paging.js';
import {
  toWireEvent,
  toWirePastRequest,
  toWireSession,
  toWireSubmission,
  toWireUserEvent,
  toWireUserSession,
  wireEventSchema,
  wirePastRequestSchema,
  wireSessionSchema,
  wireSubmissionSchema,
  wireUserEventSchema,
  wireUserSessionSchema,
} from './wire-history.js';

/** In milliseconds. */
const day = 86_400_000;

/** The history of all accounts, for exports. */
const userPageQuerySchema = pageQuerySchema.extend({
  days: numberParam(1, 366)
    .default(30)
    .meta({ description: 'How many days back.', override: { ...numberMeta(1, 366), default: 30 } }),
});

const idOf = ({ id }: { id: string }): string => id;

const requests = defineRoute({
  method: 'GET',
  path: '/accounts/:accountId/assistance-requests',
  summary: 'List assistance requests and their status, newest first',
  auth: 'user',
  account: true,
  query: pageQuerySchema,
  answers: { 200: pageSchema(wirePastRequestSchema) },
  handle: async ({ api, account, query }) => {
    const resendFacts = await readResendFacts(api.db, account.id);
    const page = await readPage(query, {
      ring: api.ring,
      list: `assistance-requests/${account.id}`,
      read: (page) => listRequests(api.db, { accountId: account.id, ...page }),
      position: idPosition,
      positionOf: idOf,
      toItem: (row) => toWirePastRequest(row, resendFacts),
    });
    return { status: 200, body: page };
  },
});

const sessions = defineRoute({
  method: 'GET',
  path: '/accounts/:accountId/sessions',
  summary: 'List sessions and how they ended, newest first',
  auth: 'user',
  account: true,
  query: pageQuerySchema,
  answers: { 200: pageSchema(wireSessionSchema) },
  handle: async ({ api, account, query }) => {
    const page = await readPage(query, {
      ring: api.ring,
      list: `sessions/${account.id}`,
      read: (page) => listLogins(api.db, { accountId: account.id, ...page }),
      position: idPosition,
      positionOf: idOf,
      toItem: toWireSession,
    });
    return { status: 200, body: page };
  },
});

const submissions = defineRoute({
  method: 'GET',
  path: '/accounts/:accountId/submissions',
  summary:
    'List submissions: who submitted a code or answer and its outcome, without the code or text; newest first',
  auth: 'user',
  account: true,
  query: pageQuerySchema,
  answers: { 200: pageSchema(wireSubmissionSchema) },
  handle: async ({ api, account, query }) => {
    const page = await readPage(query, {
      ring: api.ring,
      list: `submissions/${account.id}`,
      read: (page) => listSubmissions(api.db, { accountId: account.id, ...page }),
      position: idPosition,
      positionOf: idOf,
      toItem: toWireSubmission,
    });
    return { status: 200, body: page };
  },
});

const events = defineRoute({
  method: 'GET',
  path: '/accounts/:accountId/events',
  summary: 'List the audit trail: who did what, when and from where; newest first',
  auth: 'user',
  account: true,
  query: pageQuerySchema,
  answers: { 200: pageSchema(wireEventSchema) },
  handle: async ({ api, account, query }) => {
    const page = await readPage(query, {
      ring: api.ring,
      list: `events/${account.id}`,
      read: (page) => listEvents(api.db, { accountId: account.id, ...page }),
      positionOf: idOf,
      toItem: toWireEvent,
    });
    return { status: 200, body: page };
  },
});

const userSessions = defineRoute({
  method: 'GET',
  path: '/history/sessions',
  summary: 'List the sessions of all accounts and how they ended, newest first',
  auth: 'user',
  query: userPageQuerySchema,
  answers: { 200: pageSchema(wireUserSessionSchema) },
  handle: async ({ api, caller: { userId }, query: { days, ...query } }) => {
    const since = new Date(Date.now() - days * day);
    const page = await readPage(query, {
      ring: api.ring,
      list: `history/sessions/${userId}`,
      read: (page) => listUserLogins(api.db, { userId, since, ...page }),
      position: idPosition,
      positionOf: idOf,
      toItem: toWireUserSession,
    });
    return { status: 200, body: page };
  },
});

const userEvents = defineRoute({
  method: 'GET',
  path: '/history/events',
  summary: 'List the audit trail of all accounts: who did what, when and from where; newest first',
  auth: 'user',
  query: userPageQuerySchema,
  answers: { 200: pageSchema(wireUserEventSchema) },
  handle: async ({ api, caller: { userId }, query: { days, ...query } }) => {
    const since = new Date(Date.now() - days * day);
    const page = await readPage(query, {
      ring: api.ring,
      list: `history/events/${userId}`,
      read: (page) => listUserEvents(api.db, { userId, since, ...page }),
      positionOf: idOf,
      toItem: toWireUserEvent,
    });
    return { status: 200, body: page };
  },
});

export const historyRoutes = [requests, sessions, submissions, events, userSessions, userEvents];
