import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { z } from 'zod';
import { cleanBankText } from '../assistance/bank-text.js';
import { bankSendsCode, channelSchema } from '../assistance/descriptor.js';
import { isSameQuestion } from '../assistance/same-question.js';
import type { StepAnswer } from '../assistance/step-answer.js';
import type { Approval, Credentials } from '../banks/bank-driver.js';
import { recordUnreservedCode } from '../db/logins/code-budget.js';
import type { BankSecrets } from '../db/logins/login-credentials.js';
import type { Db } from '../db/open.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { openIfPossible, purpose } from '../secrets/seal.js';
import { type AssistedLoginInput, assistedLoginInputSchema } from '../temporal/login-messages.js';
import { stepName } from '../temporal/step-names.js';
import { askBank, type BankReply, mayHaveSentCode } from './ask-bank.js';
import { credentialsOf } from './credentials-of.js';
import { heartbeating } from './heartbeat.js';
import { secretStep } from './secret-step.js';
import type { HeldLogin } from './held-login.js';
import type { HeldLogins } from './held-logins.js';
import { findPageAfterPrompt } from './prompt-watch.js';
import { bestEffort } from './best-effort.js';
import { secretTextsOf } from './secret-texts.js';
import type { createStepTaker } from './take-step.js';

const name = z.string().max(200);
const chooseSchema = assistedLoginInputSchema.extend({
  name,
  option: z.string(),
  channel: channelSchema,
  submissionId: z.uuid().optional(),
});
const answerSchema = assistedLoginInputSchema.extend({
  submissionId: z.uuid(),
  requestId: z.uuid(),
  sealedText: z.string().max(2_000),
});
const answerFromAccountSchema = assistedLoginInputSchema.extend({ name, question: z.string() });
const checkSchema = assistedLoginInputSchema.extend({ awaited: z.enum(['choice_required', 'question']) });
/** `compare` is absent where another number is not to be reported. */
const watchSchema = assistedLoginInputSchema.extend({ compare: z.string().nullable().optional() });
const insteadSchema = assistedLoginInputSchema.extend({ submissionId: z.uuid() });

const notOffered = { is: 'page_not_recognised' } as const;

interface RequestStepDeps {
  db: Db;
  ring: KeyRing;
  heldLogins: HeldLogins;
  steps: ReturnType<typeof createStepTaker>;
  secretsOf: (login: AssistedLoginInput) => Promise<BankSecrets | undefined>;
}

/** The steps that answer a bank's choices, questions and approvals, in the process that holds the browser. */
export function createRequestSteps({ db, ring, heldLogins, steps, secretsOf }: RequestStepDeps) {
  const { takeStep, concludeStep } = steps;
  /** What ends the watch of each login that waits for an approval here. */
  const watches = new Map<string, AbortController>();

  return {
    /** Chooses an option. A code that its channel sends is reserved from the day's budget first. Running twice is refused. */
    choose: secretStep(async (input: z.input<typeof chooseSchema>): Promise<StepAnswer> => {
      const { name, option, channel, submissionId, ...login } = chooseSchema.parse(input);
      const secrets = await secretsOf(login);
      if (!secrets) return { is: 'refused', why: 'no_credentials' };
      return takeStep({
        login,
        name,
        secrets,
        isChoice: true,
        mayMakeBankSendCode: bankSendsCode(channel, secrets.totpSecret !== null),
        ...(submissionId !== undefined && { submissionId }),
        ...submitting,
        act: async (driver, page) =>
          (await driver.choose?.(page, option, credentialsOf(secrets))) ?? notOffered,
      });
    }),

    /** Opens a sealed answer and types it. The bank may then send a code. Running twice is refused. */
    answerQuestion: secretStep(async (input: z.input<typeof answerSchema>): Promise<StepAnswer> => {
      const { submissionId, requestId, sealedText, ...login } = answerSchema.parse(input);
      const text = await openIfPossible(
        ring,
        purpose.answer({ ...login, requestId, submissionId }),
        sealedText,
      );
      const secrets = await secretsOf(login);
      if (text === undefined || !secrets) return { is: 'refused', why: 'cannot_open' };
      return typeAnswer({ login, name: stepName.answer(submissionId), secrets, text, submissionId });
    }),

    /** Types the answer that the account holds for `question`. The bank may then send a code. Running twice is refused. */
    answerFromAccount: secretStep(
      async (input: z.input<typeof answerFromAccountSchema>): Promise<StepAnswer> => {
        const { name, question, ...login } = answerFromAccountSchema.parse(input);
        const secrets = await secretsOf(login);
        const text = secrets?.answers.find((kept) => isSameQuestion(kept.question, question))?.answer;
        if (!secrets || text === undefined) return { is: 'refused', why: 'no_answer' };
        return typeAnswer({ login, name, secrets, text });
      },
    ),

    /** Asks the bank for a code instead of an approval. The code is reserved first. Running twice is refused. */
    askForCodeInstead: secretStep(async (input: z.input<typeof insteadSchema>): Promise<StepAnswer> => {
      const { submissionId, ...login } = insteadSchema.parse(input);
      const secrets = await secretsOf(login);
      if (!secrets) return { is: 'refused', why: 'no_credentials' };
      return takeStep({
        login,
        name: stepName.answer(submissionId),
        secrets,
        mayMakeBankSendCode: true,
        submissionId,
        ...submitting,
        act: async (driver, page) =>
          (await driver.askForCodeInstead?.(page, credentialsOf(secrets))) ?? notOffered,
      });
    }),

    /**
     * Where the bank is, for a page that offered a choice or asked a question and does not any more. A prompt: it does
     * again, or the bank asks for something else. Takes up to 6 s; may run twice.
     */
    checkPrompt: heartbeating(async (input: z.input<typeof checkSchema>): Promise<StepAnswer> => {
      const { awaited, ...login } = checkSchema.parse(input);
      const held = heldLogins.get(login.loginId);
      const secrets = await secretsOf(login);
      if (!held || !secrets) return { is: 'session_lost' };
      const startedAt = new Date();
      const answer = await findPageAfterPrompt(held, awaited);
      await recordUnasked({ login, answer, secrets, step: `prompt:${startedAt.toISOString()}` });
      return concludeStep({
        ...{ held, login, secrets, typed: undefined, answer, startedAt, kind: 'look' },
        ...knowsAll,
      });
    }),

    /**
     * Watches a page that waits for an approval, until it shows something else or the activity is cancelled: then
     * `approval_required` is the answer of a last look. `compare` is the number that people are shown: another one is
     * answered with `approval_required` too. Touches nothing at the bank; a later call ends an earlier one.
     */
    awaitApproval: heartbeating(async (input: z.input<typeof watchSchema>): Promise<StepAnswer> => {
      const { compare: known, ...login } = watchSchema.parse(input);
      const { loginId } = login;
      const held = heldLogins.get(loginId);
      const secrets = await secretsOf(login);
      if (!held || !secrets) return { is: 'session_lost' };
      watches.get(loginId)?.abort();
      const watch = new AbortController();
      watches.set(loginId, watch);
      const startedAt = new Date();
      const isOver = AbortSignal.any([watch.signal, Context.current().cancellationSignal]);
      const isNews = ({ compare }: Approval): boolean =>
        known !== undefined && compare !== null && cleanBankText(compare, secretTextsOf(secrets)) !== known;
      try {
        const answer = await held.during(() => watchPage(held, isOver, credentialsOf(secrets), isNews));
        await recordUnasked({ login, answer, secrets, step: `approval:${startedAt.toISOString()}` });
        return await concludeStep({
          ...{ held, login, secrets, typed: undefined, answer, startedAt, kind: 'approval' },
          ...knowsAll,
        });
      } finally {
        if (watches.get(loginId) === watch) watches.delete(loginId);
      }
    }),
  };

  /** A code that the bank sent although nothing was done at its page is counted. */
  async function recordUnasked({
    login,
    answer,
    secrets,
    step,
  }: {
    login: AssistedLoginInput;
    answer: BankReply;
    secrets: BankSecrets;
    step: string;
  }): Promise<void> {
    if (answer.is === 'code_required' && mayHaveSentCode(answer, secrets.totpSecret !== null))
      await bestEffort(() => recordUnreservedCode(db, { ...login, step }));
  }

  function typeAnswer(step: {
    login: AssistedLoginInput;
    name: string;
    secrets: BankSecrets;
    text: string;
    submissionId?: string;
  }): Promise<StepAnswer> {
    const { text, ...claimed } = step;
    return takeStep({
      ...claimed,
      typed: text,
      mayMakeBankSendCode: true,
      ...submitting,
      act: async (driver, page) =>
        (await driver.answerQuestion?.(page, text, credentialsOf(claimed.secrets))) ?? notOffered,
    });
  }
}

const knowsAll = { knowsNotSubmitted: true, knowsRequests: true } as const;
const submitting = { phase: 'submitting_code', ...knowsAll } as const;

/** A module's driver may return before it should. */
const lookAgainAfterMs = 1_000;

async function watchPage(
  held: HeldLogin,
  isOver: AbortSignal,
  credentials: Credentials,
  isNews: (shown: Approval) => boolean,
): Promise<BankReply> {
  for (;;) {
    const answer = await askBank(
      held,
      async (driver, page) => (await driver.awaitApproval?.(page, isOver, credentials, isNews)) ?? notOffered,
    );
    if (answer.is !== 'approval_required' || isOver.aborted || isNews(answer)) return answer;
    await sleep(lookAgainAfterMs);
  }
}
