import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../runtime/start-error.js';

/** Longer than the deadline of a request, so that an expired login is reported as such and not as a timeout. */
const timeoutMs = 200_000;
const pollEveryMs = 500;

/** Reads until there is something. Throws a StartError that names `what` if it takes too long. */
export async function poll<T>(what: string, read: () => Promise<T | null | undefined | false>): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const found = await read();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > giveUpAt)
      throw new StartError(
        `No sign of ${what} within ${timeoutMs / 1_000} s. See the logs of the running instance.`,
      );
    await sleep(pollEveryMs);
  }
}
