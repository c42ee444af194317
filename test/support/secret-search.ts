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

/**
 * Whether a text has a picture in clear, in any form in which programs print bytes: the beginning of any PNG, as the
 * console shortens it, or a part of this one.
 */
export const showsPicture = (text: string, picture: Buffer): boolean =>
  beginningOfPng.test(text.replaceAll(/\s|"\d+":/g, '')) ||
  printedParts(picture).some((part) => text.includes(part));

/** As bytes of a text, in base64, in hexadecimal (also with spaces between) and in decimal numbers. */
const beginningOfPng =
  /PNG(?:\\r\\n)?(?:\x1A|\\x1A|\\u001A)|iVBORw0KGgo|89504e470d0a1a0a|137,80,78,71,13,10,26,10/i;

/** A part from the middle of a picture, which is in no other one, as it stands in a file or is printed whole. */
export const partOf = (picture: Buffer): Buffer => {
  // Base64 has four characters for three bytes.
  const middle = Math.floor(picture.length / 6) * 3;
  return picture.subarray(middle, middle + 48);
};
export const printedParts = (picture: Buffer): string[] =>
  (['base64', 'hex'] as const).map((encoding) => partOf(picture).toString(encoding));

/** Where a secret was found, without repeating it. Ids and times that contain its digits by chance do not count. */
export function findSecret(text: string, secret: string): string[] {
  const escaped = secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return [...text.matchAll(new RegExp(`(?<![A-Za-z0-9.])${escaped}(?![A-Za-z0-9])`, 'g'))].map(
    ({ index }) => `at ${index} of ${text.length}`,
  );
}
