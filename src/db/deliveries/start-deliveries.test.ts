import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccount, createUser } from '../../../test/support/create-rows.js';
import { openTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import type { DeliveryStatus } from '../tables/delivery-tables.js';
import type { Db } from '../open.js';
import { claimPlannedDeliveries } from './start-deliveries.js';

let database: TestDatabase;
let db: Db;
let accountId: string;
beforeAll(async () => {
  database = await openTestDatabase();
  ({ db } = database);
  accountId = await createAccount(db, { userId: await createUser(db) });
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
  { name: 'a new delivery', isClaimed: true },
  { name: 'a delivery that was claimed just now', claimed: secondsAgo(5), isClaimed: false },
  { name: 'a delivery whose claim has expired', claimed: secondsAgo(15), isClaimed: true },
  {
    name: 'a delivery with an attempt under way',
    claimed: minutesAgo(2),
    started: minutesAgo(2),
    next: minutesAgo(1),
    isClaimed: false,
  },
  {
    name: 'a delivery with a long retry delay',
    claimed: minutesAgo(60),
    started: minutesAgo(60),
    next: minutesAgo(-5),
    isClaimed: false,
  },
  {
    name: 'a delivery whose attempt is overdue',
    claimed: minutesAgo(60),
    started: minutesAgo(60),
    next: minutesAgo(16),
    isClaimed: true,
  },
  {
    name: 'a delivery whose workflow never made an attempt',
    claimed: minutesAgo(16),
    started: minutesAgo(16),
    isClaimed: true,
  },
  ...(['delivered', 'failed', 'obsolete'] as const).map((status) => ({
    name: `a ${status} delivery`,
    status,
    claimed: minutesAgo(60),
    started: minutesAgo(60),
    isClaimed: false,
  })),
])('$name is claimed: $isClaimed', async ({ status = 'pending', claimed, started, next, isClaimed }) => {
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
