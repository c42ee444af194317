import { condition, patched, uuid4 } from '@temporalio/workflow';
import type { LoginEnd, RequestEnd } from '../assistance/login-report.js';
import type { CodePrompt, StepAnswer } from '../assistance/step-answer.js';
import { judgeCode } from '../assistance/verdict.js';
import type { CodeInbox } from './code-inbox.js';
import { Deadline } from './deadline.js';
import type { LoginBrowser as Browser } from './login-browser.js';
import type { LoginProgress } from './login-progress.js';
import type { AssistedLoginInput, SubmittedCode } from '../temporal/login-messages.js';
import { stepName } from '../temporal/step-names.js';

/** A page that does not send a code three times in a row will not send it: the request waits for another one, or the login ends. */
export const maxSendAttempts = 3;
/** Time for a slow script of the page to take over its form. */
const pauseBeforeSendingAgain = '2s';

export const cancelled: LoginEnd = { outcome: 'cancelled', reason: null };

interface Answering {
  input: AssistedLoginInput;
  inbox: CodeInbox;
  progress: LoginProgress;
  /** Whether the login is to be stopped. Changes while a step or a wait is in progress. */
  stopWanted: () => boolean;
}

/** Answers a bank's prompt with codes that people and programs submit to an assistance request. */
export function createRequestAnswering({ input, inbox, progress, stopWanted }: Answering) {
  return answerPrompt;

  /** Runs one assistance request from its opening to its end. Returns the bank's next page, or how the login ended. */
  async function answerPrompt(prompt: CodePrompt, browser: Browser): Promise<StepAnswer | LoginEnd> {
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
            stopWanted() ||
            browser.isLost ||
            browser.isCodePageGone,
        );
        if (stopWanted()) return await withdraw({ status: 'cancelled', reason: 'stopped' }, cancelled);
        const lost: LoginEnd = { outcome: 'session_lost', reason: null };
        if (browser.isLost) return await withdraw({ status: 'cancelled', reason: 'session_lost' }, lost);
        if (browser.isCodePageGone) {
          const ended = await checkCodePage(browser);
          if (ended) return ended;
          continue;
        }
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
          await progress.reportNews();
        }
      }
    } finally {
      deadline.cancel();
    }
  }

  /**
   * Types one code, and again while the bank's page does not send it: such a code is still good, and the page may only
   * have been slow. Null: the request stays open.
   */
  async function tryCode(code: SubmittedCode, browser: Browser): Promise<StepAnswer | LoginEnd | null> {
    let [answer] = await Promise.all([typeCode(code, browser), progress.enter('submitting_code')]);
    for (let attempt = 2; answer.is === 'not_submitted' && attempt <= maxSendAttempts; attempt += 1) {
      const isOver = () => stopWanted() || browser.isLost || browser.isCodePageGone;
      if (await condition(isOver, pauseBeforeSendingAgain)) break;
      const next = await typeCode(code, browser);
      // The claim of the attempt before could not be withdrawn; this one was not begun.
      if (next.is === 'refused') break;
      answer = next;
    }
    const verdict = judgeCode(answer, progress.attempts() + 1, browser.rules.maxAttempts);
    inbox.settle(code, verdict.outcome);
    if (!verdict.counts && !verdict.request) inbox.forget(code);
    await progress.codeTried(answer, verdict);
    return verdict.request ? (verdict.end ?? answer) : null;
  }

  async function typeCode(code: SubmittedCode, browser: Browser): Promise<StepAnswer> {
    const named = { name: stepName.submitCode(code.submissionId), summary: 'Types the code at the bank' };
    const answer = await browser.take(named, (steps, isReopened) =>
      steps.submitCode({ ...input, ...code, ...isReopened, knowsNotSubmitted: true }),
    );
    return answer.is === 'session_lost' ? findOutcomeOf(code, browser) : answer;
  }

  /** The code page went away by itself. Null: it is there again, or its browser did not answer, and the request stays open. */
  async function checkCodePage(browser: Browser): Promise<StepAnswer | LoginEnd | null> {
    const answer = await browser.checkCodePage();
    if (answer.is === 'code_rejected' || answer.is === 'not_taken') return null;
    if (answer.is === 'logged_in') {
      await progress.closeRequest({ status: 'fulfilled' }, { loggedIn: true });
      return answer;
    }
    const { request, end } = judgeCode(answer, progress.attempts(), null);
    return request && end ? withdraw(request, end) : null;
  }

  /**
   * The process died, or lost its connection, after the code may have been typed. The bank's page may show what became
   * of it. A code page does not: the code may have been refused, or may never have been typed.
   */
  async function findOutcomeOf(code: SubmittedCode, browser: Browser): Promise<StepAnswer> {
    const seen = await browser.lookAgain((steps) =>
      steps.lookAgain({ ...input, ...code, justReopened: false }),
    );
    // An error on the page may be that of the previous code.
    const isOldError = seen.is === 'code_rejected' && progress.attempts() > 0;
    const isUnclear = ['code_required', 'page_not_recognised', 'not_taken'].includes(seen.is);
    return isUnclear || isOldError ? { is: 'session_lost' } : seen;
  }

  /** Asks the bank for another code. Null: the request stays open, with a new deadline if the bank sent one. */
  async function resendCode({
    browser,
    deadline,
    waitSeconds,
  }: {
    browser: Browser;
    deadline: Deadline;
    waitSeconds: number;
  }): Promise<StepAnswer | LoginEnd | null> {
    const resend = { ...input, requestId: progress.requestId(), resendId: inbox.takeResend() ?? uuid4() };
    const named = { name: stepName.resendCode(resend.resendId), summary: 'Asks the bank for another code' };
    const answer = await browser.take(named, (steps, isReopened) =>
      steps.resendCode({ ...resend, ...isReopened }),
    );
    if (answer.is === 'code_required') {
      const seconds = await progress.renewRequest(answer, waitSeconds, browser.rules);
      if (seconds === null) return null;
      // Those who asked meanwhile get the code that has just been sent; yet another one would invalidate it.
      if (inbox.wantsResend && patched('one-resend-at-a-time')) inbox.takeResend();
      inbox.renewDeadline();
      deadline.start(seconds);
      return null;
    }
    // It cannot be known whether the bank sent one; that code, or the previous one, can still be typed.
    if (answer.is === 'session_lost' && patched('wait-on-after-a-lost-resend') && (await browser.goesOn())) {
      // Those who asked meanwhile must not make the bank send one more.
      inbox.takeResend();
      return null;
    }
    // The bank no longer needs a code: the customer confirmed the login elsewhere, such as in the bank's app.
    if (answer.is === 'logged_in' && patched('let-in-at-a-resend')) {
      await progress.closeRequest({ status: 'fulfilled' }, { loggedIn: true });
      return answer;
    }
    // The bank sent none, or a rule forbade it: the previous code is still valid.
    if (answer.is === 'code_rejected' || answer.is === 'refused') return null;
    const { request, end } = judgeCode(answer, progress.attempts(), null);
    if (!request || !end) return null;
    return withdraw(request, end);
  }

  async function withdraw(request: RequestEnd, end: LoginEnd): Promise<LoginEnd> {
    await progress.closeRequest(request);
    return end;
  }
}
