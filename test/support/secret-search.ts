import { sql } from 'kysely';
import type { Db } from '../../src/db/open.js';

/** Every row of every table, as text. */
export async function wholeDatabase(db: Db): Promise<string> {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db);
  const dumps = await Promise.all(
    tables.rows.map(({ name }) =>
      sql<{
        dump: string | null;
      }>`select string_agg(t::text, chr(10)) as dump from ${sql.table(name)} t`.execute(db),
    ),
  );
  return dumps.flatMap(({ rows }) => rows.map(({ dump }) => dump ?? '')).join('\n');
}

/** Where a secret was found, without repeating it. Ids and times that contain its digits by chance do not count. */
export function findSecret(text: string, secret: string): string[] {
  const escaped = secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return [...text.matchAll(new RegExp(`(?<![A-Za-z0-9.])${escaped}(?![A-Za-z0-9])`, 'g'))].map(
    ({ index }) => `at ${index} of ${text.length}`,
  );
}
