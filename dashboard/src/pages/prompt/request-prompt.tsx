import { ApprovalPrompt } from './approval-prompt';
import { ChoicePrompt } from './choice-prompt';
import { CodePrompt } from './code-prompt';
import type { PromptProps } from './prompt-frame';
import { QuestionPrompt } from './question-prompt';

/** The prompt for what the bank asks for. */
export function RequestPrompt({ request, ...props }: PromptProps) {
  switch (request.type) {
    case 'otp':
      return <CodePrompt {...props} request={request} />;
    case 'choice':
      return <ChoicePrompt {...props} request={request} />;
    case 'approval':
      return <ApprovalPrompt {...props} request={request} />;
    case 'question':
      return <QuestionPrompt {...props} request={request} />;
  }
}
