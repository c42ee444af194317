import {
  Client,
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';

/**
 * A client for the API: it connects at the first call, so that the API starts without Temporal, and finds
 * Temporal again soon after an outage. Close its connection when done.
 */
export function createTemporalClient(options: ConnectionOptions, namespace: string): Client {
  const connection = Connection.lazy({
    ...options,
    channelArgs: {
      // gRPC's own pause between attempts grows to two minutes: long after Temporal is back.
      'grpc.initial_reconnect_backoff_ms': 200,
      'grpc.max_reconnect_backoff_ms': 2_000,
    },
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 4 }))],
  });
  return new Client({ connection, namespace, workflow: { queryRejectCondition: 'NOT_OPEN' } });
}
