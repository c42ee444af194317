import { log } from '@temporalio/activity';
import { BrowserError } from '../browser/browser-error.js';
import { retryDatabase } from './retry-database.js';

/** Long enough for a short outage of the database, short enough for the step's own timeout. */
const bestEffortMs = 10_000;

/**
 * Does what follows a bank's answer. It must not cost the answer: a failure is logged, never thrown.
 */
export async function bestEffort(act: () => Promise<void>): Promise<void> {
  try {
    await retryDatabase(act, bestEffortMs);
  } catch (error) {
    log.warn('could not save what follows a step', {
      why: error instanceof BrowserError ? error.message : 'the database failed',
    });
  }
}
