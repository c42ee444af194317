import type { RequestType } from '../../api/schemas';
import { LoginStatus } from './login-status';
import type { PromptProps } from './prompt-frame';
import { RequestPrompt } from './request-prompt';
import type { ShownPrompt } from './use-prompt';

interface PromptContentProps extends Pick<PromptProps, 'accountId' | 'startOver'> {
  shown: ShownPrompt;
  /** Called when the bank has accepted an answer that was sent from this page. */
  onAccepted?: (type: RequestType) => void;
}

/** The prompt for what the bank asks for, or the state of the login while it asks for nothing. */
export function PromptContent({ accountId, shown, startOver, onAccepted }: PromptContentProps) {
  const { view, submissions, isFollowUp, setAccepted } = shown;
  if (view.is !== 'asking')
    return <LoginStatus accountId={accountId} view={startOver.isPending ? { is: 'starting-over' } : view} />;
  const { request } = view;
  return (
    <RequestPrompt
      key={request.id}
      accountId={accountId}
      request={request}
      submissions={submissions}
      isFollowUp={isFollowUp}
      startOver={startOver}
      onAccepted={() => {
        setAccepted(request.type);
        onAccepted?.(request.type);
      }}
    />
  );
}
