import { mergeConfig, showConfig } from './account-config.js';
import { defineRoute } from '../http/define-route.js';
import { requireRecentInBrowser } from '../access/require-recent.js';
import { changesSecrets, configChangeSchema, wireConfigSchema } from './wire-account-config.js';

const path = '/accounts/:accountId/config';

const read = defineRoute({
  method: 'GET',
  path,
  summary: 'Get the configuration of an account',
  auth: 'user',
  account: true,
  answers: { 200: wireConfigSchema },
  handle: async ({ api, account }) => ({ status: 200, body: await showConfig(api, account) }),
});

const change = defineRoute({
  method: 'PUT',
  path,
  summary: 'Change the configuration of an account',
  description:
    'Merges the body into the configuration: a missing field is kept, null resets it (but keeps `bank_username` and `bank_password`, which an empty text clears), and a secret sent as its mask is kept. A field that is not listed is a `VALIDATION_ERROR`. Applies from the next session on; notification settings and `sms_senders` apply at once.',
  auth: 'user',
  account: true,
  body: configChangeSchema,
  answers: { 200: wireConfigSchema },
  errors: ['REAUTHENTICATION_REQUIRED'],
  handle: async ({ api, account, caller, body }) => {
    if (changesSecrets(body)) requireRecentInBrowser(caller);
    return { status: 200, body: await mergeConfig(api, { account, actor: caller.actor, change: body }) };
  },
});

export const accountConfigRoutes = [read, change];
