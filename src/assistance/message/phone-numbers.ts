import { isValidPhoneNumber } from 'libphonenumber-js/min';
import { maskMatches, maskRanges } from './mask.js';
import { anyOf } from './whole-words.js';

/** E.164, section 6.1: digits of an international number, country code included. */
const maxDigits = 15;

/**
 * Digits from which a number with the prefix 00 is taken for a phone number. The longest codes of banks have one
 * less (see `longestCode` in candidates.ts); nearly all phone numbers have at least as many with 00 and country code.
 */
const minDialledDigits = 11;

/**
 * A run that may be a number with country code: `+34 612 345 678`, `0049 (0)30 1234567`. It stops at the end of
 * the sentence: codes can begin with 00 too (`004310. 1.250,00 TL`), and a code may follow (`+4930123456. 482913 is`).
 */
const international =
  /(?<![\p{Script=Latin}\d])(?:\+ ?\(?\d(?:(?!\. )[ ().\-/]{0,3}\d)*|00 ?[1-9](?:(?!\. )[ ().\-/]{0,3}\d)*)/gu;

/** An area code in brackets: `(800) 555-1234`. */
const withAreaCode = /(?<!\d)\(\d{2,5}\) ?\d[\d -]{4,14}(?!\d)/g;

const someNumber = '\\+?\\(?\\d+(?:(?:\\) ?|[ .-]\\(?|/)\\d+){0,7}';

/** Words in front of a number to call. */
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

/** Real messages contain fewer. Validating thousands of numbers would block the process for seconds. */
const maxValidated = 20;

/** Masks phone numbers: international ones, ones with an area code, and ones after a word such as "call". Takes and returns normalized text. */
export function maskPhoneNumbers(text: string): string {
  const ranges = Array.from(
    text.matchAll(international),
    ({ 0: run, index }, count) =>
      [index, index + (count < maxValidated ? phoneLength(run) : run.length)] as const,
  );
  return maskMatches(maskMatches(maskRanges(text, ranges), withAreaCode), toCall, { inFolded: true });
}

/**
 * How many characters of a run belong to its phone number, since a code may follow after only a space. Takes the
 * longest prefix that is a valid number in its country. A run that starts with a plus is masked entirely if no
 * prefix is valid, because a code never starts with a plus.
 */
function phoneLength(run: string): number {
  const groupEnds = Array.from(
    run.slice(0, 2 * maxDigits + 8).matchAll(/\d+/g),
    ({ 0: group, index }) => index + group.length,
  );
  const end = groupEnds.findLast((groupEnd) => isPhoneNumber(run.slice(0, groupEnd)));
  return end ?? (run.startsWith('+') ? run.length : 0);
}

/** A number with the prefix 00 that is as short as a code counts as a code: `00989000` could also be dialled. */
function isPhoneNumber(written: string): boolean {
  const isDialled = written.startsWith('00');
  if (isDialled && written.replaceAll(/\D/g, '').length < minDialledDigits) return false;
  return isValidPhoneNumber(written.replace(/^00 ?/, '+'));
}
