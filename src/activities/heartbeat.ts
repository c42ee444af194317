import { Context } from '@temporalio/activity';

/** Below the workers' heartbeat throttle, so that a cancelled activity hears of it as soon as the throttle lets it. */
const usuallyEveryMs = 1_000;

/** Does an activity's work with heartbeats all the while: its worker's death, or a lost answer, is then soon missed. */
export async function beating<T>(work: () => Promise<T>, everyMs = usuallyEveryMs): Promise<T> {
  const activity = Context.current();
  const timer = setInterval(() => activity.heartbeat(), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** A step that beats for as long as it takes. */
export const beats =
  <Input, Answer>(step: (input: Input) => Promise<Answer>) =>
  (input: Input): Promise<Answer> =>
    beating(() => step(input));
