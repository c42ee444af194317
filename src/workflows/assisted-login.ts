import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  log,
  setHandler,
  TemporalFailure,
} from '@temporalio/workflow';
import type { LoginEnd } from '../assistance/login-report.js';
import { type CodePrompt, isPrompt, type Prompt, type StepAnswer } from '../assistance/step-answer.js';
import { endAfter } from '../assistance/verdict.js';
import { answerApproval } from './answer-approval.js';
import { createChoiceAnswering } from './answer-choice.js';
import { answerCode } from './answer-code.js';
import { createQuestionAnswering } from './answer-question.js';
import { cancelled, type LoginContext, type Next } from './answer-request.js';
import { maxSendAttempts } from './send-until-submitted.js';
import { SubmissionInbox } from './submission-inbox.js';
import { writesFewEvents } from './login-activities.js';
import { createLoginBrowser, type LoginBrowser as Browser } from './login-browser.js';
import { createLoginProgress } from './login-progress.js';
import {
  type AssistedLoginInput,
  assistedLoginInputSchema,
  loginStatus,
  publishAgain,
  requestResend,
  requestedResendSchema,
  submitAnswer,
  submitOtp,
  submittedAnswerSchema,
  submittedCodeSchema,
} from '../temporal/login-messages.js';
import { stepName } from '../temporal/step-names.js';

/** How many codes of an authenticator are tried where the bank's file names no limit. */
const defaultAttempts = 3;

/**
 * One login, from opening a browser to the end of its session. When the bank asks for a code or other help, it
 * publishes an assistance request and waits for the signal `submitOtp` or `submitAnswer`, for the bank's page, or for a
 * timer; the timer means `expired`. Stopping is
 * Temporal's cancellation, obeyed between steps. Every documented end (docs/api.md) is a result, not a failure.
 */
export async function assistedLogin(rawInput: AssistedLoginInput): Promise<LoginEnd> {
  const input = parseInput(rawInput);
  const inbox = new SubmissionInbox();
  const progress = createLoginProgress(input, inbox);
  let stopRequested = false;
  let authenticatorCodes = 0;
  const stopWanted = () => stopRequested;

  setHandler(submitOtp, receiveCode, {
    description: 'A sealed one-time code from the API. Never type a code here: it would stay in the history.',
  });
  setHandler(submitAnswer, receiveAnswer, {
    description:
      'An answer from the API, sealed where it is secret. Never type one here: it would stay in the history.',
  });
  setHandler(requestResend, receiveResend, { description: 'A request for another code, from the API.' });
  setHandler(loginStatus, progress.status, {
    description: 'The phase of the login, and the assistance request that waits for a code.',
  });
  setHandler(publishAgain, () => progress.markForgotten(), {
    description: 'From the reconciler. Not for people.',
  });
  CancellationScope.current().cancelRequested.catch(() => {
    stopRequested = true;
    progress.markStopping();
  });

  // A stop is checked between steps; it must not interrupt one.
  return CancellationScope.nonCancellable(async () => {
    await progress.started();
    const browser = createLoginBrowser(input, progress);
    const end = await logInAndStay(browser).catch(asEnd);
    await progress.closeRequest({ status: 'cancelled', reason: 'error' });
    const isOver = end.outcome === 'logged_in' && input.sessionType === 'one-shot';
    await browser.release({ isLetGo: isOver && writesFewEvents() });
    await progress.ended(end);
    await condition(allHandlersFinished);
    return end;
  });

  async function logInAndStay(browser: Browser): Promise<LoginEnd> {
    const noBrowser = await browser.open(stopWanted);
    if (stopWanted()) return cancelled;
    if (noBrowser) return endAfter({ is: 'not_taken', why: noBrowser });
    await progress.enterStep('logging_in');
    let answer = await browser.take(
      { name: stepName.openLogin, summary: 'Opens the bank and logs in' },
      (steps) => steps.openLogin({ ...input, knowsNotSubmitted: true, knowsRequests: true }),
    );
    const answerPrompt = createPromptAnswering({ input, inbox, progress, browser, stopWanted });
    // A bank may ask more than once; each prompt gets a request of its own.
    while (isPrompt(answer)) {
      if (stopWanted()) return cancelled;
      if (input.loginMode === 'simple') return { outcome: 'code_required', reason: null };
      const next: Next = await answerPrompt(answer);
      if ('outcome' in next) return next;
      answer = next;
    }
    return answer.is === 'logged_in' ? stayLoggedIn(browser) : endAfter(answer);
  }

  function createPromptAnswering(context: LoginContext): (prompt: Prompt) => Promise<Next> {
    let answersByAccount = 0;
    const nextStepByAccount = () => stepName.answerByAccount(++answersByAccount);
    const answerChoice = createChoiceAnswering(context, nextStepByAccount);
    const answerQuestion = createQuestionAnswering(context, nextStepByAccount);
    return async (prompt) => {
      switch (prompt.is) {
        case 'code_required':
          return prompt.hasAuthenticator
            ? await answerByAuthenticator(prompt, context.browser)
            : await answerCode(context, prompt);
        case 'choice_required':
          return await answerChoice(prompt);
        case 'approval_required':
          return await answerApproval(context, prompt);
        case 'question':
          return await answerQuestion(prompt);
      }
    };
  }

  /** The account's own authenticator answers, and no request is made. A refused code is followed by a new one. */
  async function answerByAuthenticator(
    { descriptor: { length, minLength } }: CodePrompt,
    browser: Browser,
  ): Promise<StepAnswer | LoginEnd> {
    await progress.enter('submitting_code');
    let unsent = 0;
    for (let attempt = 1; attempt <= (browser.rules.maxAttempts ?? defaultAttempts);) {
      if (stopWanted()) return cancelled;
      const number = ++authenticatorCodes;
      const named = {
        name: stepName.submitAuthenticatorCode(number),
        summary: 'Types a code from the authenticator',
      };
      const answer = await browser.take(named, (steps, isReopened) =>
        steps.submitAuthenticatorCode({
          ...input,
          length,
          minLength,
          attempt: number,
          ...isReopened,
          knowsNotSubmitted: true,
          knowsRequests: true,
        }),
      );
      if (answer.is === 'code_required') await progress.enter('logging_in');
      if (answer.is === 'code_rejected') attempt += 1;
      else if (answer.is !== 'not_submitted' || ++unsent === maxSendAttempts) return answer;
    }
    return { outcome: 'attempts_exhausted', reason: null };
  }

  /** A one-shot session ends with its login, a persistent one when it is stopped, lost, or ended by the bank. */
  async function stayLoggedIn(browser: Browser): Promise<LoginEnd> {
    await progress.loggedIn();
    if (input.sessionType === 'one-shot') return { outcome: 'logged_in', reason: 'completed' };
    browser.keepQuietly();
    while (!stopWanted()) {
      if (browser.isGone) {
        if (!(await browser.continueSession(stopWanted))) break;
        browser.keepQuietly();
      }
      if (progress.hasNews) await progress.reportNews();
      await condition(() => stopWanted() || browser.isGone || progress.hasNews);
    }
    if (stopWanted()) return { outcome: 'logged_in', reason: 'stopped' };
    return { outcome: 'logged_in', reason: browser.wasLoggedOut ? 'bank_logged_out' : 'session_lost' };
  }

  function receiveCode(message: unknown): void {
    const code = submittedCodeSchema.safeParse(message);
    if (code.success) inbox.receive(code.data);
    else log.warn('ignored a submitOtp signal of the wrong shape');
  }

  function receiveAnswer(message: unknown): void {
    const answer = submittedAnswerSchema.safeParse(message);
    if (answer.success) inbox.receive(answer.data);
    else log.warn('ignored a submitAnswer signal of the wrong shape');
  }

  function receiveResend(message: unknown): void {
    const resend = requestedResendSchema.safeParse(message);
    if (resend.success) inbox.receiveResend(resend.data);
    else log.warn('ignored a requestResend signal of the wrong shape');
  }
}

function parseInput(input: unknown): AssistedLoginInput {
  const parsed = assistedLoginInputSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw ApplicationFailure.nonRetryable(`The workflow's input is malformed: ${fields}`, 'InvalidInput');
}

/** An activity that failed for an unforeseen reason ends the login as an error. */
function asEnd(error: unknown): LoginEnd {
  if (error instanceof TemporalFailure) return { outcome: 'error', reason: 'unexpected' };
  throw error;
}
