import { CancellationScope, patched, sleep } from '@temporalio/workflow';

/** A deadline on Temporal's clock. After a wait, ask `passed`: a timer and a signal may come in one activation. */
export class Deadline {
  passed = false;
  #timer: CancellationScope | undefined;

  constructor(private readonly onPassed: () => void) {}

  /** Sets the deadline, or sets it anew. */
  start(seconds: number): void {
    this.cancel();
    this.passed = false;
    const timer = new CancellationScope();
    this.#timer = timer;
    timer
      .run(() => sleep(seconds * 1_000, { summary: 'Deadline for the code' }))
      .then(
        () => {
          // It fired in the very activation that set the deadline anew.
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
