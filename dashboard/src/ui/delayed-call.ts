import { useEffect, useState } from 'react';

const delayMs = 5_000;

interface DelayedCall {
  cancel: () => void;
  /** Calls now, unless that was done or cancelled. */
  flush: () => void;
}

function callLater(call: () => void): DelayedCall {
  let isDone = false;
  const cancel = () => {
    isDone = true;
    clearTimeout(timer);
    removeEventListener('pagehide', flush);
  };
  const flush = () => {
    if (isDone) return;
    cancel();
    call();
  };
  const timer = setTimeout(flush, delayMs);
  // When the tab is closed or another site is opened.
  addEventListener('pagehide', flush);
  return { cancel, flush };
}

/**
 * Calls a function five seconds after `begin`, so that the user can take it back with `undo`. If the page is left in
 * between, the function is called at once.
 */
export function useDelayedCall(call: () => void) {
  const [delayed, setDelayed] = useState<DelayedCall | null>(null);
  useEffect(() => () => delayed?.flush(), [delayed]);
  return {
    isPending: delayed !== null,
    begin: () =>
      setDelayed(
        callLater(() => {
          setDelayed(null);
          call();
        }),
      ),
    undo: () => {
      delayed?.cancel();
      setDelayed(null);
    },
  };
}
