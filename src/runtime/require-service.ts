import { isOutage } from '../process/outages.js';
import { summarizeError, StartError } from './start-error.js';

/** Does what needs a service that should run already; says which is away, and by which variable another is named. */
export async function requireService<T>(
  service: string,
  variable: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // The worker's own connection throws an error that it does not export for us.
    const isAway = isOutage(error) || (error instanceof Error && error.name === 'TransportError');
    if (!isAway) throw error;
    throw new StartError(`${service} cannot be reached: ${summarizeError(error)}`, [
      `start it, or name another with ${variable}`,
    ]);
  }
}
