import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { system } from '../../src/assistance/actor.js';
import { createEventFeed, type EventNotice } from '../../src/db/events/event-feed.js';
import { recordUserEvent } from '../../src/db/events/events.js';
import { openDatabase } from '../../src/db/open.js';
import type { UserEventType } from '../../src/assistance/event-types.js';
import { addUser } from '../../src/db/accounts/users.js';
import { createTestDatabase } from '../support/services.js';
import { until } from '../support/until.js';

it('the feed announces every event, reports when it may have missed some, and reconnects by itself', async () => {
  const database = await createTestDatabase({ isMigrated: true });
  const db = openDatabase({ databaseUrl: database.databaseUrl });
  const outages: Error[] = [];
  const feed = createEventFeed({
    databaseUrl: database.databaseUrl,
    onOutage: (error) => outages.push(error),
  });
  const heard: (EventNotice | 'gap')[] = [];
  const unsubscribe = feed.subscribe((note) => heard.push(note));
  try {
    const userId = randomUUID();
    await addUser(
      db,
      { id: userId, email: 'a@example.com', name: null, passwordHash: '' },
      { onlyFirst: false, actor: system },
    );
    const record = (type: UserEventType) => recordUserEvent(db, userId, { type, actor: system, details: {} });
    const isHeard = (type: string) => heard.some((note) => note !== 'gap' && note.type === type);
    await until(() => heard.includes('gap'), 'the connection');

    await record('user.signed_in');
    await until(() => isHeard('user.signed_in'), 'the first event');
    expect(heard.at(-1)).toEqual({
      id: expect.any(String) as unknown,
      type: 'user.signed_in',
      accountId: null,
      userId,
    });

    heard.length = 0;
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like 'listen%'`.execute(db);
    await until(() => heard.includes('gap'), 'the connection again');
    expect(outages.length).toBeGreaterThan(0);
    await record('user.signed_out');
    await until(() => isHeard('user.signed_out'), 'the second event');

    unsubscribe();
    heard.length = 0;
    await record('api_key.created');
    expect(heard).toEqual([]);
  } finally {
    await feed.close();
    await db.destroy();
    await database.drop();
  }
});
