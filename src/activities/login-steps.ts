import { z } from 'zod';
import { authenticatorDigits } from '../assistance/code-shape.js';
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
  requestedResendSchema,
  submittedCodeSchema,
} from '../temporal/login-messages.js';
import { stepName } from '../temporal/step-names.js';
import { askBank } from './ask-bank.js';
import { findPageAfterCode } from './prompt-watch.js';
import { nextAuthenticatorCode } from './authenticator.js';
import { heartbeating } from './heartbeat.js';
import type { BrowserMemory } from './browser-memory.js';
import type { EvidenceKeeper } from './evidence-keeper.js';
import { retryDatabase } from './retry-database.js';
import { secretStep } from './secret-step.js';
import { credentialsOf } from './credentials-of.js';
import { createRequestSteps } from './request-steps.js';
import { bestEffort } from './best-effort.js';
import { createStepTaker, type Step, type StepMetrics } from './take-step.js';

/** The page was opened from a checkpoint just now: it must be a code page before anything is done there. */
const justReopened = { justReopened: z.boolean() };
/** Absent in workflows of builds that do not know the answer `not_submitted`, or requests for anything but codes. */
const knows = { knowsNotSubmitted: z.boolean().default(false), knowsRequests: z.boolean().default(false) };
const openSchema = assistedLoginInputSchema.extend(knows);
const submitSchema = assistedLoginInputSchema.extend({
  ...submittedCodeSchema.shape,
  ...justReopened,
  ...knows,
});
const authenticateSchema = assistedLoginInputSchema.extend({
  length: z.int().nullable(),
  minLength: z.int().optional(),
  attempt: z.int().positive(),
  justReopened: z.boolean().default(false),
  ...knows,
});
const loginSchema = z.object({ loginId: z.uuid() });
const namedStepSchema = loginSchema.extend({ name: z.string().max(200) });
const resendSchema = assistedLoginInputSchema.extend({
  ...requestedResendSchema.shape,
  ...justReopened,
  ...knows,
});

interface LoginStepDeps {
  db: Db;
  ring: KeyRing;
  heldLogins: HeldLogins;
  memory: BrowserMemory;
  evidence: EvidenceKeeper;
  metrics: StepMetrics;
}

/**
 * The activities that take a login's steps at its bank, in the process that holds the browser. A step that may make
 * the bank send a code, or that types one, is taken at most once, however often its activity runs: it is claimed in
 * `bank_steps` before it touches the bank, and refused when the claim exists.
 */
export function createLoginSteps({ db, ring, heldLogins, memory, evidence, metrics }: LoginStepDeps) {
  const steps = createStepTaker({ db, heldLogins, memory, evidence, metrics });
  const { takeStep, answerTo, concludeStep, forget } = steps;
  const secretsOf = (login: AssistedLoginInput) => retryDatabase(() => readBankSecrets(db, ring, login));

  return {
    ...createRequestSteps({ db, ring, heldLogins, steps, secretsOf }),

    /** Logs in. The bank may send a code, which is reserved from the day's budget first. Running twice is refused. */
    openLogin: secretStep(async (input: z.input<typeof openSchema>): Promise<StepAnswer> => {
      const { knowsNotSubmitted, knowsRequests, ...login } = openSchema.parse(input);
      const secrets = await secretsOf(login);
      const asked = heldLogins.get(login.loginId)?.driver.secrets ?? [];
      if (!secrets || asked.some(({ name }) => !Object.hasOwn(secrets.secrets, name)))
        return { is: 'refused', why: 'no_credentials' };
      const act: Step['act'] = (driver, page) => driver.openLogin(page, credentialsOf(secrets));
      return takeStep({
        login,
        name: stepName.openLogin,
        phase: 'logging_in',
        secrets,
        mayMakeBankSendCode: true,
        mayStartFresh: true,
        act,
        knowsNotSubmitted,
        knowsRequests,
      });
    }),

    /**
     * Opens a sealed code and types it. Running twice is refused: from the claim on, before it is typed, the
     * submission counts as tried.
     */
    submitCode: secretStep(async (input: z.input<typeof submitSchema>): Promise<StepAnswer> => {
      const login = submitSchema.parse(input);
      const { submissionId } = login;
      const code = await openIfPossible(ring, purpose.code(login), login.sealedCode);
      const secrets = await secretsOf(login);
      if (code === undefined || !secrets) return { is: 'refused', why: 'cannot_open' };
      return takeStep({
        login,
        name: stepName.submitCode(submissionId),
        phase: 'submitting_code',
        secrets,
        typed: code,
        mayMakeBankSendCode: false,
        justReopened: login.justReopened,
        submissionId,
        httpRequestId: login.httpRequestId,
        receivedAt: login.receivedAt,
        knowsNotSubmitted: login.knowsNotSubmitted,
        knowsRequests: login.knowsRequests,
        act: (driver, page) => driver.submitCode(page, code, credentialsOf(secrets)),
      });
    }),

    /**
     * Types a code of the account's own authenticator, after waiting for the next time step (up to 30 s) if
     * necessary. `length` and `minLength` are those of the descriptor, `attempt` counts from 1 in the login.
     * Running twice is refused.
     */
    submitAuthenticatorCode: secretStep(
      async (input: z.input<typeof authenticateSchema>): Promise<StepAnswer> => {
        const { length, minLength, attempt, justReopened, knowsNotSubmitted, knowsRequests, ...login } =
          authenticateSchema.parse(input);
        const { accountId } = login;
        const secrets = await secretsOf(login);
        if (!secrets?.totpSecret) return { is: 'refused', why: 'no_authenticator' };
        const digits = authenticatorDigits({ length, minLength });
        const code = await nextAuthenticatorCode(db, { accountId, secret: secrets.totpSecret, digits });
        return takeStep({
          login,
          name: stepName.submitAuthenticatorCode(attempt),
          phase: 'submitting_code',
          secrets,
          typed: code,
          mayMakeBankSendCode: false,
          justReopened,
          knowsNotSubmitted,
          knowsRequests,
          act: (driver, page) => driver.submitCode(page, code, credentialsOf(secrets)),
        });
      },
    ),

    /** Asks the bank for another code, which is reserved from the day's budget first. Running twice is refused. */
    resendCode: secretStep(async (input: z.input<typeof resendSchema>): Promise<StepAnswer> => {
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
        knowsRequests: login.knowsRequests,
        act: (driver, page) => driver.resendCode(page),
      });
      if (answer.is === 'refused' || answer.is === 'code_rejected') {
        const reason = answer.is === 'refused' ? answer.why : 'not_offered';
        await bestEffort(() => recordNotResent(db, { ...login, reason }));
      }
      return answer;
    }),

    /**
     * What became of a typed code whose answer was lost: the answer, if this process has it, else what the page shows
     * now. Touches nothing at the bank; may run twice.
     */
    lookAgain: heartbeating(async (input: z.input<typeof submitSchema>): Promise<StepAnswer> => {
      const login = submitSchema.parse(input);
      const { loginId } = login;
      const name = stepName.submitCode(login.submissionId);
      const known = await answerTo(loginId, name);
      if (known.is !== 'session_lost') return known;
      const held = heldLogins.get(loginId);
      if (!held) return known;
      const typed = await openIfPossible(ring, purpose.code(login), login.sealedCode);
      const secrets = await secretsOf(login);
      const startedAt = await retryDatabase(() => readStepStart(db, { loginId, step: name }));
      const answer = await askBank(held, (driver, page) => driver.lookAgain(page));
      if (typed !== undefined) held.typed.add(typed);
      return concludeStep({
        ...{ held, login, secrets, typed, answer, kind: 'look' },
        startedAt: startedAt ?? new Date(),
      });
    }),

    /**
     * The answer of a step that Temporal did not receive, awaited while the step is in progress; `session_lost` when
     * this process does not know it. May run twice.
     */
    tellAnswer: heartbeating(async (input: z.infer<typeof namedStepSchema>): Promise<StepAnswer> => {
      const { loginId, name } = namedStepSchema.parse(input);
      return answerTo(loginId, name);
    }),

    /**
     * Where the bank is, for a page that waited for a code and has no field for one any more. `code_rejected`: it has
     * one again. Takes up to 6 s; may run twice.
     */
    checkCodePage: heartbeating(async (input: AssistedLoginInput): Promise<StepAnswer> => {
      const login = assistedLoginInputSchema.parse(input);
      const held = heldLogins.get(login.loginId);
      if (!held) return { is: 'session_lost' };
      return concludeStep({
        ...{ held, login, kind: 'look', secrets: undefined, typed: undefined, startedAt: new Date() },
        answer: await findPageAfterCode(held),
      });
    }),

    /** Whether this process still holds the login's browser, even if its holder was given up. May run twice. */
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
