/** For channels to Temporal. gRPC's own pause between attempts grows to two minutes: long after Temporal is back. */
export const grpcBackoff = {
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
};
