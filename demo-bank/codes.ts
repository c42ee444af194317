import type { Scenario } from './scenarios.js';

/** A random integer from 0 to `below` - 1. */
export type RandomInt = (below: number) => number;

// Without characters that look alike: 0 O o, 1 I l.
const upper = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const lower = 'abcdefghijkmnpqrstuvwxyz';
const clearDigits = '23456789';

function pick(alphabet: string, random: RandomInt): string {
  return alphabet.charAt(random(alphabet.length));
}

export function shuffle<T>(items: readonly T[], random: RandomInt): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(random(rest.length), 1));
}

/**
 * A code with letters always contains an upper-case letter, a lower-case letter and a digit, so that tests
 * notice a lost case.
 */
export function makeCode(
  { codeLength, alphabet }: Pick<Scenario, 'codeLength' | 'alphabet'>,
  random: RandomInt,
): string {
  if (alphabet === 'digits') {
    return Array.from({ length: codeLength }, () => pick('0123456789', random)).join('');
  }
  const required = [upper, lower, clearDigits].map((set) => pick(set, random));
  const others = Array.from({ length: codeLength - required.length }, () =>
    pick(upper + lower + clearDigits, random),
  );
  return shuffle([...required, ...others], random).join('');
}

/** What the phone's app says once it has read the picture of a code. */
export function pictureText(code: string): string {
  return `Demo Bank: ${code} is your code to sign in. The app has read it from the picture.`;
}

export function smsText(code: string, bankName = 'Demo Bank'): string {
  return `${bankName}: ${code} is your code to sign in. It is valid for 3 minutes. Never share it.`;
}
