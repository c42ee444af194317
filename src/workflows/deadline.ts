import { CancellationScope, patched, sleep } from '@temporalio/workflow';

/**
 * A deadline on Temporal's clock. After waiting, check `passed`: a timer and a signal may arrive in one activation.
 */
export class Deadline {
  passed = false;
  #timer: CancellationScope | undefined;

  /** `summary` is what Temporal's UI shows for the timer. */
  constructor(
    private readonly onPassed: () => void,
    private readonly summary: string,
  ) {}

  /** Sets the deadline, also again. */
  start(seconds: number): void {
    this.cancel();
    this.passed = false;
    const timer = new CancellationScope();
    this.#timer = timer;
    timer
      .run(() => sleep(seconds * 1_000, { summary: this.summary }))
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
