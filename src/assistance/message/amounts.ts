import { maskMatches, maskRanges } from './mask.js';
import { fold } from './normalize-text.js';
import { letter } from './whole-words.js';

/** `1.234,56`, in India `1,23,456.00`, and `1234,56`. */
const number =
  "(?:\\d{1,3}(?:[ .,'’]\\d{3}){1,4}(?:[.,]\\d{1,2})?(?!\\d)|\\d{1,2}(?:,\\d{2}){1,3},\\d{3}(?:\\.\\d{1,2})?(?!\\d)|\\d+(?:[.,]\\d{1,2})?(?!\\d))";

/** Matched in capitals only, so that "all" and "top" remain words. The list is ICU's. */
const isoCodes = Intl.supportedValuesOf('currency');

/** Other names of currencies, as they read in folded text. */
const spacedNames = [
  'eur|eur\\.|euros?|usd|dollars?|bucks|gbp|pounds?|quid|chf|sfr\\.?|fr\\.|franken|francs?|franchi|francos',
  'pln|zl|zlotych|zlote|zloty|kc|kr\\.?|kronor|kroner|korun|lei|leu|ft|forint|lv|leva|kuna',
  'pesos?|soles|reais|bs\\.?|gs\\.?|bolivares|colones|quetzales|lempiras|s/\\.?|b/\\.|rd\\$',
  'tl|lira|lirasi|liras?|manat|lari|rs\\.?|inr|rupees?|rupaye|nrs\\.?|slrs\\.?|lkr|pkr|npr|tk\\.?|bdt|taka',
  'rm|ringgit|rp\\.?|rupiah|php|vnd|vnđ|dong|baht|yen|yuan|rmb|riel|kyat|mmk',
  'kshs?\\.?|kes|tshs?\\.?|tzs|ushs?\\.?|ugx|ngn|naira|ghs|gh¢|gh₵|cedis?|zar|rands?|zmw|kwacha|birr|etb',
  'fcfa|f ?cfa|cfa|xof|xaf|dhs?\\.?|dirhams?|aed|sar|riyals?|rials?|omr|dinars?|egp|l\\.e\\.?|dzd|shekels?|nis',
  'тг|тенге|руб\\.?|рублеи|рубля|рубль|р\\.?|грн\\.?|гривень|гривні|лв\\.?|ден|дин\\.?|сум|сом|драм|лари|евро|долл\\.?|долларов|byn|бел\\. ?руб',
  'ευρω|ریال|ريال|تومان|درهم|دينار|جنيه|يورو|دولار|ليرة|ر\\.س\\.?|د\\.إ\\.?|د\\.ك\\.?|ج\\.م\\.?|روپے|ש"ח|שקלים|שקל|ש״ח|रुपये|रुपए|रुपया|रूपये|रु\\.?|रू\\.?',
].join('|');
const unspacedNames = '元|圆|圓|円|원|บาท';

const wholeWord = (names: string) => `(?<!${letter})(?:${names})(?!${letter})`;

const withCurrency = (currency: string) =>
  new RegExp(
    `(?:(?<before>(?<![\\d.,])${number})(?: ?|-))?(?:${currency})(?:[ .:-]?(?<after>${number}))?`,
    'gu',
  );
const isoAmount = withCurrency(`\\p{Sc}|${wholeWord(isoCodes.join('|'))}`);
const namedAmount = withCurrency(`${wholeWord(spacedNames)}|${unspacedNames}`);

/** `169.00`, `1.555.000`, `1,23,456`. Codes are grouped by spaces and hyphens, never by points and commas. */
const decimals =
  /(?<![\d.,])(?:\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d{1,2})?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?|\d+[.,]\d{1,2})(?!\d)/gu;

/** Indian and Kenyan ways to close an amount: `3350/-`, `3350/=`. */
const closed = /(?<![\d.,])\d[\d,]{0,12} ?\/[-=]/gu;

/** Masks amounts of money. Takes and returns normalized text. */
export function maskAmounts(text: string): string {
  const withoutClosed = maskMatches(text, closed);
  const withoutIso = maskRanges(withoutClosed, amountsIn(withoutClosed, isoAmount));
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
