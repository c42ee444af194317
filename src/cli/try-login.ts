import { setTimeout as sleep } from 'node:timers/promises';
import type { HeldLogin } from '../activities/held-login.js';
import type { BankAnswer, Credentials } from '../banks/bank-driver.js';
import type { PrivateFolder } from './private-folder.js';
import type { Terminal } from './terminal.js';

interface Trial {
  held: HeldLogin;
  credentials: Credentials;
  terminal: Pick<Terminal, 'ask'>;
  folder: Pick<PrivateFolder, 'savePicture'>;
  print: (line: string) => void;
  /** Cuts what was typed from a text of the page. */
  clean: (text: string) => string;
  /** Called with each text before it is typed. */
  remember: (typed: string) => void;
  stopping: AbortSignal;
}

type Asking = Extract<
  BankAnswer['is'],
  'code_required' | 'code_rejected' | 'choice_required' | 'approval_required' | 'question'
>;
export type Ended = Exclude<BankAnswer, { is: Asking }>;

/** Logs in once and has the person answer what the bank asks, until the login has ended. Throws BrowserError. */
export async function tryLogin(trial: Trial): Promise<Ended> {
  const { held, credentials, terminal, folder, print, clean, remember, stopping } = trial;
  let answer = await held.run((driver, page) => driver.openLogin(page, credentials));
  for (;;) {
    stopping.throwIfAborted();
    switch (answer.is) {
      case 'code_required':
      case 'code_rejected':
        answer = await submitCode(answer);
        break;
      case 'choice_required':
        answer = await choose(answer);
        break;
      case 'approval_required':
        answer = await awaitApproval(answer);
        break;
      case 'question':
        answer = await answerQuestion(answer);
        break;
      case 'logged_in':
      case 'bad_credentials':
      case 'account_locked':
      case 'password_expired':
      case 'access_denied':
      case 'approval_refused':
      case 'unavailable':
      case 'not_submitted':
      case 'page_not_recognised':
        return answer;
    }
  }

  async function askSecretly(question: string): Promise<string> {
    const text = await terminal.ask(question);
    remember(text);
    return text;
  }

  async function submitCode(
    asked: Extract<BankAnswer, { is: 'code_required' | 'code_rejected' }>,
  ): Promise<BankAnswer> {
    if (asked.is === 'code_rejected') print('The bank refused the code.');
    else print(`The bank asks for a code${describeCode(asked.descriptor)}.`);
    printBankMessage(asked.bankMessage);
    const picture = await held.run(async (driver, page) => (await driver.takePicture?.(page)) ?? null);
    if (picture) print(`Its picture, until this command ends: ${await folder.savePicture(picture)}`);
    const code = await askSecretly('Code (hidden)');
    return await held.run((driver, page) => driver.submitCode(page, code, credentials));
  }

  function describeCode({
    length,
    channel,
    destination,
  }: Extract<BankAnswer, { is: 'code_required' }>['descriptor']): string {
    const characters = length === null ? '' : ` of ${length} characters`;
    const way = channel === 'unknown' ? '' : ` by ${channel}`;
    return `${characters}${way}${destination === undefined ? '' : ` to ${clean(destination)}`}`;
  }

  async function choose({
    options,
    bankMessage,
  }: Extract<BankAnswer, { is: 'choice_required' }>): Promise<BankAnswer> {
    print('The bank asks for a choice.');
    printBankMessage(bankMessage);
    for (const [at, { id, label, destination }] of options.entries())
      print(
        `  ${at + 1}  ${clean(label)}${destination === undefined ? '' : ` (${clean(destination)})`} [${id}]`,
      );
    for (;;) {
      const option = options[Number(await terminal.ask(`Number, 1 to ${options.length} (hidden)`)) - 1];
      if (option)
        return await held.run(
          async (driver, page) => (await driver.choose?.(page, option.id, credentials)) ?? unknown,
        );
      print('There is no such number.');
    }
  }

  async function awaitApproval({
    message,
    compare,
    bankMessage,
  }: Extract<BankAnswer, { is: 'approval_required' }>): Promise<BankAnswer> {
    print('The bank waits until the login is approved in its app. Ctrl-C stops waiting.');
    printBankMessage(message);
    printBankMessage(bankMessage);
    if (compare !== null) print(`The number to compare: ${clean(compare)}`);
    for (;;) {
      const answer = await held.run(
        async (driver, page) => (await driver.awaitApproval?.(page, stopping, credentials)) ?? unknown,
      );
      if (answer.is !== 'approval_required') return answer;
      // A module's driver may return before the page shows something else.
      await sleep(lookAgainAfterMs, undefined, { signal: stopping });
    }
  }

  async function answerQuestion({
    text,
    bankMessage,
  }: Extract<BankAnswer, { is: 'question' }>): Promise<BankAnswer> {
    print(`The bank asks: ${clean(text)}`);
    printBankMessage(bankMessage);
    const reply = await askSecretly('Answer (hidden)');
    return await held.run(
      async (driver, page) => (await driver.answerQuestion?.(page, reply, credentials)) ?? unknown,
    );
  }

  function printBankMessage(message: string | null): void {
    if (message !== null) print(`The bank says: ${clean(message)}`);
  }
}

const unknown = { is: 'page_not_recognised' } as const;
const lookAgainAfterMs = 1_000;
