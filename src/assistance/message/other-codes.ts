import { codeWord } from './mask-code-words.js';
import { maskMatches } from './mask.js';
import { fold } from './normalize-text.js';
import { alertPlaceholder } from './placeholder-characters.js';
import { createPhraseTable } from './phrase-table.js';
import { anyOf } from './whole-words.js';
import { otherCodes, receiptCodes, receipts, otherUses } from './other-code-words.js';

const value = '(?:(?: is| ist| es| est| e| to| jest)?[ :.#-]{0,3}[a-z]{0,4}\\d[a-z0-9-]{0,30})?';
const withValue = (words: readonly string[]) => new RegExp(`${anyOf(words)}${value}`, 'gu');
const otherCode = withValue(otherCodes);
const receiptCode = withValue(receiptCodes);
const receiptWords = createPhraseTable(receipts);
const otherUseWords = createPhraseTable(otherUses);

/** A message with such a code reports something, and no other number in it is a code unless a code word names it. */
const asAlert = { inFolded: true, placeholder: alertPlaceholder };

/**
 * Masks codes of another kind: sort codes and promo codes, those on the receipt of a payment, and all in a message about
 * a parcel, a ride, a door or a discount. Must run before the code words are searched, which would take "code" for a code word.
 */
export function maskOtherCodes(text: string): string {
  const folded = fold(text);
  const patterns = [otherCode];
  if (receiptWords.isIn(folded)) patterns.push(receiptCode);
  if (otherUseWords.isIn(folded)) patterns.push(codeWord);
  return patterns.reduce((rest, pattern) => maskMatches(rest, pattern, asAlert), text);
}
