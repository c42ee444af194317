import type { KeyRing } from '../../secrets/key-ring.js';
import { open, purpose } from '../../secrets/seal.js';
import type { Db } from '../open.js';

export interface BankSecrets {
  username: string;
  password: string;
  /** Base32; null when the account has no authenticator. */
  totpSecret: string | null;
}

interface OfLogin {
  loginId: string;
  accountId: string;
}

const sealedSecrets = ['bank_username_sealed', 'bank_password_sealed', 'totp_secret_sealed'] as const;

/** Keeps what the account's login has begun with, until it ends: a change counts from the next one on. */
export async function copyLoginCredentials(db: Db, { loginId, accountId }: OfLogin): Promise<void> {
  await db
    .insertInto('login_credentials')
    .columns(['login_id', ...sealedSecrets])
    .expression((eb) =>
      eb
        .selectFrom('account_configs')
        .select((config) => [config.val(loginId).as('login_id'), ...sealedSecrets])
        .where('account_id', '=', accountId)
        .where('bank_username_sealed', 'is not', null)
        .where('bank_password_sealed', 'is not', null),
    )
    .execute();
}

export async function deleteLoginCredentials(db: Db, loginId: string): Promise<void> {
  await db.deleteFrom('login_credentials').where('login_id', '=', loginId).execute();
}

/** A login's bank secrets, opened; undefined without credentials. For the activity that types them. */
export async function readBankSecrets(
  db: Db,
  ring: KeyRing,
  { loginId, accountId }: OfLogin,
): Promise<BankSecrets | undefined> {
  const kept = db.selectFrom('login_credentials').select(sealedSecrets).where('login_id', '=', loginId);
  // A restored backup may have forgotten the login, which then goes by the configuration of now.
  const current = db.selectFrom('account_configs').select(sealedSecrets).where('account_id', '=', accountId);
  const sealed = (await kept.executeTakeFirst()) ?? (await current.executeTakeFirst());
  if (!sealed?.bank_username_sealed || !sealed.bank_password_sealed) return undefined;
  const { totp_secret_sealed: totpSecret } = sealed;
  return {
    username: await open(ring, purpose.bankUsername(accountId), sealed.bank_username_sealed),
    password: await open(ring, purpose.bankPassword(accountId), sealed.bank_password_sealed),
    totpSecret: totpSecret === null ? null : await open(ring, purpose.totpSecret(accountId), totpSecret),
  };
}
