import { Context } from '@temporalio/activity';

/** Below the workers' heartbeat throttle (src/worker/temporal-workers.ts): cancellation arrives with a heartbeat. */
const defaultIntervalMs = 1_000;

/** Sends heartbeats while the activity works: Temporal then notices a dead worker or a lost answer. */
export async function withHeartbeat<T>(work: () => Promise<T>, intervalMs = defaultIntervalMs): Promise<T> {
  const activity = Context.current();
  const timer = setInterval(() => activity.heartbeat(), intervalMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** The step, with heartbeats for as long as it takes. */
export const heartbeating =
  <Input, Answer>(step: (input: Input) => Promise<Answer>) =>
  (input: Input): Promise<Answer> =>
    withHeartbeat(() => step(input));
