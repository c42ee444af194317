import type { AccountEventType } from '../../../src/assistance/event-types.js';
import { system } from '../../../src/assistance/actor.js';
import { createEventFeed } from '../../../src/db/events/event-feed.js';
import { recordEvent } from '../../../src/db/events/events.js';
import { startApi } from './api-under-test.js';
import { serveWithSockets } from './api-with-sockets.js';

/** Two API processes over one database, each with its own event feed. */
export async function startTwoProcesses() {
  const api = await startApi();
  const secondFeed = createEventFeed({ databaseUrl: api.databaseUrl, onOutage: () => undefined });
  const one = await serveWithSockets(api);
  const two = await serveWithSockets({ ...api, feed: secondFeed });
  return {
    api,
    one,
    two,
    /** A new user with an account, and a function that records an event of the account. */
    newCustomer: async () => {
      const { token, userId } = await one.signUp();
      const accountId = await one.addAccount(token);
      const record = (
        type: AccountEventType,
        details: Record<string, unknown> = {},
        db: typeof api.db = api.db,
      ) => recordEvent(db, { id: accountId, user_id: userId }, { type, actor: system, details });
      return { token, userId, accountId, record };
    },
    close: async (): Promise<void> => {
      await one.close();
      await two.close();
      await secondFeed.close();
      await api.close();
    },
  };
}

export type TwoProcesses = Awaited<ReturnType<typeof startTwoProcesses>>;
