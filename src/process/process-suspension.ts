const checkIntervalMs = 500;
/** A busy machine delays a process by a second or two; a longer gap means that the process was suspended. */
const suspendedAfterMs = 5_000;

/**
 * Detects whether this process was suspended (SIGSTOP, a sleeping machine, a paused container). A time limit that
 * passed during a suspension says nothing about the bank. Call `stop` when done.
 */
export function watchForSuspension(): { wasSuspended: () => boolean; stop: () => void } {
  let lastCheckMs = performance.now();
  let suspended = false;
  const check = (): void => {
    const nowMs = performance.now();
    suspended ||= nowMs - lastCheckMs > suspendedAfterMs;
    lastCheckMs = nowMs;
  };
  const timer = setInterval(check, checkIntervalMs);
  return {
    wasSuspended: () => {
      check();
      return suspended;
    },
    stop: () => clearInterval(timer),
  };
}
