import { z } from 'zod';
import type { Access, CallerFor } from '../access/caller.js';
import { type Call, defineRoute } from '../http/define-route.js';
import { resendCode } from './resend-code.js';
import { uuidSchema } from '../access/wire-values.js';

const resend = {
  method: 'POST',
  summary: 'Ask the bank to send another code',
  description:
    'Responds with 202 once this is recorded. After the bank has sent the code, the request has a new `requested_at` and `expires_at`.',
  account: true,
  limits: ['submit'],
  answers: {
    202: z.object({ requested: z.literal(true), request_id: uuidSchema }).meta({ id: 'ResendRequested' }),
  },
  errors: ['NO_PENDING_REQUEST', 'RESEND_NOT_AVAILABLE'],
} as const;

type Authenticated = Exclude<Access, 'none'>;

async function handleResend({
  api,
  account,
  caller,
}: Call<Authenticated, true> & { caller: CallerFor<Authenticated> }) {
  const { requestId } = await resendCode({ api, account, actor: caller.actor });
  return { status: 202, body: { requested: true, request_id: requestId } } as const;
}

export const resendRoutes = [
  defineRoute({ ...resend, path: '/accounts/:accountId/otp/resend', auth: 'user', handle: handleResend }),
  defineRoute({
    ...resend,
    path: '/v1/accounts/:accountId/otp/resend',
    auth: { scope: 'otp:write' },
    handle: handleResend,
  }),
];
