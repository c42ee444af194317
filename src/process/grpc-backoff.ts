/** gRPC channel arguments for connections to Temporal. The default backoff grows to two minutes, long after Temporal is back. */
export const grpcBackoff = {
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
};
