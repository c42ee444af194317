/** What one character alone gives away is nothing, and cutting it would cut every text. */
const shortestSecret = 2;
/** Shorter than this, an encoded form is found in texts that have nothing to do with it. */
const shortestEncoded = 4;
/** A shorter one stands in many words. */
const shortestAnywhere = 6;

/** The end of an escaped character is no part of the word after it: `%20ana`, `\nana`. */
const standsAlone = {
  start: String.raw`(?:(?<![\p{L}\p{N}])|(?<=%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[nrt]))`,
  end: String.raw`(?![\p{L}\p{N}])`,
};

/**
 * Global patterns for a secret in any case: as it is, with any of its characters encoded for addresses, HTML, JSON or
 * JavaScript, also twice, and inside of hex and base64. A secret of fewer than 6 characters matches where it stands alone, and
 * one of a single character nowhere.
 */
export function secretPatterns(secret: string): RegExp[] {
  const plain = secret.trim();
  const characters = Array.from(plain);
  if (characters.length < shortestSecret) return [];
  const anywhere = partsOf(plain).map(partPattern).join('');
  const text = plain.length < shortestAnywhere ? standsAlone.start + anywhere + standsAlone.end : anywhere;
  if (plain.length < shortestEncoded) return [new RegExp(text, 'giu')];
  const encoded = casesOf(plain)
    .flatMap((form) => [form, JSON.stringify(form).slice(1, -1), encodeURIComponent(form)])
    .map((form) => Buffer.from(form));
  const hex = encoded.map((bytes) => bytes.toString('hex'));
  const base64 = encoded.flatMap(base64Forms).toSorted((a, b) => b.length - a.length);
  return [
    new RegExp([...new Set([text, ...hex])].join('|'), 'giu'),
    new RegExp([...new Set(base64)].map(base64Pattern).join('|'), 'gu'),
  ];
}

const casesOf = (text: string): string[] => [...new Set([text, text.toLowerCase(), text.toUpperCase()])];

/** The characters, and each run of backslashes as one part. */
const partsOf = (text: string): string[] => text.match(/\\+|[^\\]/gsu) ?? [];

function partPattern(part: string, at: number, parts: readonly string[]): string {
  if (part.startsWith('\\')) return backslashesPattern(part.length, parts[at + 1] ?? '');
  return characterPattern(part, parts[at - 1]?.startsWith('\\') ? escapesAfterBackslashes : escapesAnywhere);
}

/** How a backslash is put before a character to escape it. */
interface Escapes {
  /** Before `u0041` and `x41`. */
  always: string;
  /** Before a quote. */
  perhaps: string;
}
const escapesAnywhere: Escapes = { always: String.raw`\\{1,4}`, perhaps: String.raw`\\{0,4}` };
/**
 * The run before has matched them already. If both could match the same backslash, the ways to share them out would multiply with
 * each run of the secret.
 */
const escapesAfterBackslashes: Escapes = { always: String.raw`(?<=\\)`, perhaps: '' };

/**
 * A run of backslashes, each as up to four or encoded. Its pieces begin with different characters, so that a text is divided into
 * them in one way only, however many there are.
 */
function backslashesPattern(count: number, next: string): string {
  const pieces = [
    String.raw`\\`,
    percentPattern(Buffer.from('\\')),
    String.raw`%(?:25){0,2}u005c`,
    '&(?:amp;){0,2}(?:bsol|#(?:0{0,4}92|x0{0,4}5c));',
    // Of JSON and JavaScript. Where the secret goes on with that letter, it could be the secret’s.
    ...(/^[ux]/i.test(next) ? [] : [String.raw`(?<=\\)(?:u005c|x5c)`]),
  ];
  // Four backslashes and the letters for each, and four that escape what follows.
  return `(?:${pieces.join('|')}){${count},${count * 5 + 4}}`;
}

/** The encoded forms come first, so that nothing of them is left where the character begins its own encoding. */
function characterPattern(character: string, escapes: Escapes): string {
  const encoded = casesOf(character).flatMap((form) => {
    const characters = Array.from(form);
    return encodersWith(escapes)
      .map((encode) => characters.map(encode))
      .filter(isComplete)
      .map((parts) => parts.join(''));
  });
  const named = names(character).map((name) => `&(?:amp;){0,2}${name};`);
  return `(?:${[...new Set([...encoded, ...named, ...literals(character, escapes)])].join('|')})`;
}

const isComplete = (parts: (string | null)[]): parts is string[] => !parts.includes(null);

const encodersWith = ({ always }: Escapes): ((character: string) => string | null)[] => [
  // An address in UTF-8, and in Latin-1.
  (character) => percentPattern(Buffer.from(character)),
  (character) => (isLatin1(character) ? percentPattern(Buffer.from(character, 'latin1')) : null),
  (character) => `&(?:amp;){0,2}#(?:0{0,4}${codeOf(character)}|x0{0,4}${hexOf(codeOf(character))});`,
  // JSON and JavaScript, and the `escape` of JavaScript.
  (character) =>
    character
      .split('')
      .map(
        (unit, at) =>
          `(?:${at === 0 ? always : escapesAnywhere.always}|%(?:25){0,2})u${hexOf(unit.charCodeAt(0), 4)}`,
      )
      .join(''),
  (character) => (isLatin1(character) ? `${always}x${hexOf(codeOf(character), 2)}` : null),
  // UTF-8 in bytes that are read as Latin-1.
  (character) => (codeOf(character) < 0x80 ? null : Array.from(Buffer.from(character), literal).join('')),
];

/** In an address that is part of another one, `%` is encoded again. */
const percentPattern = (bytes: Buffer): string =>
  Array.from(bytes, (byte) => `%(?:25){0,2}${hexOf(byte, 2)}`).join('');

function literals(character: string, { perhaps }: Escapes): string[] {
  if (character === ' ') return [literal(codeOf(' ')), literal(codeOf('+')), literal(0xa0)];
  const escape = /["'`/]/.test(character) ? perhaps : '';
  return [escape + literal(codeOf(character))];
}

const literal = (code: number): string => `\\u{${hexOf(code)}}`;
const codeOf = (character: string): number => character.codePointAt(0) ?? 0;
const hexOf = (code: number, digits = 0): string => code.toString(16).padStart(digits, '0');
const isLatin1 = (character: string): boolean => codeOf(character) <= 0xff;

/** Of HTML, without `&` and `;`. */
const entities: Record<string, string> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
  ' ': 'nbsp',
  ß: 'szlig',
  ø: 'oslash',
  æ: 'aelig',
};
/** Of a letter with a mark: `&eacute;`. */
const marks: Record<string, string> = {
  '\u0300': 'grave',
  '\u0301': 'acute',
  '\u0302': 'circ',
  '\u0303': 'tilde',
  '\u0308': 'uml',
  '\u030a': 'ring',
  '\u0327': 'cedil',
};

function names(character: string): string[] {
  const [letter = '', mark = ''] = character.normalize('NFD');
  const name = entities[character.toLowerCase()] ?? (marks[mark] && letter + marks[mark]);
  return name === undefined ? [] : [name];
}

/** What the bytes are in base64: alone, and inside of other bytes, without the characters that hold bits of those. */
function base64Forms(bytes: Buffer): string[] {
  const inside = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  return [bytes.toString('base64').replace(/=+$/, ''), ...inside];
}

/** Base64 or base64url, which may be part of an address or of JSON. */
const base64Pattern = (form: string): string =>
  form
    .replaceAll('+', String.raw`(?:[+\-]|%(?:25){0,2}2[Bb])`)
    .replaceAll('/', String.raw`(?:\\{0,4}\/|_|%(?:25){0,2}2[Ff])`);
