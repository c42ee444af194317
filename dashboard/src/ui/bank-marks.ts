/** How a bank is shown: its name, and a monogram and colour that tell it apart from the other banks. */
export interface BankMark {
  name: string;
  letters: string;
  /** Of the classes `bank-0` to `bank-11` in styles.css. */
  hue: number;
}

interface NamedBank {
  code: string;
  name: string;
}

const hues = 12;

/**
 * The marks of banks, by code. A bank keeps its monogram and colour when others are added, unless they would be the
 * same as those of a bank whose code is sorted before it.
 */
export function marksOf(banks: readonly NamedBank[]): ReadonlyMap<string, BankMark> {
  const marks = new Map<string, BankMark>();
  for (const bank of [...banks].sort((a, b) => (a.code < b.code ? -1 : 1))) {
    const taken = [...marks.values()];
    const isFree = (letters: string) => taken.every((mark) => mark.letters !== letters);
    const letters = monogramsOf(bank.name).find(isFree) ?? initialsOf(bank.name);
    marks.set(bank.code, { name: bank.name, letters, hue: freeHue(bank.code, taken) });
  }
  return marks;
}

function freeHue(code: string, taken: readonly BankMark[]): number {
  const first = Array.from(code).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7) % hues;
  const wanted = Array.from({ length: hues }, (_, index) => (first + index) % hues);
  return wanted.find((hue) => taken.every((mark) => mark.hue !== hue)) ?? first;
}

/** `DBH` for `Demo Bank (held)`. */
const initialsOf = (name: string): string => wordsOf(name).map(firstOf).join('').slice(0, 3) || '?';

/** The initials, or else the first letter with each of the letters that follow it. */
const monogramsOf = (name: string): string[] => [
  initialsOf(name),
  ...Array.from(wordsOf(name).join('').slice(1)).map((letter) => firstOf(name) + letter.toLocaleUpperCase()),
];

const wordsOf = (name: string): string[] => name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
const firstOf = (word: string): string => word.slice(0, 1).toLocaleUpperCase();

/** The mark of a bank that is not installed: its code stands for its name. */
export const markOfMissing = (code: string): BankMark => ({
  name: code,
  letters: initialsOf(code),
  hue: freeHue(code, []),
});
