/** The contract's error codes, each with its status. */
export const errorStatuses = {
  UNAUTHORIZED: 401,
  INVALID_API_KEY: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  NO_PENDING_REQUEST: 404,
  VALIDATION_ERROR: 400,
  INVALID_CODE: 400,
  AMBIGUOUS_MESSAGE: 400,
  AMBIGUOUS_ACCOUNT: 409,
  REQUEST_SUPERSEDED: 409,
  CODE_REJECTED: 422,
  ACCOUNT_BLOCKED: 409,
  SESSION_RUNNING: 409,
  SESSION_NOT_RUNNING: 409,
  CONFLICT: 409,
  RESEND_NOT_AVAILABLE: 409,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  INTERNAL_ERROR: 500,
} as const;
export type ErrorCode = keyof typeof errorStatuses;

const messages: Record<ErrorCode, string> = {
  UNAUTHORIZED: 'Authentication is needed.',
  INVALID_API_KEY: 'The API key is malformed, unknown or revoked.',
  FORBIDDEN: 'This is not allowed.',
  NOT_FOUND: 'There is no such thing.',
  NO_PENDING_REQUEST: 'No assistance request of this account waits for a code.',
  VALIDATION_ERROR: 'The request is malformed.',
  INVALID_CODE: 'The code cannot be what the bank asks for. Nothing was sent to the bank.',
  AMBIGUOUS_MESSAGE: 'The message holds no code, or more than one. Nothing was sent to the bank.',
  AMBIGUOUS_ACCOUNT: 'The message fits the requests of several accounts. Nothing was sent to a bank.',
  REQUEST_SUPERSEDED: 'This request is no longer pending.',
  CODE_REJECTED: 'The bank refused the code.',
  ACCOUNT_BLOCKED: 'The account is held back after failed logins. Restart it to try again.',
  SESSION_RUNNING: 'A session of this account is open.',
  SESSION_NOT_RUNNING: 'No session of this account is open.',
  CONFLICT: 'This is already taken.',
  RESEND_NOT_AVAILABLE: 'The bank cannot be asked for another code now.',
  RATE_LIMITED: 'Too many requests.',
  UNAVAILABLE: 'A part of the service cannot be reached. Try again soon.',
  INTERNAL_ERROR: 'Something went wrong here. The request id names it in our logs.',
};

export interface ApiErrorOptions {
  message?: string;
  details?: Record<string, unknown>;
  headers?: Record<string, string>;
  /** Only for the three statuses that share a code: 405, 413 and 415 are VALIDATION_ERROR too. */
  status?: 405 | 413 | 415;
}

/** A refusal of the contract. Whatever else is thrown is an outage or a bug, and is answered without its message. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly details: Record<string, unknown> | undefined;
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

export interface Issue {
  path: string;
  message: string;
}

/** A body, path, query or header value is malformed; each issue names one. */
export const validationError = (...issues: Issue[]): ApiError =>
  new ApiError('VALIDATION_ERROR', { details: { issues } });

/** The path is known, the method is not one of its own. */
export const methodNotAllowed = (method: string, allowed: readonly string[]): ApiError =>
  new ApiError('VALIDATION_ERROR', {
    status: 405,
    message: `This path does not take ${method}.`,
    details: { issues: [{ path: 'method', message: `must be one of ${allowed.join(', ')}` }] },
    headers: { Allow: allowed.join(', ') },
  });

/** Never 0: it would ask for the same again at once. */
export const retryAfter = (seconds: number) => ({ 'Retry-After': String(Math.max(1, Math.ceil(seconds))) });

/** `reason` says to programs which limit it was; more is to be had in so many seconds. */
export const rateLimited = (reason: string, retryAfterSeconds: number): ApiError =>
  new ApiError('RATE_LIMITED', { details: { reason }, headers: retryAfter(retryAfterSeconds) });

/** A part of the service is away; whoever asks again in 2 s may find it back. */
export const unavailable = (): ApiError => new ApiError('UNAVAILABLE', { headers: retryAfter(2) });
