import { mergeConfig, showConfig } from './account-config.js';
import { defineRoute } from '../http/define-route.js';
import { configChangeSchema, wireConfigSchema } from './wire-account-config.js';

const path = '/accounts/:accountId/config';

const read = defineRoute({
  method: 'GET',
  path,
  summary: "An account's configuration",
  auth: 'user',
  account: true,
  answers: { 200: wireConfigSchema },
  handle: async ({ api, account }) => ({ status: 200, body: await showConfig(api, account) }),
});

const change = defineRoute({
  method: 'PUT',
  path,
  summary: "Change an account's configuration",
  description:
    'Merges: a field left out keeps, null clears, the mask sent back keeps. Applies from the next session on; notifications and `sms_senders` at once.',
  auth: 'user',
  account: true,
  body: configChangeSchema,
  answers: { 200: wireConfigSchema },
  handle: async ({ api, account, caller, body }) => ({
    status: 200,
    body: await mergeConfig(api, { account, actor: caller.actor, change: body }),
  }),
});

export const accountConfigRoutes = [read, change];
