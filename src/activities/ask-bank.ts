import type { Page } from 'playwright-core';
import { cleanBankText, cleanOfCodes } from '../assistance/bank-text.js';
import { authenticatorAnswers, bankSendsCode, type Channel } from '../assistance/descriptor.js';
import { isSameQuestion } from '../assistance/same-question.js';
import { type StepAnswer, stepAnswerSchema } from '../assistance/step-answer.js';
import type { BankAnswer, BankDriver } from '../banks/bank-driver.js';
import { BrowserError } from '../browser/browser-error.js';
import type { HeldLogin } from './held-login.js';
import { watchForSuspension } from '../process/process-suspension.js';

/** A bank's answer, or that the browser is gone. */
export type BankReply = BankAnswer | { is: 'session_lost' };

/**
 * Takes one step at the login's page. An error of the browser becomes the answer that callers know for it; only a bug
 * is thrown. If this process was suspended meanwhile, its time limits ran out although the bank may have answered:
 * an answer that rests on such a limit becomes `session_lost`.
 */
export async function askBank(
  held: HeldLogin,
  step: (driver: BankDriver, page: Page) => Promise<BankAnswer>,
): Promise<BankReply> {
  const suspension = watchForSuspension();
  try {
    const answer = await ask(held, step);
    const isNoAnswer = answer.is === 'page_not_recognised' || answer.is === 'unavailable';
    return isNoAnswer && suspension.wasSuspended() ? { is: 'session_lost' } : answer;
  } finally {
    suspension.stop();
  }
}

async function ask(
  held: HeldLogin,
  step: (driver: BankDriver, page: Page) => Promise<BankAnswer>,
): Promise<BankReply> {
  try {
    return await held.run(step);
  } catch (error) {
    if (!(error instanceof BrowserError)) throw error;
    switch (error.kind) {
      case 'closed':
      case 'missing_program':
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

/** Whether the bank may have sent a code. When that cannot be known, the code reserved for it stays counted. */
export function mayHaveSentCode(answer: BankReply, hasAuthenticator: boolean): boolean {
  switch (answer.is) {
    case 'code_required':
      return bankSendsCode(answer.descriptor.channel, hasAuthenticator);
    case 'session_lost':
    case 'page_not_recognised':
      return true;
    // The login ended, or the bank refused before it had a reason to send a code.
    case 'code_rejected':
    case 'logged_in':
    case 'bad_credentials':
    case 'account_locked':
    case 'password_expired':
    case 'access_denied':
    case 'unavailable':
    case 'not_submitted':
    // Nothing is sent before the person has chosen or answered; an approval is no code.
    case 'choice_required':
    case 'approval_required':
    case 'approval_refused':
    case 'question':
      return false;
  }
}

interface AnswerContext {
  typed: string[];
  /** The page may still show codes that were typed before this step. */
  mayRepeatOlderCodes: boolean;
  startedAt: Date;
  hasTotpSecret: boolean;
  /** False for workflows of builds that do not know the answer `not_submitted`. */
  knowsNotSubmitted: boolean;
  /** False for workflows of builds that know requests for codes only. */
  knowsRequests: boolean;
  /** What the account holds for the bank's choices and questions. */
  preferredChannels: readonly Channel[];
  answers: readonly { question: string }[];
  canResume: boolean;
  /** A picture of the page was kept for the person. */
  hasPicture: boolean;
  /** The page that is shown now cannot be opened again: the checkpoint goes on at an earlier one. */
  mustHold: boolean;
}

/**
 * The answer as a workflow may see it: in every text from the bank's page, whatever was typed is replaced by `•••`.
 * An answer from a bank's own module that does not have the promised shape counts as a page that is not recognised.
 */
export function cleanAnswer(answer: BankReply, context: AnswerContext): StepAnswer {
  const cleaned = stepAnswerSchema.safeParse(withoutSecrets(answer, context));
  return cleaned.success ? cleaned.data : { is: 'page_not_recognised' };
}

function withoutSecrets(answer: BankReply, context: AnswerContext): StepAnswer {
  const { typed, mayRepeatOlderCodes, startedAt, hasTotpSecret, knowsNotSubmitted } = context;
  const resuming = { canResume: context.canResume, ...(context.mustHold && { mustHold: true }) };
  const clean = (text: string | null) => (text === null ? null : cleanBankText(text, typed));
  switch (answer.is) {
    case 'code_rejected':
      return { is: answer.is, bankMessage: clean(answer.bankMessage), ...resuming };
    case 'not_submitted':
      return knowsNotSubmitted ? answer : { is: 'page_not_recognised' };
    case 'code_required':
      break;
    case 'choice_required':
    case 'approval_required':
    case 'approval_refused':
    case 'question':
      return context.knowsRequests ? requestFor(answer, context) : { is: 'page_not_recognised' };
    case 'logged_in':
    case 'bad_credentials':
    case 'account_locked':
    case 'password_expired':
    case 'access_denied':
    case 'unavailable':
    case 'page_not_recognised':
    case 'session_lost':
      return answer;
  }
  const { destination, ...descriptor } = answer.descriptor;
  return {
    is: 'code_required',
    descriptor: {
      ...descriptor,
      ...(destination !== undefined && { destination: cleanBankText(destination, typed) }),
      ...(context.hasPicture && { hasPicture: true }),
    },
    bankMessage: mayRepeatOlderCodes
      ? clean(cleanOfCodes(answer.bankMessage ?? '', descriptor)) || null
      : clean(answer.bankMessage),
    requestedAt: startedAt.toISOString(),
    canResend: answer.canResend,
    hasAuthenticator: hasTotpSecret && authenticatorAnswers(answer.descriptor.channel),
    ...resuming,
  };
}

type OtherPrompt = Extract<
  BankAnswer,
  { is: 'choice_required' | 'approval_required' | 'approval_refused' | 'question' }
>;

function requestFor(
  answer: OtherPrompt,
  { typed, startedAt, preferredChannels, answers }: AnswerContext,
): StepAnswer {
  if (answer.is === 'approval_refused') return answer;
  const clean = (text: string) => cleanBankText(text, typed);
  const { is } = answer;
  const prompt = {
    bankMessage: answer.bankMessage === null ? null : clean(answer.bankMessage),
    requestedAt: startedAt.toISOString(),
  };
  switch (is) {
    case 'choice_required': {
      const options = answer.options.map(({ label, destination, ...option }) => ({
        ...option,
        label: clean(label),
        ...(destination !== undefined && { destination: clean(destination) }),
      }));
      const ids = preferredChannels.map((wanted) => options.find(({ channel }) => channel === wanted)?.id);
      return { is, options, preferred: ids.find((id) => id !== undefined) ?? null, ...prompt };
    }
    case 'approval_required': {
      const { message, compare, instead, expiresSeconds } = answer;
      return {
        is,
        ...(message !== null && { message: clean(message) }),
        ...(compare !== null && { compare: clean(compare) }),
        ...(instead !== null && { instead: clean(instead) }),
        expiresSeconds,
        ...prompt,
      };
    }
    case 'question': {
      const hasAnswer = answers.some(({ question }) => isSameQuestion(question, answer.text));
      return { is, text: clean(answer.text), hasAnswer, ...prompt };
    }
  }
}
