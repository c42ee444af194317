import { patched, uuid4 } from '@temporalio/workflow';
import type { LoginEnd, RequestEnd } from '../assistance/login-report.js';
import { type CodePrompt, isPrompt, type StepAnswer } from '../assistance/step-answer.js';
import { judgeCode } from '../assistance/verdict.js';
import type { SubmittedCode } from '../temporal/login-messages.js';
import { stepName } from '../temporal/step-names.js';
import { answerRequest, type LoginContext, type Next, recordTry } from './answer-request.js';
import type { Deadline } from './deadline.js';
import { sendUntilSubmitted } from './send-until-submitted.js';

/** Answers a bank's prompt for a code with codes that people and programs submit. */
export async function answerCode(context: LoginContext, prompt: CodePrompt): Promise<Next> {
  const { input, inbox, progress, browser } = context;
  return answerRequest(context, {
    prompt,
    expiresSeconds: browser.rules.expiresSeconds,
    tryAnswer(submission) {
      if ('sealedCode' in submission) return tryCode(submission);
      inbox.settle(submission, 'superseded');
      return Promise.resolve(null);
    },
    resend: resendCode,
    checkPage,
  });

  async function tryCode(code: SubmittedCode): Promise<Next | null> {
    const answer = await sendUntilSubmitted(context, {
      send: () => typeCode(code),
      isThere: async () => (await browser.checkCodePage()).is === 'code_rejected',
    });
    const verdict = judgeCode(answer, progress.attempts() + 1, browser.rules.maxAttempts);
    return recordTry(context, code, { answer, verdict });
  }

  async function typeCode(code: SubmittedCode): Promise<StepAnswer> {
    const named = { name: stepName.submitCode(code.submissionId), summary: 'Types the code at the bank' };
    const answer = await browser.take(named, (steps, isReopened) =>
      steps.submitCode({ ...input, ...code, ...isReopened, knowsNotSubmitted: true, knowsRequests: true }),
    );
    return answer.is === 'session_lost' ? findOutcomeOf(code) : answer;
  }

  /** The code page went away by itself. Null: it is there again, or its browser did not answer, and the request stays open. */
  async function checkPage(): Promise<Next | null> {
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
  async function findOutcomeOf(code: SubmittedCode): Promise<StepAnswer> {
    const seen = await browser.lookAgain((steps) =>
      steps.lookAgain({ ...input, ...code, justReopened: false }),
    );
    // An error on the page may be that of the previous code.
    const isOldError = seen.is === 'code_rejected' && progress.attempts() > 0;
    const isUnclear = ['code_required', 'page_not_recognised', 'not_taken'].includes(seen.is);
    return isUnclear || isOldError ? { is: 'session_lost' } : seen;
  }

  /** Asks the bank for another code. Null: the request stays open, with a new deadline if the bank sent one. */
  async function resendCode(deadline: Deadline, waitSeconds: number): Promise<Next | null> {
    const resend = { ...input, requestId: progress.requestId(), resendId: inbox.takeResend() ?? uuid4() };
    const named = { name: stepName.resendCode(resend.resendId), summary: 'Asks the bank for another code' };
    const answer = await browser.take(named, (steps, isReopened) =>
      steps.resendCode({ ...resend, ...isReopened, knowsRequests: true }),
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
    // The bank asks for something else first, such as where to send the code.
    if (isPrompt(answer)) {
      await progress.closeRequest({ status: 'cancelled', reason: 'replaced' });
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
