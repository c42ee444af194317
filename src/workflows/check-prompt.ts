import { isSameQuestion } from '../assistance/same-question.js';
import {
  type ChoicePrompt,
  isPrompt,
  type QuestionPrompt,
  type StepAnswer,
} from '../assistance/step-answer.js';
import { judgeApproval } from '../assistance/verdict.js';
import type { LoginContext, Next } from './answer-request.js';

/**
 * Looks where the bank is, after a page that offered a choice or asked a question went away by itself. Null: it is there
 * again, or its browser did not answer, and the request stays open.
 */
export async function checkPrompt(
  { browser, progress }: LoginContext,
  prompt: ChoicePrompt | QuestionPrompt,
): Promise<Next | null> {
  const answer = await browser.checkPrompt(prompt.is);
  if (answer.is === 'not_taken' || isSamePrompt(answer, prompt)) return null;
  if (isPrompt(answer)) {
    await progress.closeRequest({ status: 'cancelled', reason: 'replaced' });
    return answer;
  }
  const { request, end } = judgeApproval(answer);
  await progress.closeRequest(request, { loggedIn: answer.is === 'logged_in' });
  return end ?? answer;
}

function isSamePrompt(answer: StepAnswer, prompt: ChoicePrompt | QuestionPrompt): boolean {
  if (answer.is === 'question' && prompt.is === 'question') return isSameQuestion(answer.text, prompt.text);
  return answer.is === prompt.is;
}
