import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabaseWithUser, type DatabaseWithUser } from '../../../test/support/database-with-user.js';
import type { DeliveryStatus } from '../tables/delivery-tables.js';
import type { Db } from '../open.js';
import { claimPlannedDeliveries } from './start-deliveries.js';

let database: DatabaseWithUser;
let db: Db;
let accountId: string;
beforeAll(async () => {
  database = await createDatabaseWithUser();
  ({ db } = database);
  accountId = await database.addAccount();
});
afterAll(() => database.close());

const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1_000);
const minutesAgo = (minutes: number) => secondsAgo(minutes * 60);

it.each<{
  name: string;
  status?: DeliveryStatus;
  claimed?: Date;
  started?: Date;
  next?: Date;
  isClaimed: boolean;
}>([
  { name: 'one that was just planned', isClaimed: true },
  { name: 'one that somebody is about to start', claimed: secondsAgo(5), isClaimed: false },
  { name: 'one whose starter is gone', claimed: secondsAgo(15), isClaimed: true },
  {
    name: 'one that is tried',
    claimed: minutesAgo(2),
    started: minutesAgo(2),
    next: minutesAgo(1),
    isClaimed: false,
  },
  {
    name: 'one that pauses for long',
    claimed: minutesAgo(60),
    started: minutesAgo(60),
    next: minutesAgo(-5),
    isClaimed: false,
  },
  {
    name: 'one that is late for its attempt',
    claimed: minutesAgo(60),
    started: minutesAgo(60),
    next: minutesAgo(16),
    isClaimed: true,
  },
  {
    name: 'one whose workflow never told of an attempt',
    claimed: minutesAgo(16),
    started: minutesAgo(16),
    isClaimed: true,
  },
  ...(['delivered', 'failed', 'obsolete'] as const).map((status) => ({
    name: `one that was ${status} long ago`,
    status,
    claimed: minutesAgo(60),
    started: minutesAgo(60),
    isClaimed: false,
  })),
])('$name: $isClaimed', async ({ status = 'pending', claimed, started, next, isClaimed }) => {
  const id = randomUUID();
  await db
    .insertInto('deliveries')
    .values({
      id,
      account_id: accountId,
      message_id: id,
      type: 'login_failed',
      body: '{}',
      status,
      claimed_at: claimed ?? null,
      started_at: started ?? null,
      next_attempt_at: next ?? null,
    })
    .execute();
  const all = await claimPlannedDeliveries(db, 50);
  expect(all.some((delivery) => delivery.id === id)).toBe(isClaimed);
});
