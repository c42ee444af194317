import { z } from 'zod';
import { person } from '../../assistance/actor.js';
import {
  addPasswordReset,
  changePassword,
  findPasswordReset,
  resetMinutes,
  resetPassword,
} from '../../db/accounts/user-passwords.js';
import { findUserByEmail } from '../../db/accounts/users.js';
import { generateToken, hashToken } from '../../secrets/one-time-token.js';
import { hashPassword, isHashQueueFull } from '../../secrets/passwords.js';
import { ApiError, unavailable } from '../access/api-error.js';
import { addressGroup } from '../access/client-address.js';
import { textSchema } from '../access/wire-values.js';
import type { Api } from '../context/api.js';
import { defineRoute } from '../http/define-route.js';
import { checkOwnPassword } from './auth-routes.js';
import { type MailLanguage, mailLanguages, resetMail } from './reset-mail.js';
import { emailSchema, newPasswordSchema, refuseCommonPassword, secondFactorCodeSchema } from './wire-user.js';

const change = defineRoute({
  method: 'PUT',
  path: '/me/password',
  summary: 'Change the password',
  description: 'Ends all other sign-ins of the user.',
  auth: 'user',
  body: z.object({
    current_password: textSchema(1, 200),
    code: secondFactorCodeSchema.optional(),
    password: newPasswordSchema,
  }),
  answers: { 204: null },
  errors: ['SECOND_FACTOR_REQUIRED', 'RATE_LIMITED'],
  handle: async ({ api, caller, body, address }) => {
    const { current_password: password, code } = body;
    refuseCommonPassword(body.password, caller.email);
    await checkOwnPassword(api, caller, { password, code, address, path: 'current_password' });
    if (isHashQueueFull()) throw unavailable();
    const { userId, signInId, actor } = caller;
    const passwordHash = await hashPassword(body.password);
    await changePassword(api.db, { userId, signInId, passwordHash, actor });
    return { status: 204 };
  },
});

const requestReset = defineRoute({
  method: 'POST',
  path: '/auth/password-reset',
  summary: 'Send a link to choose a new password by mail',
  description:
    'The answer is the same whether or not somebody has registered with this address. Only where the service has a mail server (`SMTP_URL`).',
  auth: 'none',
  body: z.object({ email: emailSchema, language: z.enum(mailLanguages).default('en') }),
  answers: { 202: z.object({ requested: z.literal(true) }) },
  errors: ['FORBIDDEN', 'RATE_LIMITED'],
  handle: async ({ api, body, address }) => {
    const { sendMail } = api;
    if (!sendMail)
      throw new ApiError('FORBIDDEN', { message: 'This service has no mail server (SMTP_URL).' });
    await api.limits.passwordResets.count(addressGroup(address));
    // Not awaited: how long it takes would reveal whether the user exists.
    void sendLink({ ...api, sendMail }, { ...body, address }).catch((error: unknown) =>
      api.log.warn({ err: error }, 'could not send a link to choose a new password'),
    );
    return { status: 202, body: { requested: true } };
  },
});

async function sendLink(
  { db, limits, publicUrl, sendMail }: Api & Required<Pick<Api, 'sendMail'>>,
  { email, language, address }: { email: string; language: MailLanguage; address: string },
): Promise<void> {
  const user = await findUserByEmail(db, email);
  if (!user || !sendMail) return;
  await limits.resetMails.count(user.id);
  const token = generateToken();
  await addPasswordReset(db, {
    userId: user.id,
    tokenHash: hashToken(token),
    actor: person(user, address),
  });
  // In the fragment, which reaches no server and no log.
  const link = `${publicUrl}/app/reset-password#${token}`;
  await sendMail({ to: user.email, ...resetMail(language, link, resetMinutes) });
}

const reset = defineRoute({
  method: 'PUT',
  path: '/auth/password-reset',
  summary: 'Choose a new password with a link from a mail',
  description: 'Ends all sign-ins of the user. The second factor stays as it is.',
  auth: 'none',
  body: z.object({ token: textSchema(1, 200), password: newPasswordSchema }),
  answers: { 204: null },
  errors: ['NOT_FOUND', 'RATE_LIMITED'],
  handle: async ({ api, body, address }) => {
    const tokenHash = hashToken(body.token);
    await api.limits.failedAuth.check(addressGroup(address));
    const user = await findPasswordReset(api.db, tokenHash);
    if (!user) {
      await api.limits.failedAuth.count(addressGroup(address));
      throw linkIsOver();
    }
    refuseCommonPassword(body.password, user.email);
    if (isHashQueueFull()) throw unavailable();
    const passwordHash = await hashPassword(body.password);
    const actor = person(user, address);
    if (!(await resetPassword(api.db, { userId: user.id, tokenHash, passwordHash, actor })))
      throw linkIsOver();
    return { status: 204 };
  },
});

const linkIsOver = () =>
  new ApiError('NOT_FOUND', { message: 'This link was used already, or has expired. Ask for another one.' });

export const passwordRoutes = [change, requestReset, reset];
