import type { RequestContent } from '../assistance/request-content.js';
import type { Prompt } from '../assistance/step-answer.js';

/** What the request for a bank's prompt asks for. */
export function contentOfPrompt(prompt: Prompt): RequestContent {
  switch (prompt.is) {
    case 'code_required':
      return { type: 'otp', descriptor: prompt.descriptor };
    case 'choice_required':
      return { type: 'choice', descriptor: { options: prompt.options } };
    case 'approval_required': {
      const { message, compare, instead } = prompt;
      return {
        type: 'approval',
        descriptor: {
          ...(message !== undefined && { message }),
          ...(compare !== undefined && { compare }),
          ...(instead !== undefined && { instead }),
        },
      };
    }
    case 'question':
      return { type: 'question', descriptor: { text: prompt.text } };
  }
}
