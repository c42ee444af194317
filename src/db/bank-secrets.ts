import type { KeyRing } from '../secrets/key-ring.js';
import { open, purpose } from '../secrets/seal.js';
import type { Db } from './open.js';

export interface BankSecrets {
  username: string;
  password: string;
  /** Base32; null when the account has no authenticator. */
  totpSecret: string | null;
}

/** An account's bank secrets, opened; undefined without credentials. For the activity that types them. */
export async function bankSecrets(
  db: Db,
  ring: KeyRing,
  accountId: string,
): Promise<BankSecrets | undefined> {
  const sealed = await db
    .selectFrom('account_configs')
    .select(['bank_username_sealed', 'bank_password_sealed', 'totp_secret_sealed'])
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (!sealed?.bank_username_sealed || !sealed.bank_password_sealed) return undefined;
  const { totp_secret_sealed: totpSecret } = sealed;
  return {
    username: await open(ring, purpose.bankUsername(accountId), sealed.bank_username_sealed),
    password: await open(ring, purpose.bankPassword(accountId), sealed.bank_password_sealed),
    totpSecret: totpSecret === null ? null : await open(ring, purpose.totpSecret(accountId), totpSecret),
  };
}
