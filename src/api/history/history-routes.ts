import { readResendFacts } from '../../db/logins/account-status.js';
import { listEvents, listLogins, listRequests, listSubmissions } from '../../db/logins/history-pages.js';
import { defineRoute } from '../http/define-route.js';
import { idPosition, pageQuerySchema, pageSchema, readPage } from '../http/paging.js';
import {
  toWireEvent,
  toWirePastRequest,
  toWireSession,
  toWireSubmission,
  wireEventSchema,
  wirePastRequestSchema,
  wireSessionSchema,
  wireSubmissionSchema,
} from './wire-history.js';

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

export const historyRoutes = [requests, sessions, submissions, events];
