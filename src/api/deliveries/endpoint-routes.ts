import { z } from 'zod';
import { planEndpointTest } from '../../db/deliveries/deliveries.js';
import {
  deleteEndpoint,
  findCoveredAccounts,
  listEndpoints,
} from '../../db/deliveries/notification-endpoints.js';
import { ApiError, validationError } from '../access/api-error.js';
import { requireRecentInBrowser } from '../access/require-recent.js';
import { uuidParam, uuidSchema } from '../access/wire-values.js';
import { defineRoute } from '../http/define-route.js';
import { createEndpoint, mergeEndpoint, type SavedEndpoint } from './save-endpoint.js';
import {
  endpointChangeSchema,
  newEndpointSchema,
  toWireEndpoint,
  wireEndpointSchema,
} from './wire-endpoint.js';

const path = '/me/notification-endpoints';
const endpointParams = z.object({ id: uuidParam });

const show = ({ endpoint, newSecret }: SavedEndpoint) => ({
  ...toWireEndpoint(endpoint),
  ...(newSecret !== undefined && { signing_secret: newSecret }),
});

const list = defineRoute({
  method: 'GET',
  path,
  summary: 'List the endpoints that are notified of the accounts of the user',
  auth: 'user',
  answers: { 200: z.object({ endpoints: z.array(wireEndpointSchema) }) },
  handle: async ({ api, caller: { userId } }) => ({
    status: 200,
    body: { endpoints: (await listEndpoints(api.db, userId)).map(toWireEndpoint) },
  }),
});

const create = defineRoute({
  method: 'POST',
  path,
  summary: 'Add an endpoint that is notified of all accounts, or of some',
  description:
    'It is notified besides the endpoints of each account. Only this response contains the signing secret of a webhook. What could never be sent is refused: no event, filters that let no account through, an escalation after the end of every request.',
  auth: 'user',
  body: newEndpointSchema,
  answers: { 201: wireEndpointSchema },
  errors: ['REAUTHENTICATION_REQUIRED'],
  handle: async ({ api, caller, body }) => {
    requireRecentInBrowser(caller);
    const { userId, actor } = caller;
    return { status: 201, body: show(await createEndpoint(api, { userId, actor, wanted: body })) };
  },
});

const change = defineRoute({
  method: 'PUT',
  path: `${path}/:id`,
  summary: 'Change an endpoint of the user',
  description:
    'Merges the body into the endpoint. After `rotate_signing_secret` the response contains the new secret, and the old one also signs for 24 hours.',
  auth: 'user',
  params: endpointParams,
  body: endpointChangeSchema,
  answers: { 200: wireEndpointSchema },
  errors: ['NOT_FOUND', 'REAUTHENTICATION_REQUIRED'],
  handle: async ({ api, caller, params, body }) => {
    requireRecentInBrowser(caller);
    const { userId, actor } = caller;
    const saved = await mergeEndpoint(api, { userId, actor, endpointId: params.id, change: body });
    if (!saved) throw new ApiError('NOT_FOUND');
    return { status: 200, body: show(saved) };
  },
});

const remove = defineRoute({
  method: 'DELETE',
  path: `${path}/:id`,
  summary: 'Delete an endpoint of the user',
  auth: 'user',
  params: endpointParams,
  answers: { 204: null },
  errors: ['NOT_FOUND'],
  handle: async ({ api, caller: { userId, actor }, params }) => {
    if (!(await deleteEndpoint(api.db, { userId, actor, endpointId: params.id })))
      throw new ApiError('NOT_FOUND');
    return { status: 204 };
  },
});

const test = defineRoute({
  method: 'POST',
  path: `${path}/:id/test`,
  summary: 'Send a test notification to an endpoint of the user',
  description: 'In the name of the first account that it covers, and attempted once.',
  auth: 'user',
  limits: ['notify'],
  params: endpointParams,
  answers: {
    202: z.object({ queued: z.literal(true), delivery_id: uuidSchema, account_id: uuidSchema }),
  },
  errors: ['NOT_FOUND', 'VALIDATION_ERROR'],
  handle: async ({ api, caller: { userId, actor }, params }) => {
    const endpoint = (await listEndpoints(api.db, userId)).find(({ id }) => id === params.id);
    if (!endpoint) throw new ApiError('NOT_FOUND');
    const { account_ids: accountIds, bank_codes: bankCodes } = endpoint;
    const [account] = await findCoveredAccounts(api.db, { userId, accountIds, bankCodes });
    if (!account) throw validationError({ path: 'account_ids', message: 'no account is covered yet' });
    const deliveryId = await planEndpointTest(api.db, { account, actor, endpoint });
    await api.startDeliveries();
    return { status: 202, body: { queued: true, delivery_id: deliveryId, account_id: account.id } };
  },
});

export const endpointRoutes = [list, create, change, remove, test];
