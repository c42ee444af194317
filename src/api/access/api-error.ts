import { type ErrorCode, errorStatuses } from './error-codes.js';
import type { ErrorDetails, Issue } from './wire-error.js';

export type { ErrorCode, Issue };

const messages: Record<ErrorCode, string> = {
  UNAUTHORIZED:
    'Authentication is required. Send an access token as `Authorization: Bearer …`, or an API key as `Authorization: Api-Key …`.',
  INVALID_API_KEY: 'The API key is malformed, unknown or revoked. Create a new key in the dashboard.',
  SECOND_FACTOR_REQUIRED:
    'The password is right. Send it again with `code`: a code of the authenticator app, or a recovery code.',
  FORBIDDEN: 'You are not allowed to do this.',
  REAUTHENTICATION_REQUIRED:
    'The password was last entered more than 15 minutes ago. Enter it again (`POST /auth/confirm`), then repeat the request.',
  NOT_FOUND: 'Nothing was found under this id.',
  NO_PENDING_REQUEST: 'No assistance request of this account is pending.',
  VALIDATION_ERROR: 'The request is malformed. `details.issues` names each invalid field.',
  INVALID_CODE:
    'The code does not have the length or type that the bank asks for (see `details.expected`). Nothing was sent to the bank.',
  AMBIGUOUS_MESSAGE:
    'The message contains no code, or more than one. Nothing was sent to the bank. Submit the code itself as `code`.',
  AMBIGUOUS_ACCOUNT:
    'The message matches requests of several accounts. Nothing was sent to a bank. Set `sms_senders` on the accounts, or submit the code to one account.',
  WRONG_TYPE:
    'The pending request is not for this kind of answer; `details.type` says what it asks for. Nothing was sent to the bank.',
  INVALID_OPTION:
    'The bank does not offer this option. `details.options` lists those that it offers. Nothing was sent to the bank.',
  REQUEST_SUPERSEDED: 'This request is no longer pending.',
  CODE_REJECTED: 'The bank rejected the code.',
  ACCOUNT_BLOCKED:
    'The account is blocked after failed logins. Restart it to lift the block and log in again.',
  SESSION_RUNNING: 'A session of this account is already open. Stop it first.',
  SESSION_NOT_RUNNING: 'This account has no open session.',
  CONFLICT: 'This conflicts with something that already exists.',
  RESEND_NOT_AVAILABLE: 'The bank cannot be asked for another code now. `details.reason` says why.',
  RATE_LIMITED: 'Too many requests. Try again after the number of seconds in `Retry-After`.',
  UNAVAILABLE:
    'A part of the service cannot be reached. Try again after the number of seconds in `Retry-After`.',
  INTERNAL_ERROR: 'Internal error. Report the `X-Request-Id` of this response to the operator.',
};

export interface ApiErrorOptions {
  message?: string;
  details?: ErrorDetails;
  headers?: Record<string, string>;
  /** Overrides the status of VALIDATION_ERROR, which is also used for 405, 413 and 415. */
  status?: 405 | 413 | 415;
}

/**
 * An error whose code, message and details are sent to the caller. Any other error that is thrown is an outage or a
 * bug, and its message is not sent.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly details: ErrorDetails | undefined;
  readonly headers: Record<string, string>;

  constructor(
    readonly code: ErrorCode,
    { message = messages[code], details, headers = {}, status }: ApiErrorOptions = {},
  ) {
    super(message);
    this.status = status ?? errorStatuses[code];
    this.details = details;
    this.headers = headers;
  }

  /** The JSON body of the response. */
  toBody() {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.details === undefined ? {} : { details: this.details }),
      },
    };
  }
}

/** VALIDATION_ERROR (400). Each issue names one malformed value of the body, path, query or headers. */
export const validationError = (...issues: Issue[]): ApiError =>
  new ApiError('VALIDATION_ERROR', { details: { issues } });

/** VALIDATION_ERROR (405): the path exists, but not with this method. */
export const methodNotAllowed = (method: string, allowed: readonly string[]): ApiError =>
  new ApiError('VALIDATION_ERROR', {
    status: 405,
    message: `This path does not support ${method}. Use ${allowed.join(', ')}.`,
    details: { issues: [{ path: 'method', message: `must be one of ${allowed.join(', ')}` }] },
    headers: { Allow: allowed.join(', ') },
  });

/** A `Retry-After` header, rounded up to whole seconds; at least 1, as 0 would invite an immediate retry. */
export const retryAfter = (seconds: number) => ({ 'Retry-After': String(Math.max(1, Math.ceil(seconds))) });

/** RATE_LIMITED (429). `reason` names the limit in `details.reason`; it has room again after so many seconds. */
export const rateLimited = (reason: string, retryAfterSeconds: number): ApiError =>
  new ApiError('RATE_LIMITED', { details: { reason }, headers: retryAfter(retryAfterSeconds) });

/** UNAVAILABLE (503): a part of the service cannot be reached. Asks the caller to retry after 2 s. */
export const unavailable = (): ApiError => new ApiError('UNAVAILABLE', { headers: retryAfter(2) });
