import { sql } from 'kysely';
import type { Db } from '../open.js';

/** The id of the mailbox of the installation; that of an account's mailbox is the account's id. */
export const installationMailboxId = '00000000-0000-0000-0000-000000000000';

/** How long a process that died keeps a mailbox. Several times what lies between two renewals. */
const leaseSeconds = 15;

/** The mailboxes that accounts have of their own. */
export async function readAccountMailboxes(db: Db) {
  const rows = await db
    .selectFrom('account_configs as config')
    .innerJoin('accounts', 'accounts.id', 'config.account_id')
    .select(['config.account_id', 'accounts.user_id', 'config.mailbox_url_sealed as sealed'])
    .where('config.mailbox_url_sealed', 'is not', null)
    .execute();
  return rows.flatMap(({ sealed, ...row }) => (sealed === null ? [] : [{ ...row, sealed }]));
}

export interface WantedMailbox {
  id: string;
  /** HMAC of server, user and folder. */
  folder: string;
}

/**
 * Takes the lease of each of these mailboxes that nobody else holds, or renews it, and returns their ids. If it is another
 * folder than before, forgets how far it was read.
 */
export async function leaseMailboxes(
  db: Db,
  { holder, wanted }: { holder: string; wanted: readonly WantedMailbox[] },
): Promise<string[]> {
  if (wanted.length === 0) return [];
  const ids = wanted.map(({ id }) => id);
  const folders = wanted.map(({ folder }) => folder);
  const { rows } = await sql<{ id: string }>`
    insert into mailboxes as mailbox (id, account_id, folder, holder, leased_until)
    select wanted.id, nullif(wanted.id, ${installationMailboxId}), wanted.folder, ${holder},
      now() + make_interval(secs => ${leaseSeconds})
    from unnest(${ids}::uuid[], ${folders}::text[]) as wanted (id, folder)
    order by wanted.id
    on conflict (id) do update set
      holder = excluded.holder,
      leased_until = excluded.leased_until,
      folder = excluded.folder,
      refresh_token_sealed = case when mailbox.folder = excluded.folder then mailbox.refresh_token_sealed end,
      uid_validity = case when mailbox.folder = excluded.folder then mailbox.uid_validity end,
      state_since = case when mailbox.folder = excluded.folder then mailbox.state_since end,
      problem = case when mailbox.folder = excluded.folder then mailbox.problem end
    where mailbox.holder = excluded.holder or mailbox.leased_until < now()
    returning id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Gives up all mailboxes of a process, so that another one takes them at once. */
export async function releaseMailboxes(db: Db, holder: string): Promise<void> {
  await db
    .updateTable('mailboxes')
    .set({ holder: null, leased_until: sql<Date>`now() - interval '1 second'` })
    .where('holder', '=', holder)
    .execute();
}

/** How far a mailbox was read; undefined if it never was. */
export async function readMailboxPosition(db: Db, id: string) {
  const row = await db
    .selectFrom('mailboxes')
    .select(['uid_validity', 'last_uid'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row || row.uid_validity === null || row.last_uid === null) return undefined;
  return { uidValidity: row.uid_validity, lastUid: Number(row.last_uid) };
}

interface Held {
  id: string;
  holder: string;
}

/** Another process reads the mailbox now, or it is not to be read any more. */
export class MailboxTaken extends Error {
  override readonly name = 'MailboxTaken';
}

/** Records how far a mailbox was read. Throws MailboxTaken. */
export async function saveMailboxPosition(
  db: Db,
  { id, holder }: Held,
  { uidValidity, lastUid }: { uidValidity: string; lastUid: number },
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('mailboxes')
    .set({ uid_validity: uidValidity, last_uid: String(lastUid) })
    .where('id', '=', id)
    .where('holder', '=', holder)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new MailboxTaken();
}

/** The sealed refresh token that was saved last; null if there is none. */
export async function readRefreshToken(db: Db, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('mailboxes')
    .select('refresh_token_sealed')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.refresh_token_sealed ?? null;
}

/** Saves a sealed refresh token, whichever process reads the mailbox now: the provider may accept no older one. */
export async function saveRefreshToken(db: Db, id: string, sealed: string): Promise<void> {
  await db.updateTable('mailboxes').set({ refresh_token_sealed: sealed }).where('id', '=', id).execute();
}

/** Records that a mailbox is being read (null), or why it cannot be. */
export async function saveMailboxState(db: Db, { id, holder }: Held, problem: string | null): Promise<void> {
  await db
    .updateTable('mailboxes')
    .set({ problem, state_since: sql<Date>`now()` })
    .where('id', '=', id)
    .where('holder', '=', holder)
    // The first moment of a state counts.
    .where(sql<boolean>`(state_since is null or problem is distinct from ${problem})`)
    .execute();
}

/** The state of an account's mailbox; undefined before a process has taken it. */
export async function readMailboxState(db: Db, accountId: string) {
  return db
    .selectFrom('mailboxes')
    .select(['problem', 'state_since'])
    .select(sql<boolean>`leased_until > now()`.as('is_held'))
    .where('id', '=', accountId)
    .executeTakeFirst();
}
