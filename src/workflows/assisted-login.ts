import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  log,
  patched,
  setHandler,
  TemporalFailure,
  uuid4,
} from '@temporalio/workflow';
import type { LoginEnd, RequestEnd } from '../assistance/login-report.js';
import type { CodePrompt, StepAnswer } from '../assistance/step-answer.js';
import { endAfter, judgeCode } from '../assistance/verdict.js';
import { CodeInbox } from './code-inbox.js';
import { Deadline } from './deadline.js';
import { createLoginBrowser, type LoginBrowser as Browser } from './login-browser.js';
import { createLoginProgress } from './login-progress.js';
import {
  type AssistedLoginInput,
  assistedLoginInputSchema,
  loginStatus,
  publishAgain,
  requestResend,
  resendWishSchema,
  type SubmittedCode,
  submitOtp,
  submittedCodeSchema,
} from './messages.js';

const cancelled: LoginEnd = { outcome: 'cancelled', reason: null };

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
    let answer = await browser.take({ name: 'open', summary: 'Opens the bank and logs in' }, (steps) =>
      steps.openLogin(input),
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

  /** One assistance request from its opening to its end: the bank's next page, or how the login ended. */
  async function answerByRequest(prompt: CodePrompt, browser: Browser): Promise<StepAnswer | LoginEnd> {
    const { rules } = browser;
    const waitSeconds = Math.min(input.otpWaitSeconds, rules.expiresSeconds ?? Infinity);
    const requestId = uuid4();
    const opened = await progress.openRequest({ requestId, prompt, rules, waitSeconds });
    if (!opened) return { outcome: 'error', reason: 'account_gone' };
    const deadline = new Deadline(() => inbox.passDeadline());
    deadline.start(opened.secondsLeft ?? waitSeconds);
    try {
      for (;;) {
        if (!inbox.hasNext && !inbox.wantsResend) await browser.rest();
        await condition(
          () =>
            inbox.hasNext ||
            inbox.wantsResend ||
            progress.hasNews ||
            deadline.passed ||
            stopRequested ||
            browser.isLost,
        );
        if (stopWanted()) return await withdraw({ status: 'cancelled', reason: 'stopped' }, cancelled);
        const lost: LoginEnd = { outcome: 'session_lost', reason: null };
        if (browser.isLost) return await withdraw({ status: 'cancelled', reason: 'session_lost' }, lost);
        const code = inbox.takeNext();
        if (code) {
          const ended = await tryCode(code, browser);
          if (ended) return ended;
        } else if (deadline.passed) {
          return await withdraw({ status: 'expired' }, { outcome: 'expired', reason: null });
        } else if (inbox.wantsResend) {
          const ended = await resendCode({ browser, deadline, waitSeconds });
          if (ended) return ended;
        } else {
          await progress.tellNews();
        }
      }
    } finally {
      deadline.cancel();
    }
  }

  /** Types one code. Null: the request goes on waiting. */
  async function tryCode(code: SubmittedCode, browser: Browser): Promise<StepAnswer | LoginEnd | null> {
    const named = { name: `submit:${code.submissionId}`, summary: 'Types the code at the bank' };
    const submit = browser.take(named, (steps, isReopened) =>
      steps.submitCode({ ...input, ...code, ...isReopened }),
    );
    let [answer] = await Promise.all([submit, progress.enter('submitting_code')]);
    if (answer.is === 'session_lost') answer = await lookWhatBecameOf(code, browser);
    const verdict = judgeCode(answer, progress.attempts() + 1, browser.rules.maxAttempts);
    inbox.settle(code, verdict.outcome);
    if (!verdict.counts && !verdict.request) inbox.forget(code);
    await progress.codeTried(answer, verdict);
    return verdict.request ? (verdict.end ?? answer) : null;
  }

  /**
   * The process died, or was cut off, between typing and answering. The bank's page may tell: a code page as
   * before does not, for the code may have been refused or may never have been typed.
   */
  async function lookWhatBecameOf(code: SubmittedCode, browser: Browser): Promise<StepAnswer> {
    const seen = await browser.lookAgain((steps) =>
      steps.lookAgain({ ...input, ...code, justReopened: false }),
    );
    // An error that stands there may be that of the code before.
    const isOldError = seen.is === 'code_rejected' && progress.attempts() > 0;
    const tellsNothing = ['code_required', 'page_not_recognised', 'not_taken'].includes(seen.is);
    return tellsNothing || isOldError ? { is: 'session_lost' } : seen;
  }

  /** Asks the bank for another code. Null: the request goes on waiting, with a new deadline if the bank sent one. */
  async function resendCode(renewing: {
    browser: Browser;
    deadline: Deadline;
    waitSeconds: number;
  }): Promise<StepAnswer | LoginEnd | null> {
    const { browser, deadline, waitSeconds } = renewing;
    const wish = { ...input, requestId: progress.requestId(), resendId: inbox.takeResend() ?? uuid4() };
    const named = { name: `resend:${wish.resendId}`, summary: 'Asks the bank for another code' };
    const answer = await browser.take(named, (steps, isReopened) =>
      steps.resendCode({ ...wish, ...isReopened }),
    );
    if (answer.is === 'code_required') {
      const seconds = await progress.renewRequest(answer, waitSeconds, browser.rules);
      if (seconds === null) return null;
      // Whoever asked meanwhile wanted the code that has just been sent; another would kill it.
      if (inbox.wantsResend && patched('one-resend-at-a-time')) inbox.takeResend();
      inbox.renewDeadline();
      deadline.start(seconds);
      return null;
    }
    // Nobody knows whether the bank sent one; it, or the one before, can still be typed.
    if (answer.is === 'session_lost' && patched('wait-on-after-a-lost-resend') && (await browser.goesOn())) {
      // Whoever asked meanwhile is not to make it send one more.
      inbox.takeResend();
      return null;
    }
    // It needs no code any more: the customer let it in elsewhere, such as in the bank's app.
    if (answer.is === 'logged_in' && patched('let-in-at-a-resend')) {
      await progress.closeRequest({ status: 'fulfilled' });
      return answer;
    }
    // The bank did not send one, or a rule forbade it: what it sent before still counts.
    if (answer.is === 'code_rejected' || answer.is === 'refused') return null;
    const { request, end } = judgeCode(answer, progress.attempts(), null);
    if (!request || !end) return null;
    return withdraw(request, end);
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
      const named = { name: `authenticator:${number}`, summary: 'Types a code of the authenticator' };
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
      await condition(() => stopRequested || browser.isGone || progress.hasNews);
    }
    if (stopWanted()) return { outcome: 'logged_in', reason: 'stopped' };
    return { outcome: 'logged_in', reason: browser.wasLoggedOut ? 'bank_logged_out' : 'session_lost' };
  }

  async function withdraw(request: RequestEnd, end: LoginEnd): Promise<LoginEnd> {
    await progress.closeRequest(request);
    return end;
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
