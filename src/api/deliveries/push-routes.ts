import { ECDH } from 'node:crypto';
import { z } from 'zod';
import { isForbiddenAddress, literalAddress } from '../../assistance/notifications/forbidden-address.js';
import {
  deleteSubscription,
  storeSubscription,
  subscriptionIdOf,
} from '../../db/deliveries/push-subscriptions.js';
import { pushPublicKey } from '../../deliveries/push-keys.js';
import { purpose, seal } from '../../secrets/seal.js';
import { ApiError, validationError } from '../access/api-error.js';
import { defineRoute } from '../http/define-route.js';

const path = '/me/push-subscription';

const endpointSchema = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(2_000)
  .regex(/^[!-~]*$/, 'must be visible ASCII characters');

/** A key in base64url that is so many bytes long. */
const keySchema = (bytes: number) =>
  z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url')
    .refine((text) => Buffer.from(text, 'base64url').length === bytes, `must be ${bytes} bytes in base64url`);

/** Whether a key is a point of the curve that pushes are encrypted with (RFC 8291). */
function isCurvePoint(text: string): boolean {
  try {
    return ECDH.convertKey(text, 'prime256v1', 'base64url').length > 0;
  } catch {
    return false;
  }
}

const key = defineRoute({
  method: 'GET',
  path: '/me/push-key',
  summary: 'Get the key with which this service signs what it pushes to browsers',
  auth: 'user',
  answers: {
    200: z.object({
      public_key: z.string().meta({ description: 'The `applicationServerKey`, in base64url.' }),
    }),
  },
  handle: async ({ api }) => ({
    status: 200,
    body: { public_key: await pushPublicKey(api.db, api.ring) },
  }),
});

const subscribe = defineRoute({
  method: 'PUT',
  path,
  summary: 'Have requests pushed to this browser',
  description:
    'Takes the `PushSubscription` of a browser. Its requests are shown also when the browser is closed, and withdrawn when somebody else has answered. Ends when this sign-in is ended.',
  auth: 'user',
  body: z.object({
    endpoint: endpointSchema,
    keys: z.object({
      p256dh: keySchema(65).refine(isCurvePoint, 'must be a point of the curve P-256'),
      auth: keySchema(16),
    }),
    language: z.enum(['en', 'es']).default('en'),
  }),
  answers: { 204: null },
  handle: async ({ api, caller: { userId, signInId }, body: { endpoint, keys, language } }) => {
    const { protocol } = new URL(endpoint);
    const address = literalAddress(new URL(endpoint));
    const allowPrivate = api.allowPrivateWebhooks;
    if (address !== undefined && isForbiddenAddress(address, { allowPrivate }))
      throw validationError({
        path: 'endpoint',
        message: 'must not be a private, local or reserved address',
      });
    if (protocol !== 'https:' && !allowPrivate)
      throw validationError({ path: 'endpoint', message: 'must be an https URL' });
    const subscription = { userId, signInId, endpoint, language };
    const id = await subscriptionIdOf(api.db, subscription);
    const keysSealed = await seal(api.ring, purpose.pushSubscription(id), JSON.stringify(keys));
    await storeSubscription(api.db, { ...subscription, id, keysSealed });
    return { status: 204 };
  },
});

const unsubscribe = defineRoute({
  method: 'DELETE',
  path,
  summary: 'Push no more requests to a browser',
  auth: 'user',
  body: z.object({ endpoint: endpointSchema }),
  answers: { 204: null },
  errors: ['NOT_FOUND'],
  handle: async ({ api, caller: { userId }, body: { endpoint } }) => {
    if (!(await deleteSubscription(api.db, { userId, endpoint }))) throw new ApiError('NOT_FOUND');
    return { status: 204 };
  },
});

export const pushRoutes = [key, subscribe, unsubscribe];
