/**
 * An auto-reset event for one waiter: `wait` resolves at the next `send`, or at once if there has been one since the
 * last `wait`. A signal sent between two waits is not lost.
 */
export function createWakeSignal() {
  let isSent = false;
  let wake: () => void = () => undefined;
  return {
    send: (): void => {
      isSent = true;
      wake();
    },
    /** Resolves after `timeoutMs` at the latest. */
    async wait(timeoutMs: number): Promise<void> {
      if (!isSent) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      isSent = false;
    },
  };
}
