import { sql } from 'kysely';
import type { Phase } from '../../assistance/statuses.js';
import { countCodesSent, reserveCode } from './code-budget.js';
import type { Db, Trx } from '../open.js';

/** Why a step must not be taken at the bank. */
export type StepRefusal = 'repeated_step' | 'account_blocked' | 'code_budget' | 'account_gone' | 'login_over';

export interface BankStep {
  loginId: string;
  accountId: string;
  /** The name of the step within its login (src/temporal/step-names.ts). */
  step: string;
  /** A random id of this attempt, which lets it repeat its call when the database's response was lost. */
  attemptId: string;
  /** The phase of the login from now on; absent if the step does not change it. */
  phase?: Phase | undefined;
  /** The submission whose code the step types. It is marked as tried, so that it never counts as unused again. */
  submissionId?: string | undefined;
}

/** Thrown to roll back the transaction, so that a refused step leaves nothing behind. */
class Refusal extends Error {
  constructor(readonly why: StepRefusal) {
    super(why);
  }
}

/**
 * Records that a step is about to begin at the bank, and refuses it if it was recorded before by another attempt. So
 * neither a retry, nor a Reset in Temporal's UI, nor a restored Temporal database makes the bank send a second code.
 * A step that `mayMakeBankSendCode` reserves a code, and is refused if the account is blocked or its budget is spent.
 * Returns the start by the database's clock.
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
  { loginId, accountId, step, attemptId, phase, submissionId }: BankStep,
  { mayMakeBankSendCode }: { mayMakeBankSendCode: boolean },
): Promise<Date> {
  return db.transaction().execute(async (trx) => {
    // The lock serialises the steps of one account, so that they do not exceed the budget together.
    const account = await trx
      .selectFrom('accounts')
      .innerJoin('account_configs as config', 'config.account_id', 'accounts.id')
      .select(['blocked_at', 'config.max_codes_per_day'])
      .where('accounts.id', '=', accountId)
      .forNoKeyUpdate('accounts')
      .executeTakeFirst();
    if (!account) throw new Refusal('account_gone');
    // Read after taking the lock: the login may have ended in the meantime. After a restored backup it may be missing.
    const login = await trx
      .selectFrom('logins')
      .select(['ended_at', 'max_codes_per_day', 'phase'])
      .where('id', '=', loginId)
      .executeTakeFirst();
    // A process that resumes after a suspension must not act for a login that has been given up.
    if (login?.ended_at) throw new Refusal('login_over');
    const inserted = await trx
      .insertInto('bank_steps')
      .values({ login_id: loginId, step, claim: attemptId })
      .onConflict((conflict) => conflict.doNothing())
      .returning('started_at')
      .executeTakeFirst();
    if (!inserted) return readOwnStart(trx, { loginId, step, attemptId });
    if (mayMakeBankSendCode) {
      if (account.blocked_at) throw new Refusal('account_blocked');
      const budget = login?.max_codes_per_day ?? account.max_codes_per_day;
      if ((await countCodesSent(trx, accountId)) >= budget) throw new Refusal('code_budget');
      await reserveCode(trx, { loginId, accountId, step });
    }
    if (submissionId !== undefined) await markTried(trx, submissionId);
    if (phase !== undefined && login && login.phase !== 'stopping')
      await trx.updateTable('logins').set({ phase }).where('id', '=', loginId).execute();
    return inserted.started_at;
  });
}

async function readOwnStart(
  trx: Trx,
  { loginId, step, attemptId }: Omit<BankStep, 'accountId'>,
): Promise<Date> {
  const own = await trx
    .selectFrom('bank_steps')
    .select('started_at')
    .where('login_id', '=', loginId)
    .where('step', '=', step)
    .where('claim', '=', attemptId)
    .executeTakeFirst();
  if (!own) throw new Refusal('repeated_step');
  return own.started_at;
}

/** When a step began, by the database's clock; undefined if it never did. */
export async function readStepStart(
  db: Db,
  { loginId, step }: Pick<BankStep, 'loginId' | 'step'>,
): Promise<Date | undefined> {
  const started = await db
    .selectFrom('bank_steps')
    .select('started_at')
    .where('login_id', '=', loginId)
    .where('step', '=', step)
    .executeTakeFirst();
  return started?.started_at;
}

/** Withdraws the claim of a step that has certainly sent nothing to the bank: it may be taken again. */
export async function withdrawStep(
  db: Db,
  { loginId, step, attemptId, submissionId }: BankStep,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .deleteFrom('bank_steps')
      .where('login_id', '=', loginId)
      .where('step', '=', step)
      .where('claim', '=', attemptId)
      .execute();
    if (submissionId !== undefined)
      await trx
        .updateTable('submissions')
        .set({ tried_at: null })
        .where('id', '=', submissionId)
        .where('outcome', 'is', null)
        .execute();
  });
}

async function markTried(trx: Trx, submissionId: string): Promise<void> {
  await trx
    .updateTable('submissions')
    .set({ tried_at: sql<Date>`now()` })
    .where('id', '=', submissionId)
    .execute();
}
