import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { ApprovalPrompt, StepAnswer } from '../assistance/step-answer.js';
import { judgeApproval, judgeInstead } from '../assistance/verdict.js';
import { stepName } from '../temporal/step-names.js';
import { answerRequest, type LoginContext, type Next, type PageWatch, recordTry } from './answer-request.js';

/**
 * Waits until the person has approved the login in the bank's app. The page is only watched: nothing is pressed, but for
 * `instead`, which asks the bank for a code.
 */
export async function answerApproval(context: LoginContext, prompt: ApprovalPrompt): Promise<Next> {
  const { input, inbox, progress, browser } = context;
  return answerRequest(context, {
    prompt,
    expiresSeconds: prompt.expiresSeconds,
    watch: watchForApproval(context, prompt),
    async tryAnswer(submission) {
      if (prompt.instead === undefined || !('option' in submission)) {
        inbox.settle(submission, 'superseded');
        return null;
      }
      const { submissionId } = submission;
      const named = {
        name: stepName.answer(submissionId),
        summary: 'Asks the bank for a code instead of the approval',
      };
      const [answer] = await Promise.all([
        browser.take(named, (steps) => steps.askForCodeInstead({ ...input, submissionId })),
        progress.enterStep('submitting_code'),
      ]);
      return recordTry(context, submission, { answer, verdict: judgeInstead(answer) });
    },
  });
}

/** A page that shows another number more often shows no number to compare. */
const mostNumbers = 20;

function watchForApproval({ browser, progress }: LoginContext, prompt: ApprovalPrompt): PageWatch {
  let shown = prompt;
  let numbers = 1;
  let scope = new CancellationScope();
  let watching: Promise<StepAnswer | null> | null = null;
  let hasEnded = false;

  return {
    get hasEnded() {
      return hasEnded;
    },
    start() {
      if (watching) return;
      scope = new CancellationScope();
      const compare = numbers < mostNumbers ? (shown.compare ?? null) : undefined;
      watching = scope.run(() => browser.watchForApproval(compare)).catch(nullIfStopped);
      void watching.then(() => (hasEnded = true));
    },
    async stop() {
      scope.cancel();
      const hasEndedByItself = hasEnded;
      const answer = await watching;
      watching = null;
      hasEnded = false;
      if (answer?.is === 'approval_required' && hasEndedByItself) {
        shown = answer;
        numbers += 1;
        progress.replaceContent(answer);
      }
      if (!answer || answer.is === 'approval_required') return null;
      const { request, end } = judgeApproval(answer);
      return { request, next: end ?? answer };
    },
  };
}

/** The watch was stopped before a process took it up. */
function nullIfStopped(error: unknown): null {
  if (isCancellation(error)) return null;
  throw error;
}
