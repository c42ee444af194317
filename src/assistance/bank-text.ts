/** Longest text that is taken from a bank's page (design, decision 8). */
const longestText = 300;

/** Stands where something was cut from a bank's text. */
export const cutMark = '•••';

/**
 * A text from a bank's page without anything that was typed into it, and short. Banks repeat codes and user
 * names in their messages; also in another case, and with spaces or hyphens between the characters.
 */
export function cleanBankText(text: string, secrets: readonly string[]): string {
  const withoutSecrets = secrets
    .filter((secret) => secret !== '')
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replace(occurrencesOf(secret), cutMark), text);
  const characters = Array.from(withoutSecrets.replace(/\s+/g, ' ').trim());
  return characters.length <= longestText
    ? characters.join('')
    : `${characters.slice(0, longestText - 1).join('')}…`;
}

function occurrencesOf(secret: string): RegExp {
  const characters = Array.from(secret, (character) => character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(characters.join('[\\s\\u00ad\\u2010-\\u2015-]?'), 'giu');
}
