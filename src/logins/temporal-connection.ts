import {
  Client,
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import { grpcBackoff } from '../process/grpc-backoff.js';

/**
 * A Temporal client that connects at the first call, so that the API starts without Temporal, and reconnects soon after
 * an outage. The caller closes `client.connection`.
 */
export function createTemporalClient(options: ConnectionOptions, namespace: string): Client {
  const connection = Connection.lazy({
    ...options,
    channelArgs: grpcBackoff,
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 4 }))],
  });
  return new Client({ connection, namespace, workflow: { queryRejectCondition: 'NOT_OPEN' } });
}
