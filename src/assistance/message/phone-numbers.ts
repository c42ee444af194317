import { isValidPhoneNumber } from 'libphonenumber-js/min';
import { cover, coverMatches } from './covering.js';
import { anyOf } from './whole-words.js';

/** E.164: the country code included. */
const mostDigits = 15;

/** One more than the longest codes that banks send have; nearly all numbers have as many with 00 and their country. */
const fewestDialledDigits = 11;

/**
 * What can be a number with its country: `+34 612 345 678`, `0049 (0)30 1234567`. A code may begin with 00 as well,
 * so that a number written so does not go on behind the end of a sentence: `004310. 1.250,00 TL`.
 */
const international =
  /(?<![\p{Script=Latin}\d])(?:\+ ?\(?\d(?:[ ().\-/]{0,3}\d)*|00 ?[1-9](?:(?!\. )[ ().\-/]{0,3}\d)*)/gu;

/** An area code in brackets: `(800) 555-1234`. */
const withAreaCode = /(?<!\d)\(\d{2,5}\) ?\d[\d -]{4,14}(?!\d)/g;

const someNumber = '\\+?\\(?\\d+(?:(?:\\) ?|[ .-]\\(?|/)\\d+){0,7}';

/** What stands before a number to call. */
const callWords = [
  'call|call us|phone|telephone|tel|tel.|mobile|fax|hotline|helpline|helpdesk|call center',
  'call centre|contact|contact us|whatsapp|ring|dial|support|ext|ext.|anrufen|telefon',
  'telefonnummer|rufnummer|handy|mobil|kundenservice|servicenummer|llame|llamanos|llamenos',
  'llama|telefono|movil|ligue|telefone|celular|contacto|appelez|telephone|chiami|chiama',
  'chiamaci|telefono|cellulare|bel|ring|zadzwon|infolinia|telefonu|ara|arayin|arayiniz',
  'musteri hizmetleri|cagri merkezi|тел|тел.|телефон|телефону|звоните|позвоните',
  'номер телефона|lh|lien he|hubungi|اتصل|هاتف|الهاتف|جوال|تلفن|תתקשר|טלפון|להתקשר|फोन|कॉल',
];
const smallWords =
  '(?: (?:at|on|us|the|number|no|nr|al|el|au|le|il|lo|o|ao|para|по|на|an|unter|ile|numero|على|ב|पर|करें))';
const toCall = new RegExp(
  `(?:${anyOf(callWords)}${smallWords}{0,3}|电话|電話|客服|热线|熱線|전화|โทร)(?:[ :-]|\\.(?![ \\r\\n])){0,3}${someNumber}`,
  'gu',
);

/** `Text STOP to 12345`. */
const toText =
  /(?<!\p{L})(?:text|send|reply|forward|envia|envie|sende|senden)(?!\p{L})[^.\n\d]{0,40}? (?:to|al|an|para) \d{3,8}(?!\d)/gu;

/** No honest message holds more; asking the library about thousands would keep the process busy for seconds. */
const mostLookedUp = 20;

/** The text without the phone numbers that show as such. */
export function coverPhoneNumbers(text: string): string {
  const stretches = Array.from(
    text.matchAll(international),
    ({ 0: run, index }, count) =>
      [index, index + (count < mostLookedUp ? phoneLength(run) : run.length)] as const,
  );
  return [toCall, toText].reduce(
    (rest, pattern) => coverMatches(rest, pattern, { inFolded: true }),
    coverMatches(cover(text, stretches), withAreaCode),
  );
}

/**
 * How much of a run of digits its phone number takes: a code may follow it after nothing but a space. The
 * longest number that is valid in its country counts; a plus without one still starts no code.
 */
function phoneLength(run: string): number {
  const groupEnds = Array.from(
    run.slice(0, 2 * mostDigits + 8).matchAll(/\d+/g),
    ({ 0: group, index }) => index + group.length,
  );
  const end = groupEnds.findLast((groupEnd) => isPhoneNumber(run.slice(0, groupEnd)));
  return end ?? (run.startsWith('+') ? run.length : 0);
}

/** What begins with 00 and is as short as codes are is a code: `00989000` could be dialled, too. */
function isPhoneNumber(written: string): boolean {
  const isDialled = written.startsWith('00');
  if (isDialled && written.replaceAll(/\D/g, '').length < fewestDialledDigits) return false;
  return isValidPhoneNumber(written.replace(/^00 ?/, '+'));
}
