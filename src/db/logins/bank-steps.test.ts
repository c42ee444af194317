import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount, createUser } from '../../../test/support/create-rows.js';
import { openTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { beginStep } from './bank-steps.js';
import { countCodesSent, recordUnreservedCode, releaseReservedCode } from './code-budget.js';
import type { Db } from '../open.js';

let database: TestDatabase;
let db: Db;
let userId: string;
beforeAll(async () => {
  database = await openTestDatabase();
  ({ db } = database);
  userId = await createUser(db);
});
afterAll(() => database.close());

const newAccount = (maxCodesPerDay: number) =>
  createAccount(db, { userId, config: { max_codes_per_day: maxCodesPerDay } });

const sends = { mayMakeBankSendCode: true };

describe('a step that may make the bank send a code', () => {
  it('is taken once, and only the attempt that took it may repeat its call', async () => {
    const step = {
      loginId: randomUUID(),
      accountId: await newAccount(5),
      step: 'open',
      attemptId: randomUUID(),
    };
    const first = await beginStep(db, step, sends);
    expect(first).toEqual({ startedAt: expect.any(Date) as unknown });
    expect(await beginStep(db, step, sends)).toEqual(first);
    expect(await beginStep(db, { ...step, attemptId: randomUUID() }, sends)).toEqual({
      refused: 'repeated_step',
    });
    expect(await countCodesSent(db, step.accountId)).toBe(1);
  });

  it('is refused again to the same attempt when the first refusal was lost', async () => {
    const step = { loginId: randomUUID(), accountId: await newAccount(1), attemptId: randomUUID() };
    await beginStep(db, { ...step, step: 'open' }, sends);
    for (let asked = 0; asked < 2; asked += 1)
      expect(await beginStep(db, { ...step, step: 'resend:1' }, sends)).toEqual({ refused: 'code_budget' });
    expect(await countCodesSent(db, step.accountId)).toBe(1);
  });

  it('is refused for a blocked account and for a deleted one', async () => {
    const accountId = await newAccount(5);
    await db
      .updateTable('accounts')
      .set({ blocked_at: sql<Date>`now()`, blocked_reason: 'account_locked' })
      .where('id', '=', accountId)
      .execute();
    const step = { loginId: randomUUID(), accountId, step: 'open', attemptId: randomUUID() };
    expect(await beginStep(db, step, sends)).toEqual({ refused: 'account_blocked' });
    expect(await beginStep(db, { ...step, accountId: randomUUID() }, sends)).toEqual({
      refused: 'account_gone',
    });
  });

  it('counts against the budget for 24 hours', async () => {
    const accountId = await newAccount(1);
    const step = { loginId: randomUUID(), accountId, step: 'open', attemptId: randomUUID() };
    await beginStep(db, step, sends);
    const again = { ...step, loginId: randomUUID() };
    expect(await beginStep(db, again, sends)).toEqual({ refused: 'code_budget' });
    await db
      .updateTable('codes_sent')
      .set({ sent_at: sql<Date>`now() - interval '24 hours 1 second'` })
      .where('account_id', '=', accountId)
      .execute();
    expect(await beginStep(db, { ...again, loginId: randomUUID() }, sends)).toHaveProperty('startedAt');
  });

  it('never exceeds the daily budget, whatever is reserved, released and recorded concurrently', async () => {
    const waves = fc.array(
      fc.array(
        fc.record({
          login: fc.nat(5),
          step: fc.nat(2),
          does: fc.constantFrom('begin', 'begin', 'give back'),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), waves, async (budget, story) => {
        const accountId = await newAccount(budget);
        const logins = Array.from({ length: 6 }, () => randomUUID());
        const begun: string[] = [];
        for (const wave of story) {
          await Promise.all(
            wave.map(async ({ login, step: number, does }) => {
              const step = {
                loginId: logins[login] ?? '',
                accountId,
                step: `step ${number}`,
                attemptId: randomUUID(),
              };
              if (does === 'give back') await releaseReservedCode(db, step);
              else if ('startedAt' in (await beginStep(db, step, sends)))
                begun.push(`${step.loginId} ${step.step}`);
            }),
          );
          expect(await countCodesSent(db, accountId)).toBeLessThanOrEqual(budget);
        }
        expect(new Set(begun).size, 'a step was taken twice').toBe(begun.length);
      }),
      { numRuns: 60 },
    );
  });
});

it('an unreserved code counts once, however often it is recorded', async () => {
  const accountId = await newAccount(3);
  const step = { loginId: randomUUID(), accountId, step: 'submit:1', attemptId: randomUUID() };
  await recordUnreservedCode(db, step);
  await recordUnreservedCode(db, step);
  expect(await countCodesSent(db, accountId)).toBe(1);
});
