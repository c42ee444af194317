import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { Approval, BankAnswer, BankDriver } from '../../src/banks/bank-driver.js';

type Answering<Args extends unknown[]> = BankAnswer | ((...args: Args) => BankAnswer | Promise<BankAnswer>);

interface Script {
  code: string;
  onOpen: Answering<[]>;
  onCode?: Answering<[code: string]>;
  onResend?: Answering<[]>;
  onChoose?: Answering<[optionId: string]>;
  onAnswer?: Answering<[text: string]>;
  onInstead?: Answering<[]>;
  maxAttempts?: number;
  expiresSeconds?: number;
  /** It asks for no codes, and offers neither choices nor approvals. */
  neverSendsCodes?: boolean;
}

/** A driver's answer at a code page for six digits by SMS. */
export const sixDigits: BankAnswer = {
  is: 'code_required',
  descriptor: { length: 6, type: 'numeric', channel: 'sms' },
  bankMessage: null,
  canResend: false,
};

/** A driver's answer at a page that waits for an approval. */
export const waitingForApproval: Extract<BankAnswer, { is: 'approval_required' }> = {
  is: 'approval_required',
  message: 'Approve the login in the app.',
  compare: '42',
  expiresSeconds: null,
  instead: null,
  bankMessage: null,
};

/** A page that waits for an approval until the test shows another one. */
function approvalPage() {
  const changed = new EventEmitter();
  let shown: BankAnswer = waitingForApproval;
  return {
    show: (answer: BankAnswer): void => {
      shown = answer;
      changed.emit('shown');
    },
    async untilChanged(signal: AbortSignal, isNews: (shown: Approval) => boolean): Promise<BankAnswer> {
      while (shown.is === 'approval_required' && !signal.aborted && !isNews(shown))
        await once(changed, 'shown', { signal }).catch(() => undefined);
      return shown;
    },
  };
}

/** A bank that answers as the test says, and records every code that was typed. */
export function scriptedBank(script: Script) {
  const { code, onOpen, onCode, onResend, onChoose, onAnswer, onInstead, maxAttempts, expiresSeconds } =
    script;
  const sendsCodes = script.neverSendsCodes !== true;
  const notRecognised: BankAnswer = { is: 'page_not_recognised' };
  const typed: string[] = [];
  const chosen: string[] = [];
  const answered: string[] = [];
  const waiting = approvalPage();
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
    otp: sendsCodes
      ? { expiresSeconds: expiresSeconds ?? null, maxAttempts: maxAttempts ?? null, resend: null }
      : null,
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
    ...(sendsCodes && {
      choose: (_page: unknown, optionId: string) => {
        chosen.push(optionId);
        return answer<[string]>(onChoose ?? notRecognised, optionId);
      },
      awaitApproval: (
        _page: unknown,
        signal: AbortSignal,
        _credentials: unknown,
        isNews: (shown: Approval) => boolean = () => false,
      ) => waiting.untilChanged(signal, isNews),
    }),
    answerQuestion: (_page, text) => {
      answered.push(text);
      return answer<[string]>(onAnswer ?? notRecognised, text);
    },
    askForCodeInstead: () => answer<[]>(onInstead ?? notRecognised),
    lookAgain: () => Promise.resolve({ is: 'page_not_recognised' }),
    isStillLoggedIn: () => Promise.resolve(true),
  };
  return {
    driver,
    typed,
    chosen,
    answered,
    /** The page that waits for an approval shows this now. */
    showWhileWaiting: waiting.show,
    /** How often the bank was opened; each time it may have sent a code. */
    opened: () => opened,
  };
}

export type NewScript = Omit<Script, 'code'>;

/** A scripted bank with a code of its own, among the banks of a login stack. */
export function addScriptedBank(banks: Map<string, BankDriver>, script: NewScript) {
  const scripted = scriptedBank({ code: `bank-${randomUUID()}`, ...script });
  const bankCode = scripted.driver.code;
  banks.set(bankCode, scripted.driver);
  return { ...scripted, bankCode };
}
