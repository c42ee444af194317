import { z } from 'zod';
import { sessionStateSchema } from '../../assistance/storage-state.js';
import { findSessionState } from '../../db/logins/browser-states.js';
import { recordEvent } from '../../db/events/events.js';
import { openIfPossible, purpose } from '../../secrets/seal.js';
import { defineRoute } from '../http/define-route.js';
import { ApiError } from '../access/api-error.js';
import { isoTime, timeSchema } from '../access/wire-values.js';

const sessionState = defineRoute({
  method: 'GET',
  path: '/v1/accounts/:accountId/session',
  summary: 'Get the browser state of the open session',
  description:
    'In the format of Playwright. Readable while a session is open, and for 10 minutes after a one-shot login. Each read is recorded in the audit trail.',
  auth: { scope: 'session:read' },
  account: true,
  answers: {
    200: z
      .object({ logged_in_at: timeSchema, ...sessionStateSchema.shape })
      .meta({ id: 'SessionState', description: '`storage_state` contains cookies and local storage.' }),
  },
  errors: ['NOT_FOUND'],
  handle: async ({ api, account, caller }) => {
    const found = await findSessionState(api.db, account.id);
    if (!found) throw noSession();
    const state = await openIfPossible(api.ring, purpose.sessionState(found.loginId), found.sealed);
    if (state === undefined) throw noSession();
    // Before the response, so that no read goes unrecorded.
    await recordEvent(api.db, account, {
      type: 'session.state_read',
      actor: caller.actor,
      details: { loginId: found.loginId },
    });
    return {
      status: 200,
      body: { logged_in_at: isoTime(found.loggedInAt), ...sessionStateSchema.parse(JSON.parse(state)) },
    };
  },
});

const noSession = () => new ApiError('NOT_FOUND', { message: 'This account has no open session.' });

export const sessionStateRoutes = [sessionState];
