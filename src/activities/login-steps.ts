import { z } from 'zod';
import type { StepAnswer } from '../assistance/step-answer.js';
import type { HeldLogins } from './held-logins.js';
import { readBankSecrets } from '../db/logins/login-credentials.js';
import { readStepStart } from '../db/logins/bank-steps.js';
import { recordNotResent } from '../db/events/events.js';
import type { Db } from '../db/open.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { openIfPossible, purpose } from '../secrets/seal.js';
import {
  type AssistedLoginInput,
  assistedLoginInputSchema,
  resendWishSchema,
  submittedCodeSchema,
} from '../temporal/login-messages.js';
import { stepName } from '../temporal/step-names.js';
import { askBank } from './ask-bank.js';
import { nextAuthenticatorCode } from './authenticator.js';
import { beats } from './heartbeat.js';
import type { BrowserMemory } from './browser-memory.js';
import { patiently } from './retry-database.js';
import { afterwards, createStepTaker, type Step } from './take-step.js';

/** The page was just opened from a checkpoint: it must be the code page before anything is done there. */
const justReopened = { justReopened: z.boolean() };
const submitSchema = assistedLoginInputSchema.extend({ ...submittedCodeSchema.shape, ...justReopened });
const authenticateSchema = assistedLoginInputSchema.extend({
  length: z.int().nullable(),
  attempt: z.int().positive(),
  justReopened: z.boolean().default(false),
});
const loginSchema = z.object({ loginId: z.uuid() });
const namedStepSchema = loginSchema.extend({ name: z.string().max(200) });
const resendSchema = assistedLoginInputSchema.extend({ ...resendWishSchema.shape, ...justReopened });

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
  const { takeStep, answerTo, settle, forget } = createStepTaker({ db, heldLogins, memory });
  const secretsOf = (login: AssistedLoginInput) => patiently(() => readBankSecrets(db, ring, login));

  return {
    /** Logs in. May make the bank send a code, which is reserved from the day's budget first. */
    openLogin: beats(async (input: AssistedLoginInput): Promise<StepAnswer> => {
      const login = assistedLoginInputSchema.parse(input);
      const secrets = await secretsOf(login);
      if (!secrets) return { is: 'refused', why: 'no_credentials' };
      const act: Step['act'] = (driver, page) => driver.openLogin(page, secrets);
      return takeStep({ login, name: stepName.openLogin, secrets, mayMakeBankSendCode: true, act });
    }),

    /** Types one code, which is opened only here. The code counts as tried from before it is typed. */
    submitCode: beats(async (input: z.infer<typeof submitSchema>): Promise<StepAnswer> => {
      const login = submitSchema.parse(input);
      const { submissionId } = login;
      const code = await openIfPossible(ring, purpose.code(login), login.sealedCode);
      const secrets = await secretsOf(login);
      if (code === undefined || !secrets) return { is: 'refused', why: 'cannot_open' };
      return takeStep({
        login,
        name: stepName.submitCode(submissionId),
        secrets,
        typed: code,
        mayMakeBankSendCode: false,
        justReopened: login.justReopened,
        submissionId,
        act: (driver, page) => driver.submitCode(page, code),
      });
    }),

    /** Types a code of the account's own authenticator. Waits for the next time step when it must. */
    submitAuthenticatorCode: beats(async (input: z.input<typeof authenticateSchema>): Promise<StepAnswer> => {
      const { length, attempt, justReopened, ...login } = authenticateSchema.parse(input);
      const { accountId } = login;
      const secrets = await secretsOf(login);
      if (!secrets?.totpSecret) return { is: 'refused', why: 'no_authenticator' };
      const digits = length ?? usualTotpDigits;
      const code = await nextAuthenticatorCode(db, { accountId, secret: secrets.totpSecret, digits });
      return takeStep({
        login,
        name: stepName.submitAuthenticatorCode(attempt),
        secrets,
        typed: code,
        mayMakeBankSendCode: false,
        justReopened,
        act: (driver, page) => driver.submitCode(page, code),
      });
    }),

    /** Asks the bank for another code, which is reserved from the day's budget first. */
    resendCode: beats(async (input: z.infer<typeof resendSchema>): Promise<StepAnswer> => {
      const login = resendSchema.parse(input);
      const secrets = await secretsOf(login);
      if (!secrets) return { is: 'refused', why: 'no_credentials' };
      const answer = await takeStep({
        login,
        name: stepName.resendCode(login.resendId),
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
    }),

    /** What became of a typed code whose answer was lost: the answer itself, or what the page shows now. */
    lookAgain: beats(async (input: z.infer<typeof submitSchema>): Promise<StepAnswer> => {
      const login = submitSchema.parse(input);
      const { loginId } = login;
      const name = stepName.submitCode(login.submissionId);
      const told = await answerTo(loginId, name);
      if (told.is !== 'session_lost') return told;
      const held = heldLogins.get(loginId);
      if (!held) return told;
      const typed = await openIfPossible(ring, purpose.code(login), login.sealedCode);
      const secrets = await secretsOf(login);
      const begunAt = await patiently(() => readStepStart(db, { loginId, step: name }));
      const answer = await askBank(held, (driver, page) => driver.lookAgain(page));
      return settle({ held, login, secrets, typed, answer, startedAt: begunAt ?? new Date() });
    }),

    /** What the bank answered to a step whose answer Temporal did not hear; `session_lost` when nobody here knows. */
    tellAnswer: beats(async (input: z.infer<typeof namedStepSchema>): Promise<StepAnswer> => {
      const { loginId, name } = namedStepSchema.parse(input);
      return answerTo(loginId, name);
    }),

    /** Whether this process still holds the login's browser, whatever became of the activity that held it. */
    isHeld: (input: z.infer<typeof loginSchema>): Promise<boolean> =>
      Promise.resolve(heldLogins.get(loginSchema.parse(input).loginId) !== undefined),

    /** Closes the login's browser. May run twice. */
    async releaseBrowser(input: z.infer<typeof loginSchema>): Promise<void> {
      const { loginId } = loginSchema.parse(input);
      forget(loginId);
      await heldLogins.close(loginId);
    },
  };
}

export type LoginSteps = ReturnType<typeof createLoginSteps>;
