import type { LoginStatus } from '../temporal/login-messages.js';
import type { LoginClient } from './login-client.js';

/**
 * Asks a login's workflow how it stands; undefined when it cannot say (it is closed, no worker is there, it
 * takes too long). Temporal buffers one query for each workflow, so callers that come while one is under way
 * get its answer.
 */
export function createLiveStatus(logins: Pick<LoginClient, 'status'>) {
  const underWay = new Map<string, Promise<LoginStatus | undefined>>();

  return function liveStatus(accountId: string): Promise<LoginStatus | undefined> {
    const already = underWay.get(accountId);
    if (already) return already;
    const asking = logins
      .status(accountId)
      // Whatever the reason, the projection answers instead.
      .catch(() => undefined)
      .finally(() => underWay.delete(accountId));
    underWay.set(accountId, asking);
    return asking;
  };
}
