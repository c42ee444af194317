import { NamespaceNotFoundError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { isOutage, CircuitOpenError } from './outages.js';

const withCode = (code: string | number): Error => Object.assign(new Error('failed'), { code });

/** gRPC's status codes (https://grpc.io/docs/guides/status-codes/). */
const status = {
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
};
const fromTemporal = (code: number): Error =>
  Object.assign(new Error('failed'), { code, details: 'failed', metadata: {} });

describe('an outage', () => {
  it.each<[string, Error]>([
    ['a peer that refuses connections', withCode('ECONNREFUSED')],
    ['a connection that breaks', withCode('ECONNRESET')],
    ['a name that cannot be resolved', withCode('ENOTFOUND')],
    ['a PostgreSQL connection exception', withCode('08006')],
    ['a PostgreSQL that is shutting down', withCode('57P01')],
    ['a PostgreSQL with too many connections', withCode('53300')],
    ['a statement that timed out', withCode('57014')],
    ['a deadlock', withCode('40P01')],
    ['a broken connection without a code', new Error('Connection terminated unexpectedly')],
    ['a call that Temporal did not answer in time', fromTemporal(status.DEADLINE_EXCEEDED)],
    ['a Temporal that is unavailable', fromTemporal(status.UNAVAILABLE)],
    ['a Temporal without resources', fromTemporal(status.RESOURCE_EXHAUSTED)],
    ['a call that was cancelled', fromTemporal(status.CANCELLED)],
    ['a namespace that is gone', new NamespaceNotFoundError('default')],
    ['an outage that is already known', new CircuitOpenError()],
    ['an error caused by one', new Error('outer', { cause: withCode('ECONNREFUSED') })],
    ['several errors, one of them an outage', new AggregateError([new Error('x'), withCode('EPIPE')])],
  ])('is %s', (_, error) => {
    expect(isOutage(error)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['a refusal by Temporal: permission', fromTemporal(status.PERMISSION_DENIED)],
    ['a refusal by Temporal: credentials', fromTemporal(status.UNAUTHENTICATED)],
    ['a refusal by Temporal: arguments', fromTemporal(status.INVALID_ARGUMENT)],
    ['a refusal by Temporal: state', fromTemporal(status.FAILED_PRECONDITION)],
    ['something that Temporal does not know', fromTemporal(status.NOT_FOUND)],
    ['something that Temporal has already', fromTemporal(status.ALREADY_EXISTS)],
    ['a bug of Temporal', fromTemporal(status.INTERNAL)],
    [
      'a refusal by Temporal, whatever caused it',
      Object.assign(fromTemporal(status.NOT_FOUND), { cause: withCode('ECONNREFUSED') }),
    ],
    ['a violated constraint', withCode('23505')],
    ['a syntax error in SQL', withCode('42601')],
    ['a code that only contains one of an outage', withCode('x08006')],
    ['a message that only contains one of an outage', new Error('Why: Connection terminated')],
    ['a bug', new TypeError('a bug')],
    ['an error caused by a bug', new Error('outer', { cause: new TypeError('a bug') })],
    ['several bugs', new AggregateError([new Error('x'), new Error('y')])],
    ['something that is no error', 'ECONNREFUSED'],
    ['nothing', undefined],
  ])('is not %s', (_, error) => {
    expect(isOutage(error)).toBe(false);
  });
});
