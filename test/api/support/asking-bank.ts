import { setTimeout as pause } from 'node:timers/promises';
import { scriptedBank, sixDigits } from '../../support/scripted-bank.js';

/** Accepts 123456 after half a second, does not answer 777777 in time, and rejects all other codes. */
export const askingBank = () =>
  scriptedBank({
    code: 'asking',
    onOpen: sixDigits,
    onCode: async (code) => {
      if (code === '777777') await pause(3_000);
      if (code !== '123456') return { is: 'code_rejected', bankMessage: null };
      await pause(500);
      return { is: 'logged_in' };
    },
    maxAttempts: 3,
  });
