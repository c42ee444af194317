import type { LoginStatus } from '../temporal/login-messages.js';
import type { LoginClient } from './login-client.js';

/**
 * Queries the status of an account's login workflow. Undefined if there is no answer: the workflow is closed, no worker
 * is running, or it takes too long. Concurrent callers share one query, as Temporal limits the queries that it buffers
 * for each workflow.
 */
export function createLiveStatus(logins: Pick<LoginClient, 'status'>) {
  const pendingQueries = new Map<string, Promise<LoginStatus | undefined>>();

  return function liveStatus(accountId: string): Promise<LoginStatus | undefined> {
    const pending = pendingQueries.get(accountId);
    if (pending) return pending;
    const query = logins
      .status(accountId)
      // Whatever the reason, callers fall back to the database.
      .catch(() => undefined)
      .finally(() => pendingQueries.delete(accountId));
    pendingQueries.set(accountId, query);
    return query;
  };
}
