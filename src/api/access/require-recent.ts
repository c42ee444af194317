import { ApiError } from './api-error.js';
import type { UserCaller } from './caller.js';

/** Throws REAUTHENTICATION_REQUIRED if the password of this sign-in was entered more than 15 minutes ago. */
export function requireRecent({ signIn }: UserCaller): void {
  if (!signIn.isRecent) throw new ApiError('REAUTHENTICATION_REQUIRED');
}

/**
 * The same, but only for the sign-in of a browser, which can be left open: a program with a token has its password at
 * hand, and could only send it again.
 */
export function requireRecentInBrowser(caller: UserCaller): void {
  if (caller.signIn.kind === 'cookie') requireRecent(caller);
}
