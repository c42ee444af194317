import { ForbiddenEndpoint, NameNotResolved } from '../deliveries/resolve-checked.js';
import { errorCode } from '../process/error-code.js';
import { TokenEndpointFailed, TokenRefused } from './mailbox-access-tokens.js';
import { FolderNotFound } from './open-mailbox.js';

/** Why a mailbox cannot be read. */
export const mailboxProblems = [
  'authentication_failed',
  'token_refused',
  'token_endpoint_failed',
  'folder_not_found',
  'forbidden_address',
  'name_not_resolved',
  'certificate_not_trusted',
  /** The server offers no encryption. */
  'not_encrypted',
  'timeout',
  'connection_failed',
] as const;
export type MailboxProblem = (typeof mailboxProblems)[number];

/** What went wrong with a mailbox. The server's own words are dropped: they may repeat what was sent to it. */
export function mailboxProblem(error: unknown): MailboxProblem {
  if (error instanceof ForbiddenEndpoint) return 'forbidden_address';
  if (error instanceof NameNotResolved) return 'name_not_resolved';
  if (error instanceof FolderNotFound) return 'folder_not_found';
  if (error instanceof TokenRefused) return 'token_refused';
  if (error instanceof TokenEndpointFailed) return 'token_endpoint_failed';
  if (!(error instanceof Error)) return 'connection_failed';
  if ('authenticationFailed' in error && error.authenticationFailed === true) return 'authentication_failed';
  const code = errorCode(error) ?? '';
  if (/CERT|SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) return 'certificate_not_trusted';
  if ('tlsFailed' in error && error.tlsFailed === true) return 'not_encrypted';
  return /TIMEOUT|ETIMEDOUT/i.test(code) ? 'timeout' : 'connection_failed';
}
