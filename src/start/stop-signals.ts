import type { Print } from '../runtime/start-error.js';

/**
 * Turns SIGINT, SIGTERM and a closed terminal into one wish to stop. A second SIGINT or SIGTERM does not wait any
 * longer: `force` ends everything at once.
 */
export function handleStopSignals({ print, force }: { print: Print; force: () => Promise<void> }) {
  const wish = new AbortController();
  const asked = new Promise<void>((resolve) => wish.signal.addEventListener('abort', () => resolve()));
  const never = asked.then(() => Promise.reject(new Error('asked to stop')));
  // Nobody may be waiting for this one any more when the wish comes.
  never.catch(() => undefined);

  function onSignal(): void {
    if (wish.signal.aborted) {
      print('Stopping at once.');
      void force().finally(() => process.exit(1));
      return;
    }
    print('\nStopping …');
    wish.abort();
  }
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.once('SIGHUP', () => wish.abort());
  // Whoever read our output may have gone before us.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);

  return { signal: wish.signal, asked, never };
}
