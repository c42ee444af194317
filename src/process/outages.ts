import { isGrpcServiceError, NamespaceNotFoundError } from '@temporalio/client';
import { errorCode } from './error-code.js';

/** Node's names for a peer that is not there. */
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT', // a socket file that is gone
]);

/**
 * PostgreSQL: connection exceptions (08), too many connections, shutting down, starting up, cancelled by a timeout
 * or to end a deadlock: nothing was done, and another try may do it.
 */
const databaseCodes = /^(08...|53300|57P0[123]|57014|40P01)$/;

/** What `pg` and gRPC say without a code. */
const codelessMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Failed to connect before the deadline)/;

/** gRPC: cancelled, unknown transport failure, deadline exceeded, resource exhausted, unavailable. */
const temporalCodes = new Set([1, 4, 8, 14]);

/** It was away a moment ago; nobody waits to hear that again. */
export class CircuitOpenError extends Error {
  override readonly name = 'KnownOutage';

  constructor() {
    super('a part of the service is known to be away');
  }
}

/** Whether an error says that the database or Temporal cannot be reached, rather than that we have a bug. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof CircuitOpenError || error instanceof NamespaceNotFoundError) return true;
  if (isGrpcServiceError(error)) return temporalCodes.has(error.code);
  const code = errorCode(error) ?? '';
  if (networkCodes.has(code) || databaseCodes.test(code) || codelessMessages.test(error.message)) return true;
  if (error instanceof AggregateError) return error.errors.some(isOutage);
  return isOutage(error.cause);
}
