import {
  Client,
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import { grpcBackoff } from '../process/grpc-backoff.js';

/**
 * A client for the API: it connects at the first call, so that the API starts without Temporal, and finds
 * Temporal again soon after an outage. Close its connection when done.
 */
export function createTemporalClient(options: ConnectionOptions, namespace: string): Client {
  const connection = Connection.lazy({
    ...options,
    channelArgs: grpcBackoff,
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 4 }))],
  });
  return new Client({ connection, namespace, workflow: { queryRejectCondition: 'NOT_OPEN' } });
}
