import { sql } from 'kysely';
import { countCodesSent } from './logins.js';
import type { Db, Trx } from '../open.js';

/** Why a step at the bank may not be taken. */
export type StepRefusal = 'repeated_step' | 'account_blocked' | 'code_budget' | 'account_gone' | 'login_over';

export interface BankStep {
  loginId: string;
  accountId: string;
  /** Names the step within its login (src/temporal/step-names.ts). */
  step: string;
  /** Of this attempt: it may ask again when the database's answer was lost. */
  attemptId: string;
  /** The submission whose code it types: from here on it can never be said to be unused. */
  submissionId?: string | undefined;
}

/** Thrown out of the transaction, so that nothing stays of a step that is refused. */
class Refusal extends Error {
  constructor(readonly why: StepRefusal) {
    super(why);
  }
}

/**
 * Writes down that a step is about to touch the bank, and refuses it when it was written down before: not a
 * retry, not a Reset in Temporal's UI, not a restored Temporal database makes the bank send a second code.
 * A step that `mayMakeBankSendCode` is refused for a blocked account and a spent budget, and reserves a code.
 */
export async function beginStep(
  db: Db,
  step: BankStep,
  rules: { mayMakeBankSendCode: boolean },
): Promise<{ startedAt: Date } | { refused: StepRefusal }> {
  try {
    return { startedAt: await begin(db, step, rules) };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.why };
    throw error;
  }
}

async function begin(
  db: Db,
  { loginId, accountId, step, attemptId, submissionId }: BankStep,
  { mayMakeBankSendCode }: { mayMakeBankSendCode: boolean },
): Promise<Date> {
  return db.transaction().execute(async (trx) => {
    // The lock makes steps of one account count the budget one after the other.
    const account = await trx
      .selectFrom('accounts')
      .innerJoin('account_configs as config', 'config.account_id', 'accounts.id')
      .select(['blocked_at', 'config.max_codes_per_day'])
      .where('accounts.id', '=', accountId)
      .forNoKeyUpdate('accounts')
      .executeTakeFirst();
    if (!account) throw new Refusal('account_gone');
    // Only now, with the lock: it may have ended while this waited. A restored backup may have forgotten it.
    const login = await trx
      .selectFrom('logins')
      .select(['ended_at', 'max_codes_per_day'])
      .where('id', '=', loginId)
      .executeTakeFirst();
    // A process that was stopped and goes on must not act for a login that was given up meanwhile.
    if (login?.ended_at) throw new Refusal('login_over');
    const begun = await trx
      .insertInto('bank_steps')
      .values({ login_id: loginId, step, claim: attemptId })
      .onConflict((conflict) => conflict.doNothing())
      .returning('started_at')
      .executeTakeFirst();
    if (!begun) return readOwnStart(trx, { loginId, step, attemptId });
    if (mayMakeBankSendCode) {
      if (account.blocked_at) throw new Refusal('account_blocked');
      const budget = login?.max_codes_per_day ?? account.max_codes_per_day;
      if ((await countCodesSent(trx, accountId)) >= budget) throw new Refusal('code_budget');
      await trx.insertInto('codes_sent').values({ login_id: loginId, step, account_id: accountId }).execute();
    }
    if (submissionId !== undefined) await markTried(trx, submissionId);
    return begun.started_at;
  });
}

async function readOwnStart(
  trx: Trx,
  { loginId, step, attemptId }: Omit<BankStep, 'accountId'>,
): Promise<Date> {
  const mine = await trx
    .selectFrom('bank_steps')
    .select('started_at')
    .where('login_id', '=', loginId)
    .where('step', '=', step)
    .where('claim', '=', attemptId)
    .executeTakeFirst();
  if (!mine) throw new Refusal('repeated_step');
  return mine.started_at;
}

/** When a step was written down, by the database's clock; undefined when it never was. */
export async function readStepStart(
  db: Db,
  { loginId, step }: Pick<BankStep, 'loginId' | 'step'>,
): Promise<Date | undefined> {
  const begun = await db
    .selectFrom('bank_steps')
    .select('started_at')
    .where('login_id', '=', loginId)
    .where('step', '=', step)
    .executeTakeFirst();
  return begun?.started_at;
}

/** The bank sent no code after all: the reserved one is given back to the budget. */
export async function releaseReservedCode(db: Db, { loginId, step }: BankStep): Promise<void> {
  await db.deleteFrom('codes_sent').where('login_id', '=', loginId).where('step', '=', step).execute();
}

/** The bank sent a code that nothing had reserved: a second prompt in the same login. */
export async function recordUnreservedCode(db: Db, { loginId, accountId, step }: BankStep): Promise<void> {
  await db
    .insertInto('codes_sent')
    .values({ login_id: loginId, step, account_id: accountId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function markTried(trx: Trx, submissionId: string): Promise<void> {
  await trx
    .updateTable('submissions')
    .set({ tried_at: sql<Date>`now()` })
    .where('id', '=', submissionId)
    .execute();
}
