import { type CST, Parser } from 'yaml';

/** Bank files have fewer than 15 levels. */
const maxDepth = 100;

/**
 * Whether a YAML text is nested more deeply than any bank file. The YAML library composes documents recursively, and a
 * regular expression that is compiled when the stack is nearly exhausted ends the process. Its parser does not recurse.
 */
export function isNestedTooDeeply(text: string): boolean {
  let level: CST.Token[] = [...new Parser().parse(text)];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return true;
    level = level.flatMap(childrenOf);
  }
  return false;
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((child) => child != null));
}
