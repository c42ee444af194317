/** How much two selectors, labels or names have in common, from 0 to 1: the share of words that they share. */
export function resemblance(one: string, other: string): number {
  const [words, others] = [wordsOf(one), wordsOf(other)];
  if (words.size === 0 || others.size === 0) return 0;
  const shared = [...words].filter((word) => others.has(word)).length;
  return shared / Math.min(words.size, others.size);
}

/** Words of selectors that say nothing about what they select. */
const common = new Set(
  'button input form div span type text is has name id class submit a h1 h2 the'.split(' '),
);

function wordsOf(text: string): Set<string> {
  const words = text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .match(/\p{L}{2,}|\p{N}+/gu);
  return new Set((words ?? []).filter((word) => !common.has(word)));
}
