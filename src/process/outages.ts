import { isGrpcServiceError, NamespaceNotFoundError } from '@temporalio/client';
import { errorCode } from './error-code.js';

/** Node's codes for a peer that cannot be reached. */
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT', // a missing socket file
]);

/**
 * SQLSTATE codes: connection exceptions (08), too many connections, shutting down, starting up, cancelled by a timeout
 * or to resolve a deadlock. The statement had no effect and may succeed when retried.
 */
const databaseCodes = /^(08...|53300|57P0[123]|57014|40P01)$/;

/** Messages of errors that `pg` and gRPC throw without a code. */
const codelessMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Failed to connect before the deadline)/;

/** gRPC status codes: cancelled, unknown transport failure, deadline exceeded, resource exhausted, unavailable. */
const temporalCodes = new Set([1, 4, 8, 14]);

/** The circuit breaker is open: the last call failed with an outage, so this one was not made. */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';

  constructor() {
    super('not called: the service could not be reached a moment ago');
  }
}

/** Whether an error means that the database or Temporal cannot be reached, rather than a bug. Looks at causes, too. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof CircuitOpenError || error instanceof NamespaceNotFoundError) return true;
  if (isGrpcServiceError(error)) return temporalCodes.has(error.code);
  const code = errorCode(error) ?? '';
  if (networkCodes.has(code) || databaseCodes.test(code) || codelessMessages.test(error.message)) return true;
  if (error instanceof AggregateError) return error.errors.some(isOutage);
  return isOutage(error.cause);
}
