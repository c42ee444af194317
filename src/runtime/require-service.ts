import { isOutage } from '../process/outages.js';
import { StartError, summarizeError } from './start-error.js';

/**
 * Runs `work`, which needs a service that should already be running. If the service cannot be reached, throws a
 * StartError that names it and the environment variable with its address.
 */
export async function requireService<T>(
  service: string,
  variable: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // NativeConnection throws a TransportError, a class that the SDK does not export.
    const isUnreachable = isOutage(error) || (error instanceof Error && error.name === 'TransportError');
    if (!isUnreachable) throw error;
    throw new StartError(`${service} cannot be reached: ${summarizeError(error)}`, [
      `start it, or name another with ${variable}`,
    ]);
  }
}
