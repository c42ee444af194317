import { z } from 'zod';
import { type AccountDefaults, accountSettings } from '../../assistance/account-settings.js';
import { changeAccountDefaults, readAccountDefaults } from '../../db/accounts/account-defaults.js';
import { defineRoute } from '../http/define-route.js';

const path = '/me/account-defaults';

const settings = {
  session_type: accountSettings.session_type.nullable(),
  login_mode: accountSettings.login_mode.nullable(),
  otp_wait_seconds: accountSettings.otp_wait_seconds.nullable(),
  max_codes_per_day: accountSettings.max_codes_per_day.nullable(),
  fatal_after_failures: accountSettings.fatal_after_failures.nullable(),
  evidence: accountSettings.evidence.nullable(),
};

const wireDefaultsSchema = z.object(settings).meta({
  id: 'AccountDefaults',
  description: 'Null: new accounts start with the default of the service.',
});

const toWire = (defaults: AccountDefaults): z.input<typeof wireDefaultsSchema> => ({
  session_type: defaults.session_type ?? null,
  login_mode: defaults.login_mode ?? null,
  otp_wait_seconds: defaults.otp_wait_seconds ?? null,
  max_codes_per_day: defaults.max_codes_per_day ?? null,
  fatal_after_failures: defaults.fatal_after_failures ?? null,
  evidence: defaults.evidence ?? null,
});

const read = defineRoute({
  method: 'GET',
  path,
  summary: 'Get the settings that new accounts start with',
  auth: 'user',
  answers: { 200: wireDefaultsSchema },
  handle: async ({ api, caller }) => ({
    status: 200,
    body: toWire(await readAccountDefaults(api.db, caller.userId)),
  }),
});

const change = defineRoute({
  method: 'PUT',
  path,
  summary: 'Change the settings that new accounts start with',
  description:
    'Merges the body into the defaults: a missing field is kept, null removes the default. Accounts that exist keep their settings.',
  auth: 'user',
  body: z.strictObject(settings).partial().meta({ id: 'AccountDefaultsChange' }),
  answers: { 200: wireDefaultsSchema },
  handle: async ({ api, caller: { userId, actor }, body }) => ({
    status: 200,
    body: toWire(await changeAccountDefaults(api.db, { userId, actor }, body)),
  }),
});

export const accountDefaultsRoutes = [read, change];
