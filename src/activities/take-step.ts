import { randomUUID } from 'node:crypto';
import { log } from '@temporalio/activity';
import type { Page } from 'playwright-core';
import type { StepAnswer } from '../assistance/step-answer.js';
import type { BankAnswer, BankDriver } from '../banks/bank-driver.js';
import { BrowserError } from '../browser/browser-error.js';
import type { HeldLogin } from './held-login.js';
import type { HeldLogins } from './held-logins.js';
import type { BankSecrets } from '../db/logins/login-credentials.js';
import { beginStep, recordUnreservedCode, releaseReservedCode } from '../db/logins/bank-steps.js';
import type { Db } from '../db/open.js';
import type { AssistedLoginInput } from '../temporal/login-messages.js';
import { type Asked, askBank, cleanAnswer, mayHaveSentCode } from './ask-bank.js';
import type { BrowserMemory } from './browser-memory.js';
import { patiently } from './retry-database.js';

export interface Step {
  login: AssistedLoginInput;
  /** Names the step within its login; what stands under this name is never done twice. */
  name: string;
  secrets: BankSecrets;
  /** What is typed besides the credentials: cut from every text of the bank. */
  typed?: string;
  /** The page may still speak of codes that were typed before this step. */
  mayRepeatOlderCodes?: boolean;
  mayMakeBankSendCode: boolean;
  justReopened?: boolean;
  /** The submission whose code is typed. */
  submissionId?: string;
  act: (driver: BankDriver, page: Page) => Promise<BankAnswer>;
}

interface StepTakerDeps {
  db: Db;
  heldLogins: HeldLogins;
  memory: BrowserMemory;
}

/** Nobody says that a login has ended whose browser was lost; far more than are held at once are remembered. */
const mostRemembered = 1_000;

/** Takes the steps of logins that are held here: each once, written down before it touches the bank. */
export function createStepTaker({ db, heldLogins, memory }: StepTakerDeps) {
  /** The newest step of each held login, for a workflow that could not hear its answer. */
  const lastSteps = new Map<string, { name: string; answer: Promise<StepAnswer> }>();

  async function takeStep(step: Step): Promise<StepAnswer> {
    const { loginId } = step.login;
    const held = heldLogins.get(loginId);
    if (!held) return { is: 'not_taken', why: 'not_held' };
    const answer = held.during(() => takeHeldStep(held, step));
    remember(loginId, { name: step.name, answer });
    return answer;
  }

  function remember(loginId: string, step: { name: string; answer: Promise<StepAnswer> }): void {
    lastSteps.delete(loginId);
    lastSteps.set(loginId, step);
    const [oldest] = lastSteps.keys();
    if (lastSteps.size > mostRemembered && oldest !== undefined) lastSteps.delete(oldest);
  }

  /** That the browser went is no answer of the bank's; neither is a step that failed. */
  async function answerTo(loginId: string, name: string): Promise<StepAnswer> {
    const last = lastSteps.get(loginId);
    return last?.name === name ? last.answer.catch(() => lost) : lost;
  }

  async function takeHeldStep(held: HeldLogin, step: Step): Promise<StepAnswer> {
    const { login, name, secrets, typed, mayMakeBankSendCode, mayRepeatOlderCodes, submissionId, act } = step;
    const { loginId, accountId } = login;
    if (step.justReopened) {
      const seen = await askBank(held, (driver, page) => driver.lookAgain(page));
      if (seen.is === 'unavailable') return { is: 'not_taken', why: 'bank_unavailable' };
      if (seen.is !== 'code_required' && seen.is !== 'code_rejected')
        return { is: 'not_taken', why: 'session_lost' };
    }
    const written = { loginId, accountId, step: name, attemptId: randomUUID(), submissionId };
    const begun = await patiently(() => beginStep(db, written, { mayMakeBankSendCode }));
    if ('refused' in begun) return { is: 'refused', why: begun.refused };

    const answer = await askBank(held, act);
    const mayHaveSent = mayHaveSentCode(answer, secrets.totpSecret !== null);
    await afterwards(async () => {
      if (mayMakeBankSendCode && !mayHaveSent) await releaseReservedCode(db, written);
      if (!mayMakeBankSendCode && answer.is === 'code_required' && mayHaveSent)
        await recordUnreservedCode(db, written);
    });
    const { startedAt } = begun;
    return settle({ held, login, secrets, typed, mayRepeatOlderCodes, answer, startedAt });
  }

  /** Keeps what has to outlive the browser, and cleans the answer. */
  async function settle(told: {
    held: HeldLogin;
    login: Step['login'];
    secrets: BankSecrets | undefined;
    typed: string | undefined;
    mayRepeatOlderCodes?: boolean | undefined;
    answer: Asked;
    startedAt: Date;
  }): Promise<StepAnswer> {
    const { held, login, secrets, typed, mayRepeatOlderCodes = false, answer, startedAt } = told;
    if (answer.is === 'logged_in' && held.isHeld) {
      held.isLoggedIn = true;
      await afterwards(() => memory.keepLoggedIn(login, held.page));
    }
    const isAtCodePage = answer.is === 'code_required' || answer.is === 'code_rejected';
    let canResume = false;
    if (isAtCodePage && held.isHeld && held.driver.resumable)
      await afterwards(async () => {
        canResume = await memory.keepCheckpoint(login, held.page);
      });
    held.isReopenable = canResume;
    return cleanAnswer(answer, {
      typed: [typed ?? '', secrets?.username ?? '', secrets?.password ?? ''],
      mayRepeatOlderCodes,
      startedAt,
      hasTotpSecret: Boolean(secrets?.totpSecret),
      canResume,
    });
  }

  return {
    takeStep,
    answerTo,
    settle,
    /** Nobody will ask any more what was answered to the login's last step. */
    forget: (loginId: string): void => {
      lastSteps.delete(loginId);
    },
  };
}

const lost: StepAnswer = { is: 'session_lost' };

/** Long enough for a database that blinks, short enough for the step's own timeout. */
const afterwardsMs = 10_000;

/** What follows a bank's answer must not cost the answer: when it cannot be done, it is logged and left. */
export async function afterwards(keep: () => Promise<void>): Promise<void> {
  try {
    await patiently(keep, afterwardsMs);
  } catch (error) {
    log.warn('could not keep what follows a step', {
      why: error instanceof BrowserError ? error.message : 'the database did not take it',
    });
  }
}
