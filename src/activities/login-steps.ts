import { randomUUID } from 'node:crypto';
import { log } from '@temporalio/activity';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import type { StepAnswer } from '../assistance/step-answer.js';
import type { BankAnswer, BankDriver } from '../banks/bank-driver.js';
import { BrowserError } from '../browser/browser-error.js';
import type { HeldLogins } from '../browser/held-logins.js';
import { type BankSecrets, bankSecrets } from '../db/bank-secrets.js';
import {
  beginStep,
  countUnreservedCode,
  markTried,
  releaseReservedCode,
  stepBeganAt,
} from '../db/bank-steps.js';
import { recordNotResent } from '../db/events.js';
import type { Db } from '../db/open.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { CannotOpen, open, purpose } from '../secrets/seal.js';
import { assistedLoginInputSchema, resendWishSchema, submittedCodeSchema } from '../workflows/messages.js';
import { type Asked, askBank, cleanAnswer, mayHaveSentCode } from './ask-bank.js';
import { nextAuthenticatorCode } from './authenticator.js';
import { beating } from './beating.js';
import type { BrowserMemory } from './browser-memory.js';
import { patiently } from './patiently.js';

/** The page was just opened from a checkpoint: it must be the code page before anything is done there. */
const justReopened = { justReopened: z.boolean() };
const openSchema = assistedLoginInputSchema;
const submitSchema = assistedLoginInputSchema.extend({ ...submittedCodeSchema.shape, ...justReopened });
const authenticateSchema = assistedLoginInputSchema.extend({
  length: z.int().nullable(),
  attempt: z.int().positive(),
  justReopened: z.boolean().default(false),
});
const resendSchema = assistedLoginInputSchema.extend({ ...resendWishSchema.shape, ...justReopened });

interface Step {
  login: z.infer<typeof assistedLoginInputSchema>;
  /** Names the step within its login; what stands under this name is never done twice. */
  name: string;
  secrets: BankSecrets;
  /** What is typed besides the credentials: cut from every text of the bank. */
  typed?: string;
  /** The page may still speak of codes that were typed before this step. */
  mayRepeatOlderCodes?: boolean;
  mayMakeBankSendCode: boolean;
  justReopened?: boolean;
  /** Written down after the step has begun and before the bank is touched. */
  beforehand?: () => Promise<void>;
  act: (driver: BankDriver, page: Page) => Promise<BankAnswer>;
}

export interface LoginStepDeps {
  db: Db;
  ring: KeyRing;
  heldLogins: HeldLogins;
  memory: BrowserMemory;
}

/** Six digits: what an authenticator gives unless the bank's page says otherwise. */
const usualTotpDigits = 6;

/**
 * The steps of a login at its bank, taken by the process that holds the browser. Each is taken at most once:
 * it is written down before it touches the bank, and refused when it stands there.
 */
export function createLoginSteps({ db, ring, heldLogins, memory }: LoginStepDeps) {
  /** The newest step of each held login, for a workflow that could not hear its answer. */
  const lastSteps = new Map<string, { name: string; answer: Promise<StepAnswer> }>();
  const secretsOf = (login: Step['login']) => patiently(() => bankSecrets(db, ring, login));

  const steps = {
    /** Logs in. May make the bank send a code, which is reserved from the day's budget first. */
    async openLogin(input: z.infer<typeof openSchema>): Promise<StepAnswer> {
      const login = openSchema.parse(input);
      const secrets = await secretsOf(login);
      if (!secrets) return { is: 'refused', why: 'no_credentials' };
      const act: Step['act'] = (driver, page) => driver.openLogin(page, secrets);
      return takeStep({ login, name: 'open', secrets, mayMakeBankSendCode: true, act });
    },

    /** Types one code, which is opened only here. The code counts as tried from before it is typed. */
    async submitCode(input: z.infer<typeof submitSchema>): Promise<StepAnswer> {
      const login = submitSchema.parse(input);
      const { submissionId } = login;
      const code = await open(ring, purpose.code(login), login.sealedCode).catch(ifCannotOpen);
      const secrets = await secretsOf(login);
      if (code === undefined || !secrets) return { is: 'refused', why: 'cannot_open' };
      return takeStep({
        login,
        name: `submit:${submissionId}`,
        secrets,
        typed: code,
        mayMakeBankSendCode: false,
        justReopened: login.justReopened,
        beforehand: () => markTried(db, submissionId),
        act: (driver, page) => driver.submitCode(page, code),
      });
    },

    /** Types a code of the account's own authenticator. Waits for the next time step when it must. */
    async submitAuthenticatorCode(input: z.input<typeof authenticateSchema>): Promise<StepAnswer> {
      const { length, attempt, justReopened, ...login } = authenticateSchema.parse(input);
      const { accountId } = login;
      const secrets = await secretsOf(login);
      if (!secrets?.totpSecret) return { is: 'refused', why: 'no_authenticator' };
      const digits = length ?? usualTotpDigits;
      const code = await nextAuthenticatorCode(db, { accountId, secret: secrets.totpSecret, digits });
      return takeStep({
        login,
        name: `authenticator:${attempt}`,
        secrets,
        typed: code,
        mayMakeBankSendCode: false,
        justReopened,
        act: (driver, page) => driver.submitCode(page, code),
      });
    },

    /** Asks the bank for another code, which is reserved from the day's budget first. */
    async resendCode(input: z.infer<typeof resendSchema>): Promise<StepAnswer> {
      const login = resendSchema.parse(input);
      const secrets = await secretsOf(login);
      if (!secrets) return { is: 'refused', why: 'no_credentials' };
      const answer = await takeStep({
        login,
        name: `resend:${login.resendId}`,
        secrets,
        mayMakeBankSendCode: true,
        justReopened: login.justReopened,
        mayRepeatOlderCodes: true,
        act: (driver, page) => driver.resendCode(page),
      });
      if (answer.is === 'refused' || answer.is === 'code_rejected') {
        const reason = answer.is === 'refused' ? answer.why : 'not_offered';
        await afterwards(() => recordNotResent(db, { ...login, reason }));
      }
      return answer;
    },

    /** What became of a typed code whose answer was lost: the answer itself, or what the page shows now. */
    async lookAgain(input: z.infer<typeof submitSchema>): Promise<StepAnswer> {
      const login = submitSchema.parse(input);
      const { loginId } = login;
      const name = `submit:${login.submissionId}`;
      const told = await answerTo(loginId, name);
      if (told.is !== 'session_lost') return told;
      const typed = await open(ring, purpose.code(login), login.sealedCode).catch(ifCannotOpen);
      const secrets = await secretsOf(login);
      const begunAt = await patiently(() => stepBeganAt(db, { loginId, step: name }));
      const answer = await askBank(heldLogins, loginId, (driver, page) => driver.lookAgain(page));
      return settle({ login, secrets, typed, answer, startedAt: begunAt ?? new Date() });
    },
  };

  return {
    openLogin: (input: Parameters<typeof steps.openLogin>[0]) => beating(() => steps.openLogin(input)),
    submitCode: (input: Parameters<typeof steps.submitCode>[0]) => beating(() => steps.submitCode(input)),
    submitAuthenticatorCode: (input: Parameters<typeof steps.submitAuthenticatorCode>[0]) =>
      beating(() => steps.submitAuthenticatorCode(input)),
    resendCode: (input: Parameters<typeof steps.resendCode>[0]) => beating(() => steps.resendCode(input)),
    lookAgain: (input: Parameters<typeof steps.lookAgain>[0]) => beating(() => steps.lookAgain(input)),

    /** What the bank answered to a step whose answer Temporal did not hear; `session_lost` when nobody here knows. */
    tellAnswer: ({ loginId, name }: { loginId: string; name: string }): Promise<StepAnswer> =>
      beating(() => answerTo(loginId, name)),

    /** Whether this process still holds the login's browser, whatever became of the activity that held it. */
    isHeld: ({ loginId }: { loginId: string }): Promise<boolean> =>
      Promise.resolve(heldLogins.get(loginId) !== undefined),

    /** Closes the login's browser. May run twice. */
    async releaseBrowser({ loginId }: { loginId: string }): Promise<void> {
      lastSteps.delete(loginId);
      await heldLogins.close(z.uuid().parse(loginId));
    },
  };

  async function takeStep(step: Step): Promise<StepAnswer> {
    const { loginId } = step.login;
    if (!heldLogins.get(loginId)) return { is: 'not_taken', why: 'not_held' };
    const answer = heldLogins.during(loginId, () => takeHeldStep(step));
    lastSteps.set(loginId, { name: step.name, answer });
    return answer;
  }

  /** That the browser went is no answer of the bank's; neither is a step that failed. */
  async function answerTo(loginId: string, name: string): Promise<StepAnswer> {
    const last = lastSteps.get(loginId);
    return last?.name === name ? last.answer.catch(() => lost) : lost;
  }

  async function takeHeldStep(step: Step): Promise<StepAnswer> {
    const { login, name, secrets, typed, mayMakeBankSendCode, mayRepeatOlderCodes, beforehand, act } = step;
    if (step.justReopened) {
      const seen = await askBank(heldLogins, login.loginId, (driver, page) => driver.lookAgain(page));
      if (seen.is === 'unavailable') return { is: 'not_taken', why: 'bank_unavailable' };
      if (seen.is !== 'code_required' && seen.is !== 'code_rejected')
        return { is: 'not_taken', why: 'session_lost' };
    }
    const written = { loginId: login.loginId, accountId: login.accountId, step: name, claim: randomUUID() };
    const begun = await patiently(() => beginStep(db, written, { mayMakeBankSendCode }));
    if ('refused' in begun) return { is: 'refused', why: begun.refused };
    if (beforehand) await patiently(beforehand);

    const answer = await askBank(heldLogins, login.loginId, act);
    const mayHaveSent = mayHaveSentCode(answer, secrets.totpSecret !== null);
    await afterwards(async () => {
      if (mayMakeBankSendCode && !mayHaveSent) await releaseReservedCode(db, written);
      if (!mayMakeBankSendCode && answer.is === 'code_required' && mayHaveSent)
        await countUnreservedCode(db, written);
    });
    const { startedAt } = begun;
    return settle({ login, secrets, typed, mayRepeatOlderCodes, answer, startedAt });
  }

  /** Keeps what has to outlive the browser, and cleans the answer. */
  async function settle(told: {
    login: Step['login'];
    secrets: BankSecrets | undefined;
    typed: string | undefined;
    mayRepeatOlderCodes?: boolean | undefined;
    answer: Asked;
    startedAt: Date;
  }): Promise<StepAnswer> {
    const { login, secrets, typed, mayRepeatOlderCodes = false, answer, startedAt } = told;
    const held = heldLogins.get(login.loginId);
    if (answer.is === 'logged_in' && held) {
      heldLogins.markLoggedIn(login.loginId);
      await afterwards(() => memory.keepLoggedIn(login, held.page));
    }
    const isAtCodePage = answer.is === 'code_required' || answer.is === 'code_rejected';
    let canResume = false;
    if (isAtCodePage && held?.driver.resumable)
      await afterwards(async () => {
        canResume = await memory.keepCheckpoint(login, held.page);
      });
    heldLogins.markReopenable(login.loginId, canResume);
    return cleanAnswer(answer, {
      typed: [typed ?? '', secrets?.username ?? '', secrets?.password ?? ''],
      mayRepeatOlderCodes,
      startedAt,
      hasTotpSecret: Boolean(secrets?.totpSecret),
      canResume,
    });
  }
}

export type LoginSteps = ReturnType<typeof createLoginSteps>;

const lost: StepAnswer = { is: 'session_lost' };

/** Long enough for a database that blinks, short enough for the step's own timeout. */
const afterwardsMs = 10_000;

/** What follows a bank's answer must not cost the answer: when it cannot be done, it is logged and left. */
async function afterwards(keep: () => Promise<void>): Promise<void> {
  try {
    await patiently(keep, afterwardsMs);
  } catch (error) {
    log.warn('could not keep what follows a step', {
      why: error instanceof BrowserError ? error.message : 'the database did not take it',
    });
  }
}

function ifCannotOpen(error: unknown): undefined {
  if (!(error instanceof CannotOpen)) throw error;
}
