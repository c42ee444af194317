import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { scopeSchema } from '../../assistance/scopes.js';
import { filterOwnAccountIds } from '../../db/accounts/accounts.js';
import {
  addApiKey,
  type ApiKeySummary,
  changeRelaySettings,
  listApiKeys,
  revokeApiKey,
} from '../../db/accounts/api-keys.js';
import { apiKeyPrefix, hashApiKey, generateApiKey } from '../../secrets/api-key.js';
import { purpose, seal } from '../../secrets/seal.js';
import {
  relaySettingsChangeSchema,
  relaySettingsSchema,
  sealChangedSettings,
} from '../access/relay-settings.js';
import { requireRecentInBrowser } from '../access/require-recent.js';
import { defineRoute } from '../http/define-route.js';
import { ApiError, validationError } from '../access/api-error.js';
import {
  nameSchema,
  textSchema,
  isoTime,
  isoTimeOrNull,
  timeSchema,
  uuidParam,
  uuidSchema,
} from '../access/wire-values.js';

const wireKeySchema = z
  .object({
    id: uuidSchema,
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(scopeSchema),
    account_ids: z
      .array(uuidSchema)
      .nullable()
      .meta({ description: 'The accounts that the key may use; null for all accounts of the user.' }),
    created_at: timeSchema,
    last_used_at: timeSchema.nullable().meta({ description: 'Accurate to the minute.' }),
    last_message_at: timeSchema.nullable().meta({ description: 'When the last message came with the key.' }),
    revoked_at: timeSchema.nullable(),
    has_signing_secret: z.boolean(),
    has_relay_settings: z.boolean(),
  })
  .meta({ id: 'ApiKey' });

const toWireKey = (key: ApiKeySummary): z.input<typeof wireKeySchema> => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  scopes: scopeSchema.array().parse(key.scopes),
  account_ids: key.account_ids,
  created_at: isoTime(key.created_at),
  last_used_at: isoTimeOrNull(key.last_used_at),
  last_message_at: isoTimeOrNull(key.last_message_at),
  revoked_at: isoTimeOrNull(key.revoked_at),
  has_signing_secret: key.has_signing_secret,
  has_relay_settings: key.has_relay_settings,
});

const list = defineRoute({
  method: 'GET',
  path: '/me/api-keys',
  summary: 'List the API keys of the user',
  auth: 'user',
  answers: { 200: z.object({ keys: z.array(wireKeySchema), available_scopes: z.array(scopeSchema) }) },
  handle: async ({ api, caller }) => {
    const keys = await listApiKeys(api.db, caller.userId);
    return { status: 200, body: { keys: keys.map(toWireKey), available_scopes: scopeSchema.options } };
  },
});

const unique = <T>(values: T[]): T[] => [...new Set(values)];

const create = defineRoute({
  method: 'POST',
  path: '/me/api-keys',
  summary: 'Create an API key',
  description: 'Only this response contains the key itself; the service stores a hash of it.',
  auth: 'user',
  body: z.object({
    name: nameSchema,
    scopes: z.array(scopeSchema).min(1).max(20).transform(unique),
    account_ids: z
      .array(uuidParam)
      .max(1_000)
      .transform(unique)
      .nullish()
      .meta({ description: 'The accounts that the key may use; null for all, including future ones.' }),
    signing_secret: textSchema(1, 500).nullish().meta({
      description:
        'What the signature of a forwarding app is checked with: for example the signing key of SMS Gateway for Android or httpSMS, the auth token of Twilio, or the public key of Telnyx. It cannot be read back. If it is set, the routes of apps that can sign require the signature; all other routes require the key only.',
    }),
    relay_settings: relaySettingsSchema.nullish().meta({
      description: 'What else a forwarding app needs. Sealed; it cannot be read back.',
    }),
  }),
  answers: { 201: z.object({ ...wireKeySchema.shape, key: z.string() }).meta({ id: 'NewApiKey' }) },
  errors: ['REAUTHENTICATION_REQUIRED'],
  handle: async ({ api, caller, body }) => {
    requireRecentInBrowser(caller);
    const { userId, actor } = caller;
    const accountIds = body.account_ids ?? null;
    const own = accountIds && (await filterOwnAccountIds(api.db, userId, accountIds));
    const foreign = accountIds?.findIndex((id) => !own?.includes(id)) ?? -1;
    if (foreign >= 0)
      throw validationError({
        path: `account_ids.${foreign}`,
        message: 'must be the id of one of your accounts',
      });
    const key = generateApiKey();
    const id = randomUUID();
    const { signing_secret: secret, relay_settings: settings } = body;
    const newKey = {
      id,
      userId,
      name: body.name,
      prefix: apiKeyPrefix(key) ?? '',
      keyHash: hashApiKey(key),
      scopes: body.scopes,
      accountIds,
      signingSecretSealed: secret ? await seal(api.ring, purpose.relaySecret(id), secret) : null,
      relaySettingsSealed: settings
        ? await seal(api.ring, purpose.relaySettings(id), JSON.stringify(settings))
        : null,
    };
    const added = await addApiKey(api.db, newKey, actor);
    return { status: 201, body: { ...toWireKey(added), key } };
  },
});

const changeSettings = defineRoute({
  method: 'PUT',
  path: '/me/api-keys/:id/relay-settings',
  summary: 'Change the relay settings of an API key',
  description: 'Merges the body into the settings: a missing field is kept, null removes it.',
  auth: 'user',
  params: z.object({ id: uuidParam }),
  body: relaySettingsChangeSchema,
  answers: { 200: wireKeySchema },
  errors: ['NOT_FOUND', 'REAUTHENTICATION_REQUIRED'],
  handle: async ({ api, caller, params: { id: keyId }, body }) => {
    requireRecentInBrowser(caller);
    const { userId, actor } = caller;
    const changed = await changeRelaySettings(api.db, { userId, keyId, actor }, async (sealed) => ({
      sealed: await sealChangedSettings(api.ring, { keyId, sealed }, body),
      fields: Object.keys(body),
    }));
    if (!changed) throw new ApiError('NOT_FOUND');
    return { status: 200, body: toWireKey(changed) };
  },
});

const revoke = defineRoute({
  method: 'DELETE',
  path: '/me/api-keys/:id',
  summary: 'Revoke an API key, with immediate effect',
  auth: 'user',
  params: z.object({ id: uuidParam }),
  answers: { 204: null },
  errors: ['NOT_FOUND'],
  handle: async ({ api, caller: { userId, actor }, params }) => {
    const isRevoked = await revokeApiKey(api.db, { userId, keyId: params.id, actor });
    if (!isRevoked) throw new ApiError('NOT_FOUND');
    return { status: 204 };
  },
});

export const apiKeyRoutes = [list, create, changeSettings, revoke];
