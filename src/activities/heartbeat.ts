import { hostname } from 'node:os';
import { Context } from '@temporalio/activity';

/** Below the workers' heartbeat throttle (src/worker/temporal-workers.ts): cancellation arrives with a heartbeat. */
const defaultIntervalMs = 1_000;

/** Of a session that only stays open; its timeout is in src/workflows/login-activities.ts. */
export const quietHeartbeatMs = 60_000;

const host = hostname();

/**
 * Sends heartbeats while the activity works: Temporal then notices a dead worker or a lost answer. `describe` says what
 * its UI shows of the activity.
 */
export async function withHeartbeat<T>(
  work: () => Promise<T>,
  intervalMs = defaultIntervalMs,
  describe: () => Record<string, string> = () => ({ host, phase: 'under way' }),
): Promise<T> {
  const activity = Context.current();
  const timer = setInterval(() => activity.heartbeat(describe()), intervalMs);
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
