import { maskMatches, maskRanges } from './mask.js';
import { fold } from './normalize-text.js';
import { letter } from './whole-words.js';

const number =
  "(?<![\\d.,])(?:\\d{1,3}(?:[ .,'’]\\d{3}){1,4}(?:[.,]\\d{1,2})?(?!\\d)|\\d+(?:[.,]\\d{1,2})?(?!\\d))";

/** Matched in capitals only, so that "all" and "top" remain words. The list is ICU's. */
const isoCodes = Intl.supportedValuesOf('currency');

/** Other names of currencies, as they read in folded text. */
const spacedNames = [
  'eur|euros?|usd|dollars?|gbp|pounds?|chf|pln|zl|zlotych|kc|kr|lei|ft|pesos?|soles|reais',
  'tl|lira|rs\\.?|inr|rupees?|rm|rp\\.?|vnd|lv|тг|руб\\.?|рублеи|рубля|р|грн|лв|ден|дин',
  'ευρω|ریال|ريال|تومان|درهم|دينار|جنيه|يورو|دولار|ش"ח|שקלים|ש״ח|रुपये|रु\\.?',
].join('|');
const unspacedNames = '元|圆|圓|円|원|บาท';

const wholeWord = (names: string) => `(?<!${letter})(?:${names})(?!${letter})`;

const withCurrency = (currency: string) =>
  new RegExp(`(?:(?<before>${number}) ?)?(?:${currency})(?: ?(?<after>${number}))?`, 'gu');
const isoAmount = withCurrency(`\\p{Sc}|${wholeWord(isoCodes.join('|'))}`);
const namedAmount = withCurrency(`${wholeWord(spacedNames)}|${unspacedNames}`);

/** `169.00`, `1.555.000`. Codes are grouped by spaces and hyphens, never by points and commas. */
const decimals = /(?<![\d.,])(?:\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d{1,2})?|\d+[.,]\d{1,2})(?!\d)/gu;

/** Masks amounts of money. Takes and returns normalized text. */
export function maskAmounts(text: string): string {
  const withoutIso = maskRanges(text, amountsIn(text, isoAmount));
  const withoutNames = maskRanges(withoutIso, amountsIn(fold(withoutIso), namedAmount));
  return maskMatches(withoutNames, decimals);
}

const hasDecimals = (amount: string) => /[.,]\d{1,2}$/.test(amount);

/**
 * In `50 EUR 123456` and `123456 EUR 50,00` the currency stands between two numbers. The one with decimals is the
 * amount. If both or neither have decimals, neither is treated as an amount.
 */
function amountsIn(text: string, pattern: RegExp): (readonly [number, number])[] {
  return Array.from(text.matchAll(pattern)).flatMap(({ 0: whole, index, groups }) => {
    const { before, after } = groups ?? {};
    const end = index + whole.length;
    if (before === undefined || after === undefined) return [[index, end] as const];
    if (hasDecimals(before) === hasDecimals(after)) return [];
    return hasDecimals(before)
      ? [[index, end - after.length] as const]
      : [[index + before.length, end] as const];
  });
}
