import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { person } from '../../assistance/actor.js';
import { recordUserEvent } from '../../db/events/events.js';
import { endSignIns } from '../../db/accounts/sign-ins.js';
import { addUser, hasUsers } from '../../db/accounts/users.js';
import { hashPassword, isHashQueueFull } from '../../secrets/passwords.js';
import { checkPassword } from '../access/check-password.js';
import { defineRoute } from '../http/define-route.js';
import { ApiError, unavailable } from '../access/api-error.js';
import { nameSchema, textSchema, uuidSchema } from '../access/wire-values.js';

const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email().max(254))
  .meta({ examples: ['ana@example.com'], override: { format: 'email', maxLength: 254 } });
const wireEmailSchema = z.string().meta({ override: { format: 'email' } });
const wireUserSchema = z
  .object({ id: uuidSchema, email: wireEmailSchema, name: z.string().nullable() })
  .meta({ id: 'User' });

const register = defineRoute({
  method: 'POST',
  path: '/auth/register',
  summary: 'Register',
  auth: 'none',
  body: z.object({ email: emailSchema, password: textSchema(10, 200), name: nameSchema.nullish() }),
  answers: { 201: z.object({ id: uuidSchema, email: wireEmailSchema }) },
  errors: ['FORBIDDEN', 'CONFLICT'],
  handle: async ({ api, body, address }) => {
    const { db, registration } = api;
    const isClosed = registration === 'closed' || (registration === 'first' && (await hasUsers(db)));
    // Checked before the expensive hash; `addUser` enforces it.
    if (isClosed) throw registrationClosed();
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

const login = defineRoute({
  method: 'POST',
  path: '/auth/login',
  summary: 'Sign in',
  auth: 'none',
  body: z.object({ email: emailSchema, password: textSchema(1, 200) }),
  answers: { 200: z.object({ token: z.string(), user: wireUserSchema }) },
  errors: ['UNAUTHORIZED', 'RATE_LIMITED'],
  handle: async ({ api, body, address }) => {
    const user = await checkPassword(api, { ...body, address });
    const token = await api.tokens.issue(user.id);
    await recordUserEvent(api.db, user.id, {
      type: 'user.signed_in',
      actor: person(user, address),
      details: {},
    });
    return { status: 200, body: { token, user: { id: user.id, email: user.email, name: user.name } } };
  },
});

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
    return { status: 204, headers: { 'Clear-Site-Data': '"cache", "cookies"' } };
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

export const authRoutes = [register, login, logout, me, setOperationMode];
