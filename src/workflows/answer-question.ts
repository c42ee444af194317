import { isSameQuestion } from '../assistance/same-question.js';
import type { QuestionPrompt } from '../assistance/step-answer.js';
import { judgeQuestion } from '../assistance/verdict.js';
import { stepName } from '../temporal/step-names.js';
import { checkPrompt } from './check-prompt.js';
import { answerRequest, type LoginContext, type Next, recordTry } from './answer-request.js';
import { sendUntilSubmitted } from './send-until-submitted.js';

/**
 * Creates the function that answers a bank's questions of one login: an answer that the account holds is tried once, and
 * after that a person or a program is asked.
 */
export function createQuestionAnswering(context: LoginContext, nextStepByAccount: () => string) {
  const { input, inbox, browser } = context;
  const answeredByAccount: string[] = [];

  return async function answerQuestion(prompt: QuestionPrompt): Promise<Next> {
    const { text } = prompt;
    if (prompt.hasAnswer && !answeredByAccount.some((question) => isSameQuestion(question, text))) {
      answeredByAccount.push(text);
      const name = nextStepByAccount();
      const named = { name, summary: "Answers the bank's question from the account" };
      const answer = await browser.take(named, (steps) =>
        steps.answerFromAccount({ ...input, name, question: text }),
      );
      if (judgeQuestion(answer, text).request) return answer;
    }
    return answerRequest(context, {
      prompt,
      expiresSeconds: null,
      checkPage: () => checkPrompt(context, prompt),
      async tryAnswer(submission) {
        if (!('sealedText' in submission)) {
          inbox.settle(submission, 'superseded');
          return null;
        }
        const named = {
          name: stepName.answer(submission.submissionId),
          summary: "Types the answer to the bank's question",
        };
        const answer = await sendUntilSubmitted(context, {
          send: () => browser.take(named, (steps) => steps.answerQuestion({ ...input, ...submission })),
          isThere: async () => (await browser.checkPrompt('question')).is === 'question',
        });
        return recordTry(context, submission, { answer, verdict: judgeQuestion(answer, text) });
      },
    });
  };
}
