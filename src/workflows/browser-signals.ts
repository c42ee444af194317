import { log, patched, setHandler } from '@temporalio/workflow';
import {
  type BrowserReady,
  browserReady,
  browserReadySchema,
  codePageGone,
  codePageGoneSchema,
  promptGone,
} from '../temporal/login-messages.js';
import type { BrowserHold } from './browser-hold.js';

const description = 'From the worker that holds the browser. Not for people.';

/**
 * Receives what the worker that holds the login's browser signals. `currentHold` is the newest one: signals of earlier
 * ones, which arrive late, are ignored, and so are messages of the wrong shape.
 */
export function handleBrowserSignals({
  currentHold,
  onReady,
}: {
  currentHold: () => BrowserHold | null;
  onReady: (hold: BrowserHold, ready: BrowserReady) => void;
}): void {
  const holdOf = (holdNumber: number): BrowserHold | null => {
    const hold = currentHold();
    return hold?.number === holdNumber ? hold : null;
  };

  setHandler(
    browserReady,
    (message) => {
      const ready = browserReadySchema.safeParse(message);
      if (!ready.success) {
        log.warn('ignored a browserReady signal of the wrong shape');
        return;
      }
      const hold = holdOf(ready.data.holdNumber);
      if (!hold) return;
      // A browser does not move to another process: this signal is not from the worker that holds it.
      const isForeign = hold.ref !== undefined && hold.ref.queue !== ready.data.queue;
      if (isForeign && patched('first-browser-counts'))
        log.warn('ignored a browserReady signal of another queue');
      else onReady(hold, ready.data);
    },
    { description },
  );

  handleGone(codePageGone);
  // A build that does not know this signal may have passed it before.
  handleGone(promptGone, () => patched('look-at-gone-prompts'));

  function handleGone(signal: typeof codePageGone, counts = (): boolean => true): void {
    setHandler(
      signal,
      (message) => {
        const gone = codePageGoneSchema.safeParse(message);
        if (!gone.success) {
          log.warn(`ignored a ${signal.name} signal of the wrong shape`);
          return;
        }
        const hold = holdOf(gone.data.holdNumber);
        if (hold && counts()) hold.isPageGone = true;
      },
      { description },
    );
  }
}
