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
import type { CodePrompt, StepAnswer } from '../assistance/step-answer.js';
import { endAfter } from '../assistance/verdict.js';
import { cancelled, createRequestAnswering } from './answer-request.js';
import { CodeInbox } from './code-inbox.js';
import { createLoginBrowser, type LoginBrowser as Browser } from './login-browser.js';
import { createLoginProgress } from './login-progress.js';
import {
  type AssistedLoginInput,
  assistedLoginInputSchema,
  loginStatus,
  publishAgain,
  requestResend,
  resendWishSchema,
  submitOtp,
  submittedCodeSchema,
} from '../temporal/login-messages.js';
import { stepName } from '../temporal/step-names.js';

/** What is taken for the attempts of an authenticator's code where the bank's file does not say. */
const usualAttempts = 3;

/**
 * One login, from the open browser to the end of its session. When the bank asks for a code it publishes an
 * assistance request and sleeps on `submitOtp` with a timer; the timer firing means `expired`. Stopping is
 * Temporal's cancellation, obeyed between steps. Every end that the contract names is a result, not a failure.
 */
export async function assistedLogin(rawInput: AssistedLoginInput): Promise<LoginEnd> {
  const input = parseInput(rawInput);
  const inbox = new CodeInbox();
  const progress = createLoginProgress(input, inbox);
  let stopRequested = false;
  let authenticatorCodes = 0;
  const stopWanted = () => stopRequested;
  const answerByRequest = createRequestAnswering({ input, inbox, progress, stopWanted });

  setHandler(submitOtp, receiveCode, {
    description: 'A sealed one-time code from the API. Never type a code here: it would stay in the history.',
  });
  setHandler(requestResend, receiveResend, { description: 'A wish for another code, from the API.' });
  setHandler(loginStatus, progress.status, {
    description: 'Where the login is, and the assistance request that waits for a code.',
  });
  setHandler(publishAgain, () => progress.forgotten(), {
    description: 'From the reconciler. Not for people.',
  });
  CancellationScope.current().cancelRequested.catch(() => {
    stopRequested = true;
    progress.stopping();
  });

  // A stop is a fact to look at between steps, not an exception that tears one apart.
  return CancellationScope.nonCancellable(async () => {
    await progress.started();
    const browser = createLoginBrowser(input);
    const end = await logInAndStay(browser).catch(asEnd);
    await progress.closeRequest({ status: 'cancelled', reason: 'error' });
    await browser.release();
    await progress.ended(end);
    await condition(allHandlersFinished);
    return end;
  });

  async function logInAndStay(browser: Browser): Promise<LoginEnd> {
    const whyNoBrowser = await browser.open(stopWanted);
    if (stopWanted()) return cancelled;
    if (whyNoBrowser) return endAfter({ is: 'not_taken', why: whyNoBrowser });
    await progress.enter('logging_in');
    let answer = await browser.take(
      { name: stepName.openLogin, summary: 'Opens the bank and logs in' },
      (steps) => steps.openLogin(input),
    );
    // A bank may ask more than once; each time is a request of its own.
    while (answer.is === 'code_required') {
      if (stopWanted()) return cancelled;
      if (input.loginMode === 'simple') return { outcome: 'code_required', reason: null };
      const next = answer.hasAuthenticator
        ? await answerByAuthenticator(answer, browser)
        : await answerByRequest(answer, browser);
      if ('outcome' in next) return next;
      answer = next;
    }
    return answer.is === 'logged_in' ? stayLoggedIn(browser) : endAfter(answer);
  }

  /** The account's own authenticator answers; nobody is asked. A wrong code is tried again, with a new one. */
  async function answerByAuthenticator(
    { descriptor: { length } }: CodePrompt,
    browser: Browser,
  ): Promise<StepAnswer | LoginEnd> {
    await progress.enter('submitting_code');
    for (let attempt = 1; attempt <= (browser.rules.maxAttempts ?? usualAttempts); attempt += 1) {
      if (stopWanted()) return cancelled;
      const number = ++authenticatorCodes;
      const named = {
        name: stepName.submitAuthenticatorCode(number),
        summary: 'Types a code of the authenticator',
      };
      const answer = await browser.take(named, (steps, isReopened) =>
        steps.submitAuthenticatorCode({ ...input, length, attempt: number, ...isReopened }),
      );
      if (answer.is === 'code_required') await progress.enter('logging_in');
      if (answer.is !== 'code_rejected') return answer;
    }
    return { outcome: 'attempts_exhausted', reason: null };
  }

  /** A one-shot session ends with its login; a persistent one when it is stopped or lost. */
  async function stayLoggedIn(browser: Browser): Promise<LoginEnd> {
    await progress.loggedIn();
    if (input.sessionType === 'one-shot') return { outcome: 'logged_in', reason: 'completed' };
    while (!stopWanted() && !browser.isGone) {
      if (progress.hasNews) await progress.tellNews();
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

  function receiveResend(message: unknown): void {
    const wish = resendWishSchema.safeParse(message);
    if (wish.success) inbox.receiveResend(wish.data);
    else log.warn('ignored a requestResend signal of the wrong shape');
  }
}

function parseInput(input: unknown): AssistedLoginInput {
  const parsed = assistedLoginInputSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw ApplicationFailure.nonRetryable(`The workflow's input is malformed: ${fields}`, 'InvalidInput');
}

/** An activity that failed for a reason nobody foresaw ends the login, honestly, as an error. */
function asEnd(error: unknown): LoginEnd {
  if (error instanceof TemporalFailure) return { outcome: 'error', reason: 'unexpected' };
  throw error;
}
