import { z } from 'zod';
import { contentOf, findRequest } from '../../db/logins/assistance-requests.js';
import { findCodePicture } from '../../db/logins/code-pictures.js';
import { openIfPossible, purpose } from '../../secrets/seal.js';
import { ApiError } from '../access/api-error.js';
import type { Access } from '../access/caller.js';
import { uuidParam } from '../access/wire-values.js';
import type { Api } from '../context/api.js';
import { type Call, defineRoute } from '../http/define-route.js';

const paramsSchema = z.object({ requestId: uuidParam });

const picture = {
  method: 'GET',
  summary: 'Get the picture that the person needs to make the code',
  description:
    'For a pending request whose `descriptor` has a `picture`, such as a QR code. After a refused code it may be another picture.',
  account: true,
  params: paramsSchema,
  answers: { 200: 'png' },
  errors: ['NOT_FOUND'],
} as const;

type PictureCall = Call<Exclude<Access, 'none'>, true, z.output<typeof paramsSchema>>;

async function handlePicture({ api, account, params: { requestId } }: PictureCall) {
  const body = await readPicture(api, { accountId: account.id, requestId });
  if (!body) throw new ApiError('NOT_FOUND', { message: 'No pending request with this id has a picture.' });
  return { status: 200, body, headers: { 'Cache-Control': 'no-store' } } as const;
}

async function readPicture(
  { db, ring }: Pick<Api, 'db' | 'ring'>,
  ids: { accountId: string; requestId: string },
): Promise<Buffer | undefined> {
  const request = await findRequest(db, ids);
  if (request?.status !== 'pending') return undefined;
  const content = contentOf(request);
  // The login may still have the picture of an earlier request.
  if (content.type !== 'otp' || !content.descriptor.hasPicture) return undefined;
  const sealed = await findCodePicture(db, request.login_id);
  const picture =
    sealed === undefined
      ? undefined
      : await openIfPossible(ring, purpose.codePicture(request.login_id), sealed);
  return picture === undefined ? undefined : Buffer.from(picture, 'base64');
}

export const pictureRoutes = [
  defineRoute({
    ...picture,
    path: '/accounts/:accountId/assistance-requests/:requestId/picture',
    auth: 'user',
    handle: handlePicture,
  }),
  defineRoute({
    ...picture,
    path: '/v1/accounts/:accountId/assistance-requests/:requestId/picture',
    auth: { scope: 'otp:write' },
    handle: handlePicture,
  }),
];
