import { randomUUID } from 'node:crypto';
import { log } from '@temporalio/activity';
import type { Page } from 'playwright-core';
import type { FailureEvidence } from '../assistance/failure-evidence.js';
import type { Phase } from '../assistance/statuses.js';
import type { StepAnswer } from '../assistance/step-answer.js';
import type { BankAnswer, BankDriver } from '../banks/bank-driver.js';
import { BrowserError } from '../browser/browser-error.js';
import type { HeldLogin } from './held-login.js';
import type { HeldLogins } from './held-logins.js';
import type { BankSecrets } from '../db/logins/login-credentials.js';
import { type BankStep, beginStep, withdrawStep } from '../db/logins/bank-steps.js';
import { recordUnreservedCode, releaseReservedCode } from '../db/logins/code-budget.js';
import type { Db } from '../db/open.js';
import type { AssistedLoginInput } from '../temporal/login-messages.js';
import { stepName } from '../temporal/step-names.js';
import { type BankReply, askBank, mayHaveSentCode } from './ask-bank.js';
import { createStepConclusion } from './conclude-step.js';
import type { BrowserMemory } from './browser-memory.js';
import type { EvidenceKeeper } from './evidence-keeper.js';
import { bestEffort } from './best-effort.js';
import { createNewestSteps } from './newest-steps.js';
import { retryDatabase } from './retry-database.js';

export interface Step {
  login: AssistedLoginInput;
  /** Names the step within its login (src/temporal/step-names.ts): a name is claimed once, and never taken twice. */
  name: string;
  secrets: BankSecrets;
  /** The phase of the login from the step on; absent if it does not change. */
  phase?: Phase;
  /** The code or answer, if one is typed: like the credentials, it is cut from every text of the bank. */
  typed?: string;
  /** The page may still show codes that were typed before this step. */
  mayRepeatOlderCodes?: boolean;
  mayMakeBankSendCode: boolean;
  /** An option of the bank's page is chosen: its channel says whether a code is sent, not the page that follows. */
  isChoice?: boolean;
  /** The page was opened from a checkpoint just now: it must be a code page before anything is done. */
  justReopened?: boolean;
  /** False for workflows of builds that do not know the answer `not_submitted`. */
  knowsNotSubmitted?: boolean;
  /** False for workflows of builds that know requests for codes only. */
  knowsRequests?: boolean;
  /** The submission whose code or answer is given to the bank. */
  submissionId?: string;
  /** The HTTP request that brought it. */
  httpRequestId?: string | undefined;
  /** When it was received, ISO 8601. */
  receivedAt?: string | undefined;
  /** A kept browser in which nothing could be sent to the bank is replaced by a fresh one, and the step taken there. */
  mayStartFresh?: boolean;
  act: (driver: BankDriver, page: Page) => Promise<BankAnswer>;
}

/** A step that was taken at a bank, for the metrics of its worker. Times are seconds. */
export interface MeasuredStep {
  bank: string;
  step: FailureEvidence['step'];
  answer: BankReply['is'];
  seconds: number;
  /** From the POST of a code until the step began at the bank's page; undefined if the step types none. */
  secondsSincePost?: number | undefined;
}

/** Where steps are measured. Throws nothing of its own. */
export interface StepMetrics {
  /** Counts `work` as a step that is under way for as long as it takes. */
  trackStep: <T>(work: () => Promise<T>) => Promise<T>;
  stepTaken: (step: MeasuredStep) => void;
}

interface StepTakerDeps {
  db: Db;
  heldLogins: HeldLogins;
  memory: BrowserMemory;
  evidence: EvidenceKeeper;
  metrics: StepMetrics;
}

/** Takes the steps of logins that this process holds. Each step is claimed in `bank_steps` before it touches the bank. */
export function createStepTaker({ db, heldLogins, memory, evidence, metrics }: StepTakerDeps) {
  const newest = createNewestSteps();
  const concludeStep = createStepConclusion({ memory, evidence });

  /** Takes a step once. `not_taken` when this process does not hold the login, `refused` when a rule forbids it. */
  async function takeStep(step: Step): Promise<StepAnswer> {
    const { name } = step;
    const { loginId } = step.login;
    const held = heldLogins.get(loginId);
    if (!held) return { is: 'not_taken', why: 'not_held' };
    return newest.takeOnce({ loginId, held, name }, () =>
      held.during(() => metrics.trackStep(() => takeHeldStep(held, step))),
    );
  }

  async function takeHeldStep(held: HeldLogin, step: Step): Promise<StepAnswer> {
    const { login, name, secrets, typed, submissionId, mayMakeBankSendCode } = step;
    const { loginId, accountId } = login;
    if (step.justReopened) {
      const seen = await askBank(held, (driver, page) => driver.lookAgain(page));
      if (seen.is === 'unavailable') return { is: 'not_taken', why: 'bank_unavailable' };
      if (seen.is !== 'code_required' && seen.is !== 'code_rejected')
        return { is: 'not_taken', why: 'session_lost' };
    }
    const attemptId = randomUUID();
    const claim = { loginId, accountId, step: name, attemptId, phase: step.phase, submissionId };
    const begun = await retryDatabase(() => beginStep(db, claim, { mayMakeBankSendCode }));
    if ('refused' in begun) return { is: 'refused', why: begun.refused };

    if (typed !== undefined) held.typed.add(typed);
    const kind = kindOf(step);
    const answer = await measured(step, () =>
      askBankAfresh(held, step).catch(async (error: unknown) => {
        await evidence.keep({ login, held, step: kind, answer: { is: 'error' }, secrets });
        throw error;
      }),
    );
    await settleClaim(step, claim, answer);
    const { mayRepeatOlderCodes, knowsNotSubmitted, knowsRequests } = step;
    return concludeStep({
      ...{ held, login, kind, secrets, typed, mayRepeatOlderCodes, knowsNotSubmitted, knowsRequests },
      answer,
      startedAt: begun.startedAt,
    });
  }

  /** Takes the claim back where nothing was sent, and counts the codes that the bank may have sent. */
  async function settleClaim(step: Step, claim: BankStep, answer: BankReply): Promise<void> {
    if (answer.is === 'not_submitted') await bestEffort(() => withdrawStep(db, claim));
    const isUncounted = step.isChoice !== true && answer.is === 'code_required';
    const mayHaveSent = step.isChoice
      ? answer.is !== 'not_submitted'
      : mayHaveSentCode(answer, step.secrets.totpSecret !== null);
    await bestEffort(async () => {
      if (step.mayMakeBankSendCode && !mayHaveSent) await releaseReservedCode(db, claim);
      if (!step.mayMakeBankSendCode && isUncounted && mayHaveSent) await recordUnreservedCode(db, claim);
    });
  }

  /** Writes a taken step into the metrics and the log. */
  async function measured(step: Step, take: () => Promise<BankReply>): Promise<BankReply> {
    const { login, submissionId, httpRequestId, receivedAt } = step;
    const { loginId, accountId, bankCode } = login;
    const beganAt = performance.now();
    const secondsSincePost =
      receivedAt === undefined ? undefined : Math.max(Date.now() - Date.parse(receivedAt), 0) / 1_000;
    const answer = await take();
    const seconds = (performance.now() - beganAt) / 1_000;
    const taken = { bank: bankCode, step: kindOf(step), answer: answer.is, seconds, secondsSincePost };
    metrics.stepTaken(taken);
    log.info('step taken at the bank', {
      ...{ loginId, accountId, ...taken },
      ...(submissionId !== undefined && { submissionId, httpRequestId }),
    });
    return answer;
  }

  async function askBankAfresh(held: HeldLogin, { login, act, mayStartFresh }: Step): Promise<BankReply> {
    const answer = await askBank(held, act);
    const isToStartFresh = mayStartFresh === true && answer.is === 'not_submitted' && held.openFresh;
    if (!isToStartFresh) return answer;
    await bestEffort(() => memory.dropTrustedBrowser(login));
    try {
      await held.startFresh();
    } catch (error) {
      if (error instanceof BrowserError) return { is: 'session_lost' };
      throw error;
    }
    return askBank(held, act);
  }

  return { takeStep, concludeStep, answerTo: newest.answerTo, forget: newest.forget };
}

/** What a step does, by the beginning of its name (src/temporal/step-names.ts). */
function kindOf({ name, isChoice }: Step): FailureEvidence['step'] {
  if (isChoice) return 'choice';
  if (name === stepName.openLogin) return 'log_in';
  if (name.startsWith('resend:')) return 'resend';
  return name.includes('answer:') ? 'answer' : 'code';
}
