import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { person } from '../../assistance/actor.js';
import { recordUserEvent } from '../../db/events/events.js';
import { addUser, hasUsers } from '../../db/accounts/users.js';
import { browserDays, endSignIns, recordReauthentication } from '../../db/accounts/sign-ins.js';
import { hashPassword, isHashQueueFull } from '../../secrets/passwords.js';
import { checkPassword } from '../access/check-password.js';
import { defineRoute } from '../http/define-route.js';
import { ApiError, unavailable, validationError } from '../access/api-error.js';
import type { UserCaller } from '../access/caller.js';
import { sessionCookie } from '../access/session-cookie.js';
import { nameSchema, textSchema, uuidSchema } from '../access/wire-values.js';
import type { Api } from '../context/api.js';
import {
  emailSchema,
  newPasswordSchema,
  refuseCommonPassword,
  secondFactorCodeSchema,
  wireEmailSchema,
  wireUserSchema,
} from './wire-user.js';

const register = defineRoute({
  method: 'POST',
  path: '/auth/register',
  summary: 'Register',
  auth: 'none',
  headers: z.object({
    'x-requested-with': z.string().optional().meta({
      description: 'With `dashboard`, a common password is refused, as the dashboard does for people.',
    }),
  }),
  body: z.object({ email: emailSchema, password: newPasswordSchema, name: nameSchema.nullish() }),
  answers: { 201: z.object({ id: uuidSchema, email: wireEmailSchema }) },
  errors: ['FORBIDDEN', 'CONFLICT'],
  handle: async ({ api, headers, body, address }) => {
    const { db, registration } = api;
    const isClosed = registration === 'closed' || (registration === 'first' && (await hasUsers(db)));
    // Checked before the expensive hash; `addUser` enforces it.
    if (isClosed) throw registrationClosed();
    // Programs that register users could do so before common passwords were refused.
    if (headers['x-requested-with'] === 'dashboard') refuseCommonPassword(body.password, body.email);
    if (isHashQueueFull()) throw unavailable();
    const user = { id: randomUUID(), email: body.email, name: body.name ?? null };
    const added = await addUser(
      db,
      { ...user, passwordHash: await hashPassword(body.password) },
      { onlyFirst: registration === 'first', actor: person(user, address) },
    );
    if (added === 'not_first') throw registrationClosed();
    if (added === 'email_taken')
      throw new ApiError('CONFLICT', {
        message: 'This e-mail is already registered. Sign in, or use another one.',
      });
    return { status: 201, body: { id: user.id, email: user.email } };
  },
});

const registrationClosed = () =>
  new ApiError('FORBIDDEN', {
    message: 'Registration is closed. The operator can open it with REGISTRATION.',
  });

const credentialsSchema = z.object({
  email: emailSchema,
  password: textSchema(1, 200),
  code: secondFactorCodeSchema.optional(),
});

const login = defineRoute({
  method: 'POST',
  path: '/auth/login',
  summary: 'Sign in',
  auth: 'none',
  body: credentialsSchema,
  answers: { 200: z.object({ token: z.string(), user: wireUserSchema }) },
  errors: ['UNAUTHORIZED', 'SECOND_FACTOR_REQUIRED', 'RATE_LIMITED'],
  handle: async (call) => ({ status: 200, body: await signIn(call, 'token') }),
});

const openSession = defineRoute({
  method: 'POST',
  path: '/auth/session',
  summary: 'Sign a browser in',
  description:
    'Sets the token as a cookie (HttpOnly, SameSite=Strict; over https `__Host-assisted_login`). It is valid for 12 hours after it was last used, for 7 days at the most, and only in requests for `/api/…` with the header `X-Requested-With`.',
  auth: 'none',
  body: credentialsSchema,
  answers: { 200: z.object({ user: wireUserSchema }) },
  errors: ['UNAUTHORIZED', 'SECOND_FACTOR_REQUIRED', 'RATE_LIMITED'],
  handle: async (call) => {
    const { token, user } = await signIn(call, 'cookie');
    return { status: 200, body: { user }, headers: sessionCookie(call.api.publicUrl, token, browserDays) };
  },
});

interface SignInCall {
  api: Api;
  body: { email: string; password: string; code?: string | undefined };
  address: string;
  userAgent: string | null;
}

async function signIn({ api, body, address, userAgent }: SignInCall, kind: 'token' | 'cookie') {
  const { email, password, code } = body;
  const user = await checkPassword(api, { email, password, code, address });
  const token = await api.tokens.issue(user.id, { kind, address, userAgent });
  await recordUserEvent(api.db, user.id, {
    type: 'user.signed_in',
    actor: person(user, address),
    details: { kind, secondFactor: user.totp_secret_sealed !== null },
  });
  return { token, user: { id: user.id, email: user.email, name: user.name } };
}

const confirm = defineRoute({
  method: 'POST',
  path: '/auth/confirm',
  summary: 'Enter the password again',
  description:
    'For 15 minutes, secrets and webhooks can then be changed. In a browser, the sign-in ends 7 days later at the most.',
  auth: 'user',
  body: z.object({ password: textSchema(1, 200), code: secondFactorCodeSchema.optional() }),
  answers: { 204: null },
  errors: ['SECOND_FACTOR_REQUIRED', 'RATE_LIMITED'],
  handle: async ({ api, caller, body, address }) => {
    await checkOwnPassword(api, caller, { ...body, address });
    const { userId, signInId, signIn: current, actor } = caller;
    await recordReauthentication(api.db, signInId);
    await recordUserEvent(api.db, userId, { type: 'user.authenticated_again', actor, details: {} });
    if (current.kind === 'token') return { status: 204 };
    const token = await api.tokens.renew({ signInId, userId });
    return { status: 204, headers: sessionCookie(api.publicUrl, token, browserDays) };
  },
});

/**
 * Checks the password, and the second factor where it is on, of a caller who is signed in. A wrong one is a
 * VALIDATION_ERROR that names it: UNAUTHORIZED would mean that the sign-in has ended.
 */
export async function checkOwnPassword(
  api: Api,
  { email }: UserCaller,
  { password, code, address, path = 'password' }: OwnPassword,
): Promise<void> {
  try {
    await checkPassword(api, { email, password, code, address });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'UNAUTHORIZED') throw error;
    const isCode = error.details?.reason === 'second_factor';
    throw validationError({ path: isCode ? 'code' : path, message: 'is wrong' });
  }
}

interface OwnPassword {
  password: string;
  code?: string | undefined;
  address: string;
  /** The name of the field that holds the password. */
  path?: string;
}

const logout = defineRoute({
  method: 'POST',
  path: '/auth/logout',
  summary: 'Sign out; the token becomes invalid immediately',
  auth: 'user',
  body: z
    .object({
      everywhere: z.boolean().optional().meta({ description: 'Also ends every other sign-in of the user.' }),
    })
    .optional(),
  answers: { 204: null },
  handle: async ({ api, caller: { userId, signInId, actor }, body }) => {
    const everywhere = body?.everywhere === true;
    await endSignIns(api.db, everywhere ? { userId } : { userId, signInId });
    await recordUserEvent(api.db, userId, { type: 'user.signed_out', actor, details: { everywhere } });
    // Not storage, where the dashboard keeps the preferences of the browser and nothing of the user.
    const headers = sessionCookie(api.publicUrl, null, browserDays);
    return { status: 204, headers: { ...headers, 'Clear-Site-Data': '"cache", "cookies"' } };
  },
});

/** Reconbanker's clients ask for a mode of operation and set it. There is one here: codes are passed through. */
const operationMode = 'passthrough';
const operationModeSchema = z.literal(operationMode);

const me = defineRoute({
  method: 'GET',
  path: '/me',
  summary: 'Get the user that the token belongs to',
  auth: 'user',
  answers: {
    200: z.object({ ...wireUserSchema.shape, operation_mode: operationModeSchema }).meta({ id: 'Me' }),
  },
  handle: ({ caller: { userId, email, name } }) => ({
    status: 200,
    body: { id: userId, email, name, operation_mode: operationMode },
  }),
});

const setOperationMode = defineRoute({
  method: 'PUT',
  path: '/me/operation-mode',
  summary: 'Accept the mode of operation that clients of Reconbanker set',
  description: 'Has no effect. The mode stays `passthrough`.',
  auth: 'user',
  body: z.object({ mode: z.enum(['reconcile', 'passthrough']) }),
  answers: { 200: z.object({ operation_mode: operationModeSchema }) },
  handle: () => ({ status: 200, body: { operation_mode: operationMode } }),
});

export const authRoutes = [register, login, openSession, confirm, logout, me, setOperationMode];
