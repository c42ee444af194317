import type { Db } from '../open.js';

/** Takes a time step of the account's authenticator. False when it, or a later one, was used before. */
export async function useTotpStep(db: Db, accountId: string, step: number): Promise<boolean> {
  const claimed = await db
    .updateTable('account_configs')
    .set({ totp_last_step: String(step) })
    .where('account_id', '=', accountId)
    .where((where) =>
      where.or([where('totp_last_step', 'is', null), where('totp_last_step', '<', String(step))]),
    )
    .returning('account_id')
    .executeTakeFirst();
  return claimed !== undefined;
}
