import { z } from 'zod';
import {
  findDelivery,
  listDeliveries,
  planRedeliveries,
  planRedelivery,
  planTests,
} from '../../db/deliveries/deliveries.js';
import { defineRoute } from '../http/define-route.js';
import { ApiError, validationError } from '../access/api-error.js';
import { pageQuerySchema, pageSchema, readPage } from '../http/paging.js';
import {
  deliveryStatusSchema,
  toWireDelivery,
  toWireDeliveryLog,
  wireDeliveryLogSchema,
  wireDeliverySchema,
} from './wire-delivery.js';
import { timeSchema, uuidParam, uuidSchema } from '../access/wire-values.js';

const path = '/accounts/:accountId/deliveries';
const deliveryParams = z.object({ deliveryId: uuidParam });
const plannedSchema = z
  .object({ queued: z.literal(true), delivery_id: uuidSchema })
  .meta({ id: 'PlannedDelivery' });

const plannedTestsSchema = plannedSchema
  .extend({
    delivery_ids: z
      .array(uuidSchema)
      .meta({ description: 'One for each configured channel: webhook, chat, e-mail.' }),
  })
  .meta({ id: 'PlannedTests' });

const list = defineRoute({
  method: 'GET',
  path,
  summary: 'List notifications and their status, newest first',
  auth: 'user',
  account: true,
  query: pageQuerySchema,
  answers: { 200: pageSchema(wireDeliverySchema) },
  handle: async ({ api, account, query }) => ({
    status: 200,
    body: await readPage(query, {
      ring: api.ring,
      list: `deliveries/${account.id}`,
      read: (page) => listDeliveries(api.db, { accountId: account.id, ...page }),
      positionOf: ({ seq }) => seq,
      toItem: toWireDelivery,
    }),
  }),
});

const read = defineRoute({
  method: 'GET',
  path: `${path}/:deliveryId`,
  summary: 'Get a notification with its body and every attempt',
  auth: 'user',
  account: true,
  params: deliveryParams,
  answers: { 200: wireDeliveryLogSchema },
  handle: async ({ api, account, params: { deliveryId } }) => {
    const delivery = await findDelivery(api.db, { accountId: account.id, deliveryId });
    if (!delivery) throw new ApiError('NOT_FOUND');
    return { status: 200, body: toWireDeliveryLog(delivery) };
  },
});

const redeliver = defineRoute({
  method: 'POST',
  path: `${path}/:deliveryId/redeliver`,
  summary: 'Send a notification again',
  description:
    'Sends the same body with the same `webhook-id` as a new delivery, even if its request has ended.',
  auth: 'user',
  account: true,
  limits: ['notify'],
  params: deliveryParams,
  answers: { 202: plannedSchema },
  errors: ['VALIDATION_ERROR'],
  handle: async ({ api, account, caller, params: { deliveryId } }) => {
    const planned = await planRedelivery(api.db, { account, actor: caller.actor, deliveryId });
    if (planned === 'no_such_delivery') throw new ApiError('NOT_FOUND');
    if (planned === 'endpoint_gone')
      throw validationError({
        path: 'deliveryId',
        message: 'was to an endpoint that is deleted or disabled',
      });
    if (planned === 'no_endpoint') throw endpointMissing();
    await api.startDeliveries();
    return { status: 202, body: { queued: true, delivery_id: planned.id } };
  },
});

const test = defineRoute({
  method: 'POST',
  path: '/accounts/:accountId/notifications/test',
  summary: 'Send a test notification to each configured channel of the account',
  description: 'Each is attempted once. The result is in the deliveries.',
  auth: 'user',
  account: true,
  limits: ['notify'],
  answers: { 202: plannedTestsSchema },
  errors: ['VALIDATION_ERROR'],
  handle: async ({ api, account, caller }) => {
    const ids = await planTests(api.db, { account, actor: caller.actor });
    const [first] = ids;
    if (first === undefined) throw endpointMissing();
    await api.startDeliveries();
    return { status: 202, body: { queued: true, delivery_id: first, delivery_ids: ids } };
  },
});

const listAll = defineRoute({
  method: 'GET',
  path: '/me/deliveries',
  summary: 'List the notifications of all accounts of the user, newest first',
  auth: 'user',
  query: pageQuerySchema.extend({
    status: deliveryStatusSchema.optional(),
    endpoint_id: uuidParam.optional(),
  }),
  answers: {
    200: pageSchema(
      z.object({ ...wireDeliverySchema.shape, account_name: z.string() }).meta({ id: 'DeliveryOfUser' }),
    ),
  },
  handle: async ({ api, caller: { userId }, query }) => ({
    status: 200,
    body: await readPage(query, {
      ring: api.ring,
      list: `deliveries/${userId}`,
      read: (page) =>
        listDeliveries(api.db, { userId, status: query.status, endpointId: query.endpoint_id, ...page }),
      positionOf: ({ seq }) => seq,
      toItem: (row) => ({ ...toWireDelivery(row), account_name: row.account_name }),
    }),
  }),
});

const redeliverAll = defineRoute({
  method: 'POST',
  path: '/me/deliveries/redeliver',
  summary: 'Send all failed notifications since a time again',
  description:
    'Up to 500, oldest first; those that were sent again already and requests that have ended are left out. Call it again while `queued` is 500.',
  auth: 'user',
  limits: ['notify'],
  body: z.strictObject({
    since: timeSchema.meta({ examples: ['2026-01-31T12:00:00Z'] }),
    endpoint_id: uuidParam.optional(),
  }),
  answers: { 202: z.object({ queued: z.int() }) },
  handle: async ({ api, caller: { userId, actor }, body }) => {
    const since = new Date(body.since);
    const queued = await planRedeliveries(api.db, { userId, actor, since, endpointId: body.endpoint_id });
    await api.startDeliveries();
    return { status: 202, body: { queued } };
  },
});

const endpointMissing = () =>
  validationError({ path: 'notification_endpoint_url', message: 'must be configured first' });

export const deliveryRoutes = [list, read, redeliver, test, listAll, redeliverAll];
