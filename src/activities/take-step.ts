import { randomUUID } from 'node:crypto';
import { log } from '@temporalio/activity';
import type { Page } from 'playwright-core';
import type { FailureEvidence } from '../assistance/failure-evidence.js';
import type { Phase } from '../assistance/statuses.js';
import type { StepAnswer } from '../assistance/step-answer.js';
import type { BankAnswer, BankDriver } from '../banks/bank-driver.js';
import { BrowserError } from '../browser/browser-error.js';
import type { AwaitedHelp, HeldLogin } from './held-login.js';
import type { HeldLogins } from './held-logins.js';
import type { BankSecrets } from '../db/logins/login-credentials.js';
import { beginStep, withdrawStep } from '../db/logins/bank-steps.js';
import { recordUnreservedCode, releaseReservedCode } from '../db/logins/code-budget.js';
import type { Db } from '../db/open.js';
import type { AssistedLoginInput } from '../temporal/login-messages.js';
import { stepName } from '../temporal/step-names.js';
import { type BankReply, askBank, cleanAnswer, mayHaveSentCode } from './ask-bank.js';
import type { BrowserMemory } from './browser-memory.js';
import type { EvidenceKeeper } from './evidence-keeper.js';
import { bestEffort } from './best-effort.js';
import { makeMovable } from './movable-session.js';
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

interface LastStep {
  /** Weak, because the answers of ended logins stay for a while. */
  held: WeakRef<HeldLogin>;
  name: string;
  answer: Promise<StepAnswer>;
}

/** A step that was taken at a bank, for the metrics of its worker. Times are seconds. */
export interface TakenStep {
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
  stepTaken: (step: TakenStep) => void;
}

interface StepTakerDeps {
  db: Db;
  heldLogins: HeldLogins;
  memory: BrowserMemory;
  evidence: EvidenceKeeper;
  metrics: StepMetrics;
}

/** A process does not learn that a login ended if its browser was lost, so the oldest answers are dropped. */
const maxRemembered = 1_000;

/** Takes the steps of logins that this process holds. Each step is claimed in `bank_steps` before it touches the bank. */
export function createStepTaker({ db, heldLogins, memory, evidence, metrics }: StepTakerDeps) {
  /** The newest step of each held login, for workflows that did not receive its answer. */
  const lastSteps = new Map<string, LastStep>();

  /** Takes a step once. `not_taken` when this process does not hold the login, `refused` when a rule forbids it. */
  async function takeStep(step: Step): Promise<StepAnswer> {
    const { loginId } = step.login;
    const held = heldLogins.get(loginId);
    if (!held) return { is: 'not_taken', why: 'not_held' };
    const last = lastSteps.get(loginId);
    // Its first task was late, or taken for lost: both get the one answer.
    if (last?.held.deref() === held && last.name === step.name) return last.answer;
    const answer = held.during(() => metrics.trackStep(() => takeHeldStep(held, step)));
    const taken = { held: new WeakRef(held), name: step.name, answer };
    remember(loginId, taken);
    // It sent nothing and its claim was withdrawn: asked again, it is taken again.
    void answer.then(
      ({ is }) => {
        if (is === 'not_submitted' && lastSteps.get(loginId) === taken) lastSteps.delete(loginId);
      },
      () => undefined,
    );
    return answer;
  }

  function remember(loginId: string, step: LastStep): void {
    lastSteps.delete(loginId);
    lastSteps.set(loginId, step);
    const [oldest] = lastSteps.keys();
    if (lastSteps.size > maxRemembered && oldest !== undefined) lastSteps.delete(oldest);
  }

  /** The answer of the newest step, awaited if it is still being taken; `session_lost` if it failed or is another one. */
  async function answerTo(loginId: string, name: string): Promise<StepAnswer> {
    const last = lastSteps.get(loginId);
    return last?.name === name ? last.answer.catch(() => sessionLost) : sessionLost;
  }

  async function takeHeldStep(held: HeldLogin, step: Step): Promise<StepAnswer> {
    const { login, name, secrets, typed, mayMakeBankSendCode, mayRepeatOlderCodes, submissionId } = step;
    const { loginId, accountId } = login;
    if (step.justReopened) {
      const seen = await askBank(held, (driver, page) => driver.lookAgain(page));
      if (seen.is === 'unavailable') return { is: 'not_taken', why: 'bank_unavailable' };
      if (seen.is !== 'code_required' && seen.is !== 'code_rejected')
        return { is: 'not_taken', why: 'session_lost' };
    }
    const claim = {
      loginId,
      accountId,
      step: name,
      attemptId: randomUUID(),
      phase: step.phase,
      submissionId,
    };
    const begun = await retryDatabase(() => beginStep(db, claim, { mayMakeBankSendCode }));
    if ('refused' in begun) return { is: 'refused', why: begun.refused };

    if (typed !== undefined) held.typed.add(typed);
    const kind = kindOf(step);
    const beganAt = performance.now();
    const secondsSincePost =
      step.receivedAt === undefined
        ? undefined
        : Math.max(Date.now() - Date.parse(step.receivedAt), 0) / 1_000;
    const answer = await askBankAfresh(held, step).catch(async (error: unknown) => {
      await evidence.keep({ login, held, step: kind, answer: { is: 'error' }, secrets });
      throw error;
    });
    if (answer.is === 'not_submitted') await bestEffort(() => withdrawStep(db, claim));
    const isUncounted = step.isChoice !== true && answer.is === 'code_required';
    const mayHaveSent = step.isChoice
      ? answer.is !== 'not_submitted'
      : mayHaveSentCode(answer, secrets.totpSecret !== null);
    await bestEffort(async () => {
      if (mayMakeBankSendCode && !mayHaveSent) await releaseReservedCode(db, claim);
      if (!mayMakeBankSendCode && isUncounted && mayHaveSent) await recordUnreservedCode(db, claim);
    });
    const { startedAt } = begun;
    const seconds = (performance.now() - beganAt) / 1_000;
    const taken = { bank: login.bankCode, step: kind, answer: answer.is, seconds, secondsSincePost };
    metrics.stepTaken(taken);
    log.info('step taken at the bank', {
      ...{ loginId, accountId, ...taken },
      ...(submissionId !== undefined && { submissionId, httpRequestId: step.httpRequestId }),
    });
    return concludeStep({
      held,
      login,
      kind,
      secrets,
      typed,
      mayRepeatOlderCodes,
      knowsNotSubmitted: step.knowsNotSubmitted,
      knowsRequests: step.knowsRequests,
      answer,
      startedAt,
    });
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

  /** Keeps what must outlive the browser (checkpoint or session state), and cleans the answer of what was typed. */
  async function concludeStep(step: {
    held: HeldLogin;
    login: Step['login'];
    /** What the login was about to do. */
    kind: FailureEvidence['step'];
    secrets: BankSecrets | undefined;
    typed: string | undefined;
    mayRepeatOlderCodes?: boolean | undefined;
    knowsNotSubmitted?: boolean | undefined;
    knowsRequests?: boolean | undefined;
    answer: BankReply;
    startedAt: Date;
  }): Promise<StepAnswer> {
    const { held, login, kind, secrets, typed, mayRepeatOlderCodes = false, answer, startedAt } = step;
    const hold = { ...login, holdNumber: held.holdNumber };
    if (answer.is === 'logged_in' && held.isHeld) {
      held.isLoggedIn = true;
      await bestEffort(() => memory.keepLoggedIn(hold, held.page));
      if (login.sessionType === 'persistent') await bestEffort(() => makeMovable({ held, login, memory }));
    }
    const isAtCodePage = answer.is === 'code_required' || answer.is === 'code_rejected';
    const kept = { canResume: false, mustHold: false };
    if (isAtCodePage && held.isHeld && held.driver.resumable)
      await bestEffort(async () => {
        const isReopenable = await held.showsReopenablePage();
        if (isReopenable) held.reopenUrl = held.page.url();
        kept.canResume =
          held.reopenUrl !== undefined && (await memory.keepCheckpoint(hold, held.page, held.reopenUrl));
        kept.mustHold = !isReopenable;
      });
    const hasPicture = isAtCodePage && held.isHeld && (await keepPicture(held, login));
    // Where nothing was sent, the page and its checkpoint are those of before.
    if (answer.is !== 'not_submitted') {
      held.isReopenable = kept.canResume;
      held.awaits = awaitedAfter(answer);
      held.isClosable = kept.canResume && !kept.mustHold && held.driver.releaseWhileWaiting;
    }
    if (held.isLoggedIn && login.sessionType === 'one-shot') held.letGo();
    const cleaned = cleanAnswer(answer, {
      typed: [typed ?? '', ...(secrets ? textsOf(secrets) : [])],
      mayRepeatOlderCodes,
      startedAt,
      knowsNotSubmitted: step.knowsNotSubmitted ?? false,
      knowsRequests: step.knowsRequests ?? false,
      preferredChannels: secrets?.preferredChannels ?? [],
      answers: secrets?.answers ?? [],
      hasPicture,
      hasTotpSecret: Boolean(secrets?.totpSecret),
      ...kept,
    });
    await evidence.keep({ login, held, step: kind, answer: cleaned, secrets });
    return cleaned;
  }

  /** Keeps the picture that the person needs to make the code. False where the page shows none. */
  async function keepPicture(held: HeldLogin, login: Step['login']): Promise<boolean> {
    if (!held.driver.takePicture) return false;
    let isKept = false;
    await bestEffort(async () => {
      const picture = await held.run(async (driver, page) => (await driver.takePicture?.(page)) ?? null);
      if (picture) await memory.keepPicture(login, picture);
      isKept = picture !== null;
    });
    return isKept;
  }

  return {
    takeStep,
    answerTo,
    concludeStep,
    /** Drops the answer of the login's last step: its workflow no longer needs it. */
    forget: (loginId: string): void => {
      lastSteps.delete(loginId);
    },
  };
}

/** What a step does, by the beginning of its name (src/temporal/step-names.ts). */
function kindOf({ name, isChoice }: Step): FailureEvidence['step'] {
  if (isChoice) return 'choice';
  if (name === stepName.openLogin) return 'log_in';
  if (name.startsWith('resend:')) return 'resend';
  return name.includes('answer:') ? 'answer' : 'code';
}

function awaitedAfter({ is }: BankReply): AwaitedHelp | null {
  if (is === 'code_required' || is === 'code_rejected') return 'code_required';
  return is === 'choice_required' || is === 'question' ? is : null;
}

/** All that must not leave in a text of the bank. */
export const textsOf = ({ username, password, secrets, answers }: BankSecrets): string[] => [
  username,
  password,
  ...Object.values(secrets),
  ...answers.map(({ answer }) => answer),
];

const sessionLost: StepAnswer = { is: 'session_lost' };
