/**
 * Resolves on SIGTERM, on SIGINT, and when the supervisor that started this process exits. Further signals are ignored:
 * a signal to the process group of `npm run worker` arrives twice, because npm forwards its own.
 */
export function waitForShutdownSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => resolve();
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    process.once('disconnect', stop);
  });
}
