import type { BankAnswer, BankDriver } from '../../src/banks/bank-driver.js';

type Answering<Args extends unknown[]> = BankAnswer | ((...args: Args) => BankAnswer | Promise<BankAnswer>);

interface Script {
  code: string;
  onOpen: Answering<[]>;
  onCode?: Answering<[code: string]>;
  onResend?: Answering<[]>;
  maxAttempts?: number;
  expiresSeconds?: number;
}

/** A driver's answer at a code page for six digits by SMS. */
export const sixDigits: BankAnswer = {
  is: 'code_required',
  descriptor: { length: 6, type: 'numeric', channel: 'sms' },
  bankMessage: null,
  canResend: false,
};

/** A bank that answers as the test says, and records every code that was typed. */
export function scriptedBank({ code, onOpen, onCode, onResend, maxAttempts, expiresSeconds }: Script) {
  const typed: string[] = [];
  let opened = 0;
  const answer = async <Args extends unknown[]>(
    answering: Answering<Args>,
    ...args: Args
  ): Promise<BankAnswer> => (typeof answering === 'function' ? answering(...args) : answering);
  const driver: BankDriver = {
    code,
    name: code,
    loginUrl: 'about:blank',
    resumable: false,
    releaseWhileWaiting: false,
    otp: { expiresSeconds: expiresSeconds ?? null, maxAttempts: maxAttempts ?? null, resend: null },
    keepAlive: null,
    stepSeconds: 10,
    openLogin: () => {
      opened += 1;
      return answer(onOpen);
    },
    submitCode: (_page, typedCode) => {
      typed.push(typedCode);
      return answer<[string]>(onCode ?? { is: 'page_not_recognised' }, typedCode);
    },
    resendCode: () => answer<[]>(onResend ?? { is: 'page_not_recognised' }),
    lookAgain: () => Promise.resolve({ is: 'page_not_recognised' }),
    isStillLoggedIn: () => Promise.resolve(true),
  };
  return {
    driver,
    typed,
    /** How often the bank was opened; each time it may have sent a code. */
    opened: () => opened,
  };
}
