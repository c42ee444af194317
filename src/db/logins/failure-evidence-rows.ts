import { sql } from 'kysely';
import type { Db } from '../open.js';
import type { LoginRef } from './browser-states.js';

/** Evidence of failed logins, sealed. The queries here never see its content, and never find what has expired. */

const isValid = sql<boolean>`expires_at > now()`;

/** Whether the account's owner lets evidence be kept. */
export async function isEvidenceWanted(db: Db, accountId: string): Promise<boolean> {
  const config = await db
    .selectFrom('account_configs')
    .select('evidence')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return config?.evidence === true;
}

/** Saves or replaces the evidence of a login, unless the account's owner has switched it off. */
export async function saveEvidence(
  db: Db,
  { loginId, accountId }: LoginRef,
  kept: { sealed: string; sealedScreenshot: string | null; cause: string; days: number },
): Promise<void> {
  const expiresAt = sql<Date>`now() + ${kept.days} * interval '1 day'`;
  const { sealed, sealedScreenshot, cause } = kept;
  const values = { sealed, sealed_screenshot: sealedScreenshot, cause, expires_at: expiresAt };
  await db
    .insertInto('failure_evidence')
    .columns(['login_id', 'account_id', 'sealed', 'sealed_screenshot', 'cause', 'expires_at'])
    .expression((eb) =>
      eb
        .selectFrom('account_configs')
        .select((config) => [
          config.val(loginId).as('login_id'),
          'account_id',
          config.val(sealed).as('sealed'),
          config.val(sealedScreenshot).as('sealed_screenshot'),
          config.val(cause).as('cause'),
          expiresAt.as('expires_at'),
        ])
        .where('account_id', '=', accountId)
        .where('evidence', '=', true),
    )
    .onConflict((conflict) =>
      conflict.column('login_id').doUpdateSet({ ...values, taken_at: sql<Date>`now()` }),
    )
    .execute();
}

/** The sealed evidence of a login of this account; undefined if there is none, or none any more. */
export async function findEvidence(
  db: Db,
  { loginId, accountId }: LoginRef,
): Promise<{ sealed: string; sealedScreenshot: string | null } | undefined> {
  return db
    .selectFrom('failure_evidence')
    .select(['sealed', 'sealed_screenshot as sealedScreenshot'])
    .where('login_id', '=', loginId)
    .where('account_id', '=', accountId)
    .where(isValid)
    .executeTakeFirst();
}

/** Deletes evidence that has expired. */
export async function deleteExpiredEvidence(db: Db): Promise<void> {
  await db
    .deleteFrom('failure_evidence')
    .where('expires_at', '<=', sql<Date>`now()`)
    .execute();
}
