import type { Page } from 'playwright-core';
import { cleanBankText, cleanOfCodes } from '../assistance/bank-text.js';
import { authenticatorAnswers, bankSendsCode } from '../assistance/descriptor.js';
import { type StepAnswer, stepAnswerSchema } from '../assistance/step-answer.js';
import type { BankAnswer, BankDriver } from '../banks/bank-driver.js';
import { BrowserError } from '../browser/browser-error.js';
import type { HeldLogin } from './held-login.js';
import { watchForSuspension } from '../process/process-suspension.js';

/** A bank's answer, or that the browser is gone. */
export type Asked = BankAnswer | { is: 'session_lost' };

/**
 * Takes one step at the login's page. What the browser throws becomes an answer where the contract has one. Where
 * this process was stopped meanwhile, its time limits ran out unheard: what then looks like no answer is none.
 */
export async function askBank(
  held: HeldLogin,
  step: (driver: BankDriver, page: Page) => Promise<BankAnswer>,
): Promise<Asked> {
  const stalls = watchForSuspension();
  try {
    const answer = await ask(held, step);
    const isNoAnswer = answer.is === 'page_not_recognised' || answer.is === 'unavailable';
    return isNoAnswer && stalls.wasSuspended() ? { is: 'session_lost' } : answer;
  } finally {
    stalls.stop();
  }
}

async function ask(
  held: HeldLogin,
  step: (driver: BankDriver, page: Page) => Promise<BankAnswer>,
): Promise<Asked> {
  try {
    return await held.run(step);
  } catch (error) {
    if (!(error instanceof BrowserError)) throw error;
    switch (error.kind) {
      case 'closed':
        return { is: 'session_lost' };
      case 'unreachable':
        return { is: 'unavailable' };
      case 'timeout':
        return { is: 'page_not_recognised' };
      case 'unexpected':
        throw error;
    }
  }
}

/** Whether the bank may have sent a code; when nobody can know, the reserved one stays counted. */
export function mayHaveSentCode(answer: Asked, hasAuthenticator: boolean): boolean {
  switch (answer.is) {
    case 'code_required':
      return bankSendsCode(answer.descriptor.channel, hasAuthenticator);
    case 'session_lost':
    case 'page_not_recognised':
      return true;
    // No code was typed in a step that may send one: the bank had nothing to send.
    case 'code_rejected':
    case 'logged_in':
    case 'bad_credentials':
    case 'account_locked':
    case 'unavailable':
    case 'not_submitted':
      return false;
  }
}

interface AnswerContext {
  typed: string[];
  /** The page may still speak of codes that were typed before this step. */
  mayRepeatOlderCodes: boolean;
  startedAt: Date;
  hasTotpSecret: boolean;
  canResume: boolean;
}

/**
 * The answer without anything that was typed, in every text that came from the bank's page. A driver that answers
 * in another shape than it promised has told nothing.
 */
export function cleanAnswer(answer: Asked, context: AnswerContext): StepAnswer {
  const cleaned = stepAnswerSchema.safeParse(withoutSecrets(answer, context));
  return cleaned.success ? cleaned.data : { is: 'page_not_recognised' };
}

function withoutSecrets(answer: Asked, context: AnswerContext): StepAnswer {
  const { typed, mayRepeatOlderCodes, startedAt, hasTotpSecret, canResume } = context;
  const clean = (text: string | null) => (text === null ? null : cleanBankText(text, typed));
  if (answer.is === 'code_rejected')
    return { is: answer.is, bankMessage: clean(answer.bankMessage), canResume };
  // Workflows do not know it yet.
  if (answer.is === 'not_submitted') return { is: 'page_not_recognised' };
  if (answer.is !== 'code_required') return answer;
  const { destination, ...descriptor } = answer.descriptor;
  return {
    is: 'code_required',
    descriptor: {
      ...descriptor,
      ...(destination !== undefined && { destination: cleanBankText(destination, typed) }),
    },
    bankMessage: mayRepeatOlderCodes
      ? clean(cleanOfCodes(answer.bankMessage ?? '', descriptor.length)) || null
      : clean(answer.bankMessage),
    requestedAt: startedAt.toISOString(),
    canResend: answer.canResend,
    hasAuthenticator: hasTotpSecret && authenticatorAnswers(answer.descriptor.channel),
    canResume,
  };
}
