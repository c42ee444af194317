import type { Print } from '../runtime/progress.js';

/** npm forwards the Ctrl-C that its process group gets as well: one signal arrives twice, milliseconds apart. */
const forwardedWithinMs = 500;

/**
 * Handles SIGINT, SIGTERM and SIGHUP. The first one aborts `signal`, resolves `requested` and rejects `rejected`; a
 * second SIGINT or SIGTERM, half a second later or more, calls `force` and exits with 1.
 */
export function handleStopSignals({ print, force }: { print: Print; force: () => Promise<void> }) {
  const stopping = new AbortController();
  const requested = new Promise<void>((resolve) =>
    stopping.signal.addEventListener('abort', () => resolve()),
  );
  const rejected = requested.then(() => Promise.reject(new Error('stop requested')));
  // After the start nothing awaits it any more; the rejection must not count as unhandled.
  rejected.catch(() => undefined);

  let firstAt = 0;
  function onSignal(): void {
    if (stopping.signal.aborted) {
      if (performance.now() - firstAt < forwardedWithinMs) return;
      print('Stopping immediately.');
      void force().finally(() => process.exit(1));
      return;
    }
    firstAt = performance.now();
    print('\nStopping …');
    stopping.abort();
  }
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.once('SIGHUP', () => stopping.abort());
  // The terminal or pipe that reads the output may be closed already.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);

  return { signal: stopping.signal, requested, rejected };
}
