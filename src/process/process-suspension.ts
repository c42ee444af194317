const lookEveryMs = 500;
/** A busy machine keeps a process waiting for a second or two; one that is away for longer was stopped. */
const stalledAfterMs = 5_000;

/** Watches whether this process itself stands still for a while: then a time limit that passed says nothing of the bank. */
export function watchForSuspension(): { wasSuspended: () => boolean; stop: () => void } {
  let lastMs = performance.now();
  let stalled = false;
  const look = (): void => {
    const nowMs = performance.now();
    stalled ||= nowMs - lastMs > stalledAfterMs;
    lastMs = nowMs;
  };
  const timer = setInterval(look, lookEveryMs);
  return {
    wasSuspended: () => {
      look();
      return stalled;
    },
    stop: () => clearInterval(timer),
  };
}
