import { CancellationScope, patched, sleep } from '@temporalio/workflow';

/**
 * A deadline on Temporal's clock. After waiting, check `passed`: a timer and a signal may arrive in one activation.
 */
export class Deadline {
  passed = false;
  #timer: CancellationScope | undefined;

  constructor(private readonly onPassed: () => void) {}

  /** Sets the deadline, also again. */
  start(seconds: number): void {
    this.cancel();
    this.passed = false;
    const timer = new CancellationScope();
    this.#timer = timer;
    timer
      .run(() => sleep(seconds * 1_000, { summary: 'Deadline for the code' }))
      .then(
        () => {
          // This timer fired in the activation that set a new deadline.
          if (this.#timer !== timer && patched('only-the-newest-deadline')) return;
          this.passed = true;
          this.onPassed();
        },
        () => undefined, // cancelled: the request has ended, or has a new deadline
      );
  }

  cancel(): void {
    this.#timer?.cancel();
  }
}
