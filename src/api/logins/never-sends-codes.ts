import { bankSendsCode } from '../../assistance/descriptor.js';
import type { KnownBank } from '../context/api-deps.js';

/**
 * Whether no login can make this bank send anything to a person: it asks for no codes but those of an app or a token,
 * for no approval, and offers no choice of ways to send a code. Not so if a bank's module does not say it.
 */
export function neverSendsCodes({ otp, choose, awaitApproval }: KnownBank): boolean {
  const asksForSentCodes = otp !== null && bankSendsCode(otp?.channel ?? 'unknown', false);
  return !asksForSentCodes && choose === undefined && awaitApproval === undefined;
}
