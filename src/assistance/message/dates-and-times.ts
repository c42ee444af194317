import { maskMatches } from './mask.js';
import { fold } from './normalize-text.js';
import { anyOf, letter } from './whole-words.js';
import { months, units, clockWords } from './date-words.js';

const dates = [
  // 23.11.2026, 11/23/26, 1400/01/01
  /(?<![\d./])\d{1,4}([./])\d{1,2}\1\d{1,4}(?!\d)/gu,
  // 2026-11-23, 23-11-2026; but 12-34-56 may be a code
  /(?<!\d-?)(?:[12]\d{3}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}-[12]\d{3})(?![\d-])/gu,
  // 11/23, 23.11.
  /(?<![\d./])\d{1,2}[./]\d{1,2}(?!\d)/gu,
];

/** Version numbers, IPv4 addresses, French phone numbers. */
const dotted = /(?<![\d.])\d+(?:\.\d+){2,}(?!\d)/gu;

/** 14:05:59, 14h05, 1405 hrs, 0930h. */
const times =
  /(?<!\d)(?:\d{1,2}(?::\d{2}(?::\d{2})?|h\d{2})(?![\d\p{Script=Latin}])|[0-2]\d[0-5]\d ?(?:hrs|hr|h)(?!\p{L}))/gu;

const anyMonth = (isMonth: (name: string) => boolean) =>
  `(?:${months
    .flatMap((names) => fold(names).split('|'))
    .filter(isMonth)
    .join('|')})(?!${letter})`;
/** Short names are words of some language ("out", "set", "mar"): before the day only the English ones. */
const startsDate = (name: string) =>
  name.length > 4 || 'jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|june|july'.split('|').includes(name);
const year = '(?:199\\d|20[0-3]\\d)';

const datesInWords = [
  // 23 Nov 2026, 23-NOV-26, 23. November, 23 de noviembre de 2026
  new RegExp(
    `(?<!\\d)\\d{1,2}(?:st|nd|rd|th|er)?(?:[ .-]{0,2}|/| of | de )${anyMonth(() => true)}\\.?(?:(?:[ .,'/-]{0,2}| de )(?:${year}|\\d{2})(?![\\d ]?\\d))?`,
    'gu',
  ),
  // Nov 23, Nov 23rd, 2026, November 2026
  new RegExp(
    `(?<!${letter})${anyMonth(startsDate)}\\.?(?: ${year}(?![ -]?\\d)| ?\\d{1,2}(?:st|nd|rd|th)?(?:,? ${year}(?!\\d)|(?![ .,-]?\\d)))`,
    'gu',
  ),
];

/** 2026年11月23日, 14时05分, and counts: 5分钟, 6位. */
const counted = /(?<!\d)(?:\d{2,4} ?[年년]|\d{1,2} ?[月日号號时時点點分秒天位桁월일시분초])/gu;

const durations = new RegExp(
  `(?<!\\d)(?:\\d{1,4}[ -]?${anyOf(units)}|\\d{1,2}[ -]?${anyOf(clockWords)})`,
  'gu',
);

/** Masks dates, times of day and durations, but not a bare year, which can be a code. Takes and returns normalized text. */
export function maskDatesAndTimes(text: string): string {
  const withoutDurations = [...datesInWords, durations].reduce(
    (rest, pattern) => maskMatches(rest, pattern, { inFolded: true }),
    text,
  );
  return [...dates, dotted, times, counted].reduce(
    (rest, pattern) => maskMatches(rest, pattern),
    withoutDurations,
  );
}

const month = '(?:0[1-9]|1[0-2])';
const day = '(?:0[1-9]|[12]\\d|3[01])';
const calendar = new RegExp(
  `^(?:${year}|${year}${month}${day}|${day}${month}${year}|${day}-${month}-\\d\\d|${month}-${day}-\\d\\d|\\d\\d-${month}-${day}|${day} ${month} ${year})$`,
);

/** Whether a possible code could also be a year or a date: `2026`, `20261123`, `23-11-26`. */
export const readsLikeDate = (written: string): boolean => calendar.test(written);
