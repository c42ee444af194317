import { z } from 'zod';
import { findKeyAndPending } from '../../db/logins/pending-requests.js';
import { defineRoute } from '../http/define-route.js';
import { readPendingAssistance } from './read-requests.js';
import { wireRequestSchema } from './wire-assistance-request.js';
import { numberMeta, numberParam, uuidSchema } from '../access/wire-values.js';

const waitSchema = numberParam(1, 60)
  .optional()
  .meta({
    description: 'Seconds to wait for a request that is newer than `since`, if there is none yet.',
    override: numberMeta(1, 60),
  });

const pending = defineRoute({
  method: 'GET',
  path: '/v1/assistance',
  summary: 'List the pending requests that the key may see, oldest first',
  description:
    'At most 500. With `since`, only requests that are newer than that cursor. With `wait`, responds as soon as there is one, or with an empty list after that time.',
  auth: { scope: 'status:read', findKey: findKeyAndPending },
  query: z.object({
    since: z
      .string()
      .max(8_000)
      .optional()
      .meta({ description: 'The `cursor` of an earlier response to the same user.' }),
    wait: waitSchema,
  }),
  answers: {
    200: z.object({
      pending: z.array(z.object({ account_id: uuidSchema, request: wireRequestSchema })),
      cursor: z.string(),
    }),
  },
  handle: async ({ api, caller, found, query, disconnectSignal }) => ({
    status: 200,
    body: await readPendingAssistance({ api, caller, found, disconnectSignal, ...query }),
  }),
});

export const assistanceRoutes = [pending];
