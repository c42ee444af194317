import { z } from 'zod';
import {
  disableSecondFactor,
  enableSecondFactor,
  readSecondFactor,
  replaceRecoveryCodes,
  storeNewSecret,
} from '../../db/accounts/second-factors.js';
import { generateRecoveryCode, hashToken, normalizeRecoveryCode } from '../../secrets/one-time-token.js';
import { openIfPossible, purpose, seal } from '../../secrets/seal.js';
import { generateTotpSecret, totpStep } from '../../secrets/second-factor.js';
import { ApiError, validationError } from '../access/api-error.js';
import { requireRecent } from '../access/require-recent.js';
import { textSchema } from '../access/wire-values.js';
import { defineRoute } from '../http/define-route.js';

const path = '/me/second-factor';
const recoveryCodeCount = 10;

const recoveryCodesSchema = z
  .array(z.string())
  .meta({ description: 'Each replaces the authenticator app once. Shown in this response only.' });

const read = defineRoute({
  method: 'GET',
  path,
  summary: 'Get whether a code of an authenticator app is needed to sign in',
  auth: 'user',
  answers: { 200: z.object({ enabled: z.boolean(), recovery_codes_left: z.int() }) },
  handle: async ({ api, caller }) => {
    const { is_enabled: enabled, codes_left: left } = await readSecondFactor(api.db, caller.userId);
    return { status: 200, body: { enabled, recovery_codes_left: Number(left ?? 0) } };
  },
});

const begin = defineRoute({
  method: 'POST',
  path,
  summary: 'Get a secret for an authenticator app',
  description: 'It is in use only after a code of it was sent (`PUT /me/second-factor`).',
  auth: 'user',
  answers: {
    201: z.object({
      secret: z.string().meta({ description: 'In base32.' }),
      uri: z.string().meta({ description: 'An `otpauth:` URI, which apps scan as a QR code.' }),
    }),
  },
  errors: ['CONFLICT', 'REAUTHENTICATION_REQUIRED'],
  handle: async ({ api, caller }) => {
    requireRecent(caller);
    const { is_enabled: isEnabled } = await readSecondFactor(api.db, caller.userId);
    if (isEnabled) throw alreadyEnabled();
    const { secret, uri } = generateTotpSecret(caller.email);
    const sealed = await seal(api.ring, purpose.userTotpSecret(caller.userId), secret);
    await storeNewSecret(api.db, caller.userId, sealed);
    return { status: 201, body: { secret, uri }, headers: { 'Cache-Control': 'no-store' } };
  },
});

const alreadyEnabled = () =>
  new ApiError('CONFLICT', { message: 'An authenticator app is set up already. Turn it off first.' });

const enable = defineRoute({
  method: 'PUT',
  path,
  summary: 'Require a code of the authenticator app to sign in',
  auth: 'user',
  body: z.object({ code: textSchema(1, 20) }),
  answers: { 200: z.object({ recovery_codes: recoveryCodesSchema }) },
  errors: ['CONFLICT', 'REAUTHENTICATION_REQUIRED'],
  handle: async ({ api, caller, body }) => {
    requireRecent(caller);
    const { userId, actor } = caller;
    const { new_totp_secret_sealed: sealed } = await readSecondFactor(api.db, userId);
    if (sealed === null)
      throw new ApiError('CONFLICT', { message: 'Get a secret first (`POST /me/second-factor`).' });
    const secret = await openIfPossible(api.ring, purpose.userTotpSecret(userId), sealed);
    const step = secret === undefined ? undefined : totpStep(secret, body.code.replace(/\s/g, ''));
    if (step === undefined) throw validationError({ path: 'code', message: 'is wrong' });
    const { codes, codeHashes } = newRecoveryCodes();
    if (!(await enableSecondFactor(api.db, { userId, actor, sealed, step, codeHashes })))
      throw alreadyEnabled();
    return { status: 200, body: { recovery_codes: codes } };
  },
});

const disable = defineRoute({
  method: 'DELETE',
  path,
  summary: 'Sign in with the password alone',
  auth: 'user',
  answers: { 204: null },
  errors: ['REAUTHENTICATION_REQUIRED'],
  handle: async ({ api, caller }) => {
    requireRecent(caller);
    await disableSecondFactor(api.db, caller);
    return { status: 204 };
  },
});

const replaceCodes = defineRoute({
  method: 'POST',
  path: `${path}/recovery-codes`,
  summary: 'Replace the recovery codes',
  auth: 'user',
  answers: { 201: z.object({ recovery_codes: recoveryCodesSchema }) },
  errors: ['CONFLICT', 'REAUTHENTICATION_REQUIRED'],
  handle: async ({ api, caller }) => {
    requireRecent(caller);
    const { userId, actor } = caller;
    const { is_enabled: isEnabled } = await readSecondFactor(api.db, userId);
    if (!isEnabled) throw new ApiError('CONFLICT', { message: 'No authenticator app is set up.' });
    const { codes, codeHashes } = newRecoveryCodes();
    await replaceRecoveryCodes(api.db, { userId, actor, codeHashes });
    return { status: 201, body: { recovery_codes: codes } };
  },
});

function newRecoveryCodes() {
  const codes = Array.from({ length: recoveryCodeCount }, generateRecoveryCode);
  return { codes, codeHashes: codes.map((code) => hashToken(normalizeRecoveryCode(code))) };
}

export const secondFactorRoutes = [read, begin, enable, disable, replaceCodes];
