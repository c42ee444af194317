import { z } from 'zod';
import { defineRoute } from '../http/define-route.js';
import { pendingAssistance } from './pending-assistance.js';
import { wireRequestSchema } from './wire-assistance-request.js';
import { numberMeta, numberParam, uuidSchema } from '../access/wire-values.js';

const waitSchema = numberParam(1, 60)
  .optional()
  .meta({
    description: 'Wait so many seconds for a request that is newer than `since`.',
    override: numberMeta(1, 60),
  });

const pending = defineRoute({
  method: 'GET',
  path: '/v1/assistance',
  summary: 'Every pending request that the key may see, oldest first',
  description:
    'At most 500. With `since`, only requests that are newer than that cursor; with `wait`, the answer comes as soon as there is one, or empty when the time is over.',
  auth: { scope: 'status:read' },
  query: z.object({
    since: z
      .string()
      .max(8_000)
      .optional()
      .meta({ description: 'The `cursor` of an earlier answer to the same user.' }),
    wait: waitSchema,
  }),
  answers: {
    200: z.object({
      pending: z.array(z.object({ account_id: uuidSchema, request: wireRequestSchema })),
      cursor: z.string(),
    }),
  },
  handle: async ({ api, caller, query, disconnect }) => ({
    status: 200,
    body: await pendingAssistance({ api, caller, disconnect, ...query }),
  }),
});

export const assistanceRoutes = [pending];
