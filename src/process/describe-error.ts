/**
 * An error for a log line: name, code, message, stack and cause. Leaves out what libraries attach, because it may hold
 * secrets: `pg` puts row values into `detail`, gRPC puts headers into `metadata`.
 */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { name: typeof error };
  return {
    name: error.name,
    ...('code' in error ? { code: error.code } : {}),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
