import type { ExpectedShape } from '../../src/assistance/code-shape.js';
import type { Random } from '../storm/random.js';
import { type Language, languages } from './languages.js';

/** A message, the shape that the bank asks for, and the right answer; null if there is no code in it. */
export interface BuiltMessage {
  language: string;
  text: string;
  shape: ExpectedShape;
  code: string | null;
}

const brands = [
  ...['Tamarind', 'Osier Bank', 'OSIER', 'TAMRND', 'VM-OSIERB', 'Banca Larice', 'Gate77', 'drive2go'],
  ...['BANK24', 'Number26', 'Pay2Me', '1st Birch', 'Larch 360', 'myOsier', 'iBirch'],
];
const shops = ['Tamarind Deli', 'CORNER KIOSK', 'Osier*Books', 'Kiosk 24', 'LARCH-CAFE', 'Birch & Sons'];
const phones = [
  ...['+34 612 345 678', '0800 123 4567', '1800-102-3344', '(800) 555-1234', '+4930123456', '9955443322'],
  ...['1860 267 7777', '+7 495 123-45-67', '444 0 444', '920001234'],
];
const minutes = ['3', '5', '10', '15', '30'];
const dates = ['23.11.2026', '23/11/26', '2026-11-23', '23-11-2026', '23 Nov 2026', '23-Nov-26', '11/23'];
const times = ['14:05', '09:30:15', '7:45'];

/** Zeros of scripts that phones of these languages write. */
const zerosOf: Partial<Record<string, readonly number[]>> = { Arabic: [0x660, 0x6f0], Hindi: [0x966] };

const digitsOf = (random: Random, length: number): string =>
  Array.from({ length }, () => String(random.whole(0, 9))).join('');

/** Letters and digits without a year or a word: what banks send as an alphanumeric code. */
function mixedOf(random: Random, length: number): string {
  const letters = random.pick(['BCDFGHJKLMNPQRSTVWXZ', 'bcdfghjkmnpqrstvwxz']);
  return Array.from({ length }, (_, at) =>
    at % 2 === 0 ? random.pick(Array.from(letters)) : String(random.whole(0, 9)),
  ).join('');
}

const lengths = [4, 5, 6, 6, 6, 7, 8];

function amountOf(random: Random, { amounts }: Language, length: number): string {
  const whole = String(random.whole(10 ** (length - 1), 10 ** length - 1));
  const figures = random.pick(['18.00', '1,250.50', '1.250,50', '3350', whole, `${whole}.00`]);
  return random.pick(amounts).replace('{}', figures);
}

function writeCode(random: Random, code: string, language: string): string {
  const zeros = zerosOf[language];
  if (zeros && random.chance(0.4)) {
    const zero = random.pick(zeros);
    return code.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
  }
  const half = code.length / 2;
  const isNumber = /^\d+$/.test(code);
  if (isNumber && Number.isInteger(half) && half > 2 && random.chance(0.15))
    return code.slice(0, half) + random.pick([' ', '-']) + code.slice(half);
  return random.chance(0.05) ? Array.from(code).join('\u200b') : code;
}

function fill(random: Random, template: string, language: Language, length: number): string {
  const values: Record<string, () => string> = {
    brand: () => random.pick(brands),
    shop: () => random.pick(shops),
    amount: () => amountOf(random, language, length),
    date: () => random.pick(dates),
    time: () => random.pick(times),
    phone: () => random.pick(phones),
    tail: () => digitsOf(random, 4),
    minutes: () => random.pick(minutes),
    number: () => digitsOf(random, length),
  };
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name]?.() ?? whole);
}

function shapeFor(random: Random, code: string): ExpectedShape {
  const type = /\D/.test(code) || random.chance(0.3) ? ('alphanumeric' as const) : ('numeric' as const);
  return { type, length: random.chance(0.2) ? null : code.length };
}

/** A message with one code among other numbers. */
export function buildMessage(random: Random): BuiltMessage {
  const language = random.pick(languages);
  const length = random.pick(lengths);
  const code = random.chance(0.15) ? mixedOf(random, Math.max(length, 6)) : digitsOf(random, length);
  const written = writeCode(random, code, language.name);
  const sentence = fill(random, random.pick(language.codes), language, length).replace('{code}', written);
  const extras = Array.from({ length: random.whole(0, 3) }, () =>
    fill(random, random.pick(language.extras), language, length),
  );
  const before = random.chance(0.25) ? extras.splice(0, 1) : [];
  const separator = random.pick([' ', ' ', '\n']);
  const prose = [...before, /[.।:]$/.test(sentence) ? sentence : `${sentence}.`, ...extras].join(separator);
  const ending = random.pick([
    '',
    '',
    '',
    '',
    '',
    '',
    '\n@bank.example #CODE',
    '\nFA+9qCX9VSu',
    ' b6YtN1cQe9K',
  ]);
  const shape = shapeFor(random, code);
  return { language: language.name, text: prose + ending.replace('CODE', code), shape, code };
}

/** A message of a bank or a shop that has a number like a code, but no code. */
export function buildAlert(random: Random): BuiltMessage {
  const language = random.pick(languages);
  const length = random.pick(lengths);
  const warnings = language.extras.filter((extra) =>
    /PIN|pin|clave|senha|passe|Passwort|haseł|hasła|ifre|السري|पिन|ПИН/.test(extra),
  );
  const parts = [
    fill(random, random.pick(language.alerts), language, length),
    ...(random.chance(0.3) ? warnings.map((extra) => fill(random, extra, language, length)) : []),
  ];
  const isFirst = random.chance(0.2);
  const text = (isFirst ? parts.toReversed() : parts).join(random.pick([' ', ' ', '\n']));
  const type = random.chance(0.5) ? ('numeric' as const) : ('alphanumeric' as const);
  return {
    language: language.name,
    text,
    shape: { type, length: random.chance(0.2) ? null : length },
    code: null,
  };
}
