import type { ChoicePrompt, StepAnswer } from '../assistance/step-answer.js';
import { judgeChoice } from '../assistance/verdict.js';
import { stepName } from '../temporal/step-names.js';
import { checkPrompt } from './check-prompt.js';
import { answerRequest, type LoginContext, type Next, recordTry } from './answer-request.js';

/**
 * Creates the function that answers a bank's choices of one login: the channel that the account prefers is chosen once,
 * and after that a person or a program is asked.
 */
export function createChoiceAnswering(context: LoginContext, nextStepByAccount: () => string) {
  const { input, inbox, progress, browser } = context;
  let hasChosen = false;

  return async function answerChoice(prompt: ChoicePrompt): Promise<Next> {
    const preferred = prompt.options.find(({ id }) => id === prompt.preferred);
    if (preferred && !hasChosen) {
      hasChosen = true;
      const answer = await choose(nextStepByAccount(), preferred);
      if (judgeChoice(answer).request) return answer;
    }
    return answerRequest(context, {
      prompt,
      expiresSeconds: null,
      checkPage: () => checkPrompt(context, prompt),
      async tryAnswer(submission) {
        const option = prompt.options.find(({ id }) => 'option' in submission && id === submission.option);
        if (!option) {
          inbox.settle(submission, 'superseded');
          return null;
        }
        const name = stepName.answer(submission.submissionId);
        const [answer] = await Promise.all([
          choose(name, option, submission.submissionId),
          progress.enterStep('submitting_code'),
        ]);
        return recordTry(context, submission, { answer, verdict: judgeChoice(answer) });
      },
    });
  };

  function choose(
    name: string,
    { id, channel }: ChoicePrompt['options'][number],
    submissionId?: string,
  ): Promise<StepAnswer> {
    const choice = {
      ...input,
      name,
      option: id,
      channel,
      ...(submissionId !== undefined && { submissionId }),
    };
    return browser.take({ name, summary: 'Chooses an option at the bank' }, (steps) => steps.choose(choice));
  }
}
