/** What a prompt has room for; a bank's page may say more than people read. */
const longestText = 300;

/** Stands where something was cut from a bank's text. */
export const cutMark = '•••';

/** What neither PostgreSQL nor JSON can keep: NUL, and halves of surrogate pairs. */
const unkeepable = /[\0\p{Cs}]/gu;

/**
 * A text from a bank's page without anything that was typed into it, and short. Banks repeat codes and user
 * names in their messages; also in another case, and with spaces or hyphens between the characters.
 */
export function cleanBankText(text: string, secrets: readonly string[]): string {
  const withoutSecrets = secrets
    .filter((secret) => secret !== '')
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replace(occurrencesOf(secret), cutMark), text.replace(unkeepable, ''));
  const characters = Array.from(withoutSecrets.replace(/\s+/g, ' ').trim());
  return characters.length <= longestText
    ? characters.join('')
    : `${characters.slice(0, longestText - 1).join('')}…`;
}

/**
 * The same for a page that may still speak of a code that was typed earlier, which nobody remembers: whatever has
 * a digit and the length of a code goes too.
 */
export function cleanOfCodes(text: string, length: number | null): string {
  const run = new RegExp(
    `(?<![\\p{L}\\p{N}])(?=[\\p{L}\\p{N}]*\\p{N})[\\p{L}\\p{N}]${length === null ? '{4,}' : `{${length}}`}(?![\\p{L}\\p{N}])`,
    'gu',
  );
  return text.replace(run, cutMark);
}

function occurrencesOf(secret: string): RegExp {
  const characters = Array.from(secret, (character) => character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(characters.join('[\\s\\u00ad\\u2010-\\u2015-]?'), 'giu');
}
