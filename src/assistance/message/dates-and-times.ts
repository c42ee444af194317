import { maskMatches } from './mask.js';
import { fold } from './normalize-text.js';
import { anyOf, letter } from './whole-words.js';

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

const months = [
  'jan|january|januar|enero|ene|janeiro|janvier|janv|gennaio|gen|januari|stycznia|ocak|oca|января|янв',
  'feb|february|februar|febrero|fevereiro|fev|fevrier|fevr|febbraio|februari|lutego|subat|sub|февраля|фев',
  'mar|march|marz|mrz|marzo|marco|mars|maart|mrt|marca|mart|марта|мар|apr|april|abril|abr|avril|avr|aprile',
  'kwietnia|nisan|nis|апреля|апр|may|mai|mayo|maio|maggio|mag|mei|maja|mayis|мая|jun|june|juni|junio|junho',
  'juin|giugno|giu|czerwca|haziran|haz|июня|jul|july|juli|julio|julho|juillet|juil|luglio|lug|lipca|temmuz|tem',
  'июля|aug|august|agosto|ago|aout|augustus|sierpnia|agustos|agu|августа|авг|sep|sept|september|septiembre',
  'setembro|septembre|settembre|wrzesnia|eylul|eyl|сентября|сен|oct|october|okt|oktober|octubre|outubro|out',
  'octobre|ottobre|ott|pazdziernika|ekim|eki|октября|окт|nov|november|noviembre|novembro|novembre|listopada',
  'kasim|kas|ноября|ноя|dec|december|dez|dezember|dic|diciembre|dezembro|decembre|dicembre|grudnia|aralik|ara',
  'декабря|дек|يناير|فبراير|مارس|أبريل|ابريل|مايو|يونيو|يوليو|أغسطس|اغسطس|سبتمبر|أكتوبر|اكتوبر|نوفمبر|ديسمبر',
  'जनवरी|फरवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|अक्टूबर|नवंबर|दिसंबर',
];
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

const units = [
  'min|mins|min.|minute|minutes|minuten|minuto|minutos|minuti|minut|minuty|minuta|minuter',
  'minutter|minuuttia|minuutin|perc|percig|minuti|menit|phut|dakika|dk|dk.|sec|secs|second',
  'seconds|sek|sekunden|segundos|secondes|secondi|sekund|saniye|hour|hours|hrs|stunde',
  'stunden|hora|horas|heure|heures|uur|godzin|day|days|tag|tage|tagen|dias',
  'jours|giorni|dni|gun|мин|мин.|минут|минуты|минуту|сек|секунд|час|часа|часов|хв',
  'хвилин|λεπτα|دقيقة|دقائق|دقیقه|ثانية|ثانیه|ساعة|ساعت|דקות|דקה|שניות|שעות|मिनट|सेकंड|घंटे',
  'points|pts|miles|puntos|punkte|pontos|punti|punten|punktow|puan|баллов|бонусов|نقطة|अंक|units|steps',
  'kwh|kg|km|mb|gb|digit|digits|stellig|cifras|digitos|chiffres|cifre|haneli|значный|значныи',
];
/** Words that can also stand between a code and a time: "TAN 4829 am 23.11.", "OTP 4829 ore 14:05". */
const clockWords = ['uhr|am|pm|ore|saat|dia'];
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
