import { z } from 'zod';
import { recordUserEvent } from '../../db/events/events.js';
import { endSignIns, listSignIns } from '../../db/accounts/sign-ins.js';
import { ApiError } from '../access/api-error.js';
import { isoTime, isoTimeOrNull, timeSchema, uuidParam, uuidSchema } from '../access/wire-values.js';
import { defineRoute } from '../http/define-route.js';

const wireSignInSchema = z
  .object({
    id: uuidSchema,
    current: z.boolean().meta({ description: 'Whether this request was made with it.' }),
    kind: z.enum(['token', 'cookie']).meta({ description: '`cookie`: of a browser.' }),
    created_at: timeSchema,
    last_used_at: timeSchema.nullable().meta({ description: 'Accurate to five minutes.' }),
    expires_at: timeSchema.meta({ description: 'When it ends if it is not used any more.' }),
    ends_at: timeSchema
      .nullable()
      .meta({ description: 'When the sign-in of a browser ends however much it is used.' }),
    address: z.string().nullable(),
    user_agent: z.string().nullable(),
  })
  .meta({ id: 'SignIn' });

const list = defineRoute({
  method: 'GET',
  path: '/me/sign-ins',
  summary: 'List where the user is signed in',
  auth: 'user',
  answers: { 200: z.object({ sign_ins: z.array(wireSignInSchema) }) },
  handle: async ({ api, caller: { userId, signInId } }) => {
    const signIns = await listSignIns(api.db, userId);
    return {
      status: 200,
      body: {
        sign_ins: signIns.map((each) => ({
          id: each.id,
          current: each.id === signInId,
          kind: each.kind,
          created_at: isoTime(each.created_at),
          last_used_at: isoTimeOrNull(each.last_used_at),
          expires_at: isoTime(each.expires_at),
          ends_at: isoTimeOrNull(each.ends_at),
          address: each.address,
          user_agent: each.user_agent,
        })),
      },
    };
  },
});

const end = defineRoute({
  method: 'DELETE',
  path: '/me/sign-ins/:id',
  summary: 'Sign out elsewhere: end one sign-in of the user',
  auth: 'user',
  params: z.object({ id: uuidParam }),
  answers: { 204: null },
  errors: ['NOT_FOUND'],
  handle: async ({ api, caller: { userId, actor }, params: { id } }) => {
    if ((await endSignIns(api.db, { userId, signInId: id })) === 0) throw new ApiError('NOT_FOUND');
    await recordUserEvent(api.db, userId, { type: 'user.signed_out', actor, details: { signInId: id } });
    return { status: 204 };
  },
});

export const signInRoutes = [list, end];
