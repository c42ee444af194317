import { type Channel, channelSchema } from '../../assistance/descriptor.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { open, purpose } from '../../secrets/seal.js';
import {
  type KeptAnswer,
  type NamedSecrets,
  openBankAnswers,
  openBankSecrets,
} from '../accounts/sealed-bank-secrets.js';
import type { Db } from '../open.js';
import type { LoginRef } from './browser-states.js';

export interface BankSecrets {
  username: string;
  password: string;
  /** What else the bank asks for, by the names of its file. */
  secrets: NamedSecrets;
  /** Answers to the bank's questions. */
  answers: readonly KeptAnswer[];
  /** Base32; null when the account has no authenticator. */
  totpSecret: string | null;
  /** The channels by which the account prefers codes, best first. */
  preferredChannels: readonly Channel[];
}

const copied = [
  'bank_username_sealed',
  'bank_password_sealed',
  'bank_secrets_sealed',
  'bank_answers_sealed',
  'proxy_url_sealed',
  'totp_secret_sealed',
  'preferred_channels',
] as const;

/** Copies the account's configured credentials for a login, so that a change applies from the next login on. */
export async function copyLoginCredentials(
  db: Pick<Db, 'insertInto'>,
  { loginId, accountId }: LoginRef,
): Promise<void> {
  await db
    .insertInto('login_credentials')
    .columns(['login_id', ...copied])
    .expression((eb) =>
      eb
        .selectFrom('account_configs')
        .select((config) => [config.val(loginId).as('login_id'), ...copied])
        .where('account_id', '=', accountId)
        .where('bank_username_sealed', 'is not', null)
        .where('bank_password_sealed', 'is not', null),
    )
    .execute();
}

/** Deletes the credentials of an ended login. */
export async function deleteLoginCredentials(db: Db, loginId: string): Promise<void> {
  await db.deleteFrom('login_credentials').where('login_id', '=', loginId).execute();
}

/** Opens the bank secrets of a login, for the activity that types them. Undefined if the account has no credentials. */
export async function readBankSecrets(
  db: Db,
  ring: KeyRing,
  { loginId, accountId }: LoginRef,
): Promise<BankSecrets | undefined> {
  const sealed = await readCopied(db, { loginId, accountId });
  if (!sealed?.bank_username_sealed || !sealed.bank_password_sealed) return undefined;
  const { totp_secret_sealed: totpSecret } = sealed;
  return {
    username: await open(ring, purpose.bankUsername(accountId), sealed.bank_username_sealed),
    password: await open(ring, purpose.bankPassword(accountId), sealed.bank_password_sealed),
    secrets: await openBankSecrets(ring, accountId, sealed.bank_secrets_sealed),
    answers: await openBankAnswers(ring, accountId, sealed.bank_answers_sealed),
    totpSecret: totpSecret === null ? null : await open(ring, purpose.totpSecret(accountId), totpSecret),
    preferredChannels: channelSchema.array().parse(sealed.preferred_channels),
  };
}

/** The sealed URL of the proxy of a login's browser; null for none. */
export async function findSealedProxy(db: Db, login: LoginRef): Promise<string | null> {
  return (await readCopied(db, login))?.proxy_url_sealed ?? null;
}

async function readCopied(db: Db, { loginId, accountId }: LoginRef) {
  const kept = db.selectFrom('login_credentials').select(copied).where('login_id', '=', loginId);
  // After a restored backup the login may be missing; it then uses the current configuration.
  const current = db.selectFrom('account_configs').select(copied).where('account_id', '=', accountId);
  return (await kept.executeTakeFirst()) ?? (await current.executeTakeFirst());
}

/** Marks a time step of the account's authenticator as used. False if this step, or a later one, was used before. */
export async function useTotpStep(db: Db, accountId: string, step: number): Promise<boolean> {
  const used = await db
    .updateTable('account_configs')
    .set({ totp_last_step: String(step) })
    .where('account_id', '=', accountId)
    .where((where) =>
      where.or([where('totp_last_step', 'is', null), where('totp_last_step', '<', String(step))]),
    )
    .returning('account_id')
    .executeTakeFirst();
  return used !== undefined;
}
