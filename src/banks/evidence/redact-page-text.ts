import { cleanBankText, cleanOfCodes, cutMark, findSecrets } from '../../assistance/bank-text.js';

/** Longer texts of a page say little about it. */
const mostCharacters = 120;
/** What one character alone gives away is nothing, and cutting it would cut every text. */
const shortestSecret = 2;
/** Shorter than this, an encoded form is found in texts that have nothing to do with it. */
const shortestEncoded = 4;

/** What looks like personal data: each match is cut, also where it is something else. */
const personalData = [
  // An e-mail address, also one that is masked. Its parts are bounded as in RFC 5321, so that no text takes long.
  /[^\s@<>"'()[\],;:]{1,64}@[^\s@<>"'()[\],;:]{1,255}/gu,
  // An IBAN, in groups or in one piece.
  /\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){8,32}\b/giu,
  // A card, phone or account number, a code, a date, an amount: four and more digits, in groups or in one piece.
  /\p{Nd}(?:[\s().\-/·•*,]{0,3}\p{Nd}){3,}/gu,
];

export interface PageTextRedactor {
  /** A text of the page in one line of at most 120 characters, without secrets and personal data. */
  clean(text: string): string;
  /** Whether a text has neither. */
  isClean(text: string): boolean;
  /** An address without its query and fragment, and without what the page wrote into its path. */
  cleanAddress(address: string): string | null;
  /** Where a text of any length holds secrets or personal data. */
  find(text: string): { start: number; end: number }[];
}

interface Redaction {
  /** What was typed in this login and what the account holds for the bank. */
  secrets: readonly string[];
  /** Codes may have been typed that this process does not know. */
  hidesUnknownCodes: boolean;
}

/** Cuts secrets and personal data from what a bank's page shows. */
export function createPageTextRedactor({ secrets, hidesUnknownCodes }: Redaction): PageTextRedactor {
  const known = secrets.flatMap(withEncodings);

  function clean(text: string): string {
    const withoutSecrets = cleanBankText(text, known);
    const withoutCodes = hidesUnknownCodes ? cleanOfCodes(withoutSecrets, { length: null }) : withoutSecrets;
    const cleaned = personalData.reduce((rest, pattern) => rest.replace(pattern, cutMark), withoutCodes);
    const characters = Array.from(cleaned);
    return characters.length <= mostCharacters
      ? cleaned
      : `${characters.slice(0, mostCharacters - 1).join('')}…`;
  }

  const find = (text: string): { start: number; end: number }[] => [
    ...findSecrets(text, known),
    ...personalData.flatMap((pattern) =>
      Array.from(text.matchAll(pattern), ({ index, 0: { length } }) => ({
        start: index,
        end: index + length,
      })),
    ),
  ];
  const mayHoldCode = (text: string): boolean =>
    hidesUnknownCodes && cleanOfCodes(text, { length: null }).includes(cutMark);

  return {
    clean,
    isClean: (text) => find(text).length === 0 && !mayHoldCode(text),
    cleanAddress(address) {
      if (!URL.canParse(address)) return null;
      const { protocol, host, pathname } = new URL(address);
      if (protocol !== 'http:' && protocol !== 'https:') return null;
      const path = pathname.split('/').map((part) => {
        const decoded = decode(part);
        return clean(part) === part && !clean(decoded).includes(cutMark) ? part : cutMark;
      });
      const shownHost = findSecrets(host, known).length === 0 ? host : cutMark;
      return `${protocol}//${shownHost}${path.join('/')}`.slice(0, 2_000);
    },
    find,
  };
}

/** The secret, and how a page may have encoded it. Empty for one of a single character. */
function withEncodings(secret: string): string[] {
  const plain = secret.trim();
  if (Array.from(plain).length < shortestSecret) return [];
  const encoded = [
    encodeURIComponent(plain),
    Buffer.from(plain).toString('base64').replace(/=+$/, ''),
    Buffer.from(plain).toString('base64url'),
    Buffer.from(plain).toString('hex'),
  ].filter((form) => plain.length >= shortestEncoded && form !== plain);
  return [plain, ...encoded];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
