import { setTimeout as pause } from 'node:timers/promises';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import type { Random } from './random.js';

/** A code that was typed at the bank, and the bank's verdict. */
interface Typed {
  code: string;
  accepted: boolean;
}

/** The codes that were typed at one prompt, in order. */
export type Prompt = readonly Typed[];

export type LedgerBank = ReturnType<typeof ledgerBank>;

/** The first digits of right codes. Wrong codes begin with others, so that none is right by chance. */
const rightDigits = ['7', '8', '9'];
const wrongDigits = ['0', '1', '2', '3', '4', '5', '6'];

const codeOf = (random: Random, firstDigits: string[]): string =>
  random.pick(firstDigits) + String(random.whole(0, 99_999)).padStart(5, '0');

export const wrongCode = (random: Random): string => codeOf(random, wrongDigits);

/**
 * A bank for one account. It asks for `prompts` codes in a login, each time another one is right, takes its time
 * over an answer, and keeps a ledger: logins, the prompts of each, the codes typed at each.
 */
export function ledgerBank(spec: {
  code: string;
  random: Random;
  prompts: number;
  maxAttempts: number | null;
}) {
  const { code, random, prompts, maxAttempts } = spec;
  const logins: Typed[][][] = [];
  const used = new Set<string>();
  let right = '';

  function ask() {
    do right = codeOf(random, rightDigits);
    while (used.has(right));
    used.add(right);
    logins.at(-1)?.push([]);
    return sixDigits;
  }

  const bank = scriptedBank({
    code,
    ...(maxAttempts === null ? {} : { maxAttempts }),
    onOpen: () => {
      logins.push([]);
      return ask();
    },
    onCode: async (typed) => {
      const login = logins.at(-1);
      const accepted = typed === right;
      login?.at(-1)?.push({ code: typed, accepted });
      await pause(random.whole(0, 40));
      if (!accepted) return { is: 'code_rejected', bankMessage: 'That code is wrong.' };
      return login && login.length < prompts ? ask() : { is: 'logged_in' };
    },
  });

  return {
    driver: bank.driver,
    /** Every code that the driver typed, recorded independently of the ledger. */
    typed: bank.typed,
    logins: logins as readonly (readonly Prompt[])[],
    /** The code that the bank would accept now. */
    right: () => right,
  };
}
