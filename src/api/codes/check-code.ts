import { codeInMessage } from '../../assistance/message/code-in-message.js';
import { type ExpectedShape, fitsDescriptor, normalizeCode } from '../../assistance/code-shape.js';
import type { Descriptor } from '../../assistance/descriptor.js';
import { toWireShape } from '../../assistance/wire-descriptor.js';
import { contentOf, type ShownRequest } from '../../db/logins/assistance-requests.js';
import { fingerprint } from '../../db/keys/fingerprint.js';
import type { ApiDeps } from '../context/api-deps.js';
import { ApiError } from '../access/api-error.js';
import type { CodeBody } from './wire-submission.js';

/**
 * The code in a body, normalized, and its fingerprint, which recognizes it within a login. Throws AMBIGUOUS_MESSAGE, or
 * INVALID_CODE if its shape is wrong.
 */
export async function checkCode(
  deps: Pick<ApiDeps, 'db' | 'ring'>,
  { login_id: loginId }: ShownRequest,
  { body, descriptor }: { body: CodeBody; descriptor: Descriptor },
): Promise<{ code: string; fingerprint: string }> {
  const code = readCode(body, descriptor);
  if (!fitsDescriptor(code, descriptor))
    throw new ApiError('INVALID_CODE', { details: { expected: toWireShape(descriptor) } });
  return { code, fingerprint: await fingerprint(deps, loginId, code) };
}

/** The error for a code that the bank was given at an earlier request of the same login. */
export function usedBefore(request: ShownRequest): ApiError {
  const content = contentOf(request);
  return new ApiError('INVALID_CODE', {
    message: 'This code was already used earlier in this login, and the bank asks for a new one.',
    details: { expected: { ...(content.type === 'otp' && toWireShape(content.descriptor)), fresh: true } },
  });
}

/** Empty if the body's code consists of separators only, which fits no descriptor. */
function readCode({ code, message }: CodeBody, shape: ExpectedShape): string {
  if (code !== undefined) return normalizeCode(code);
  const read = codeInMessage(message ?? '', shape);
  if (read.found !== 'one') throw new ApiError('AMBIGUOUS_MESSAGE', { details: { found: read.found } });
  return read.code;
}
