import type { ReactNode } from 'react';
import type { AssistanceRequest, Submission } from '../../api/schemas';
import { CopyId } from '../../ui/copy-id';
import { useHeadingFocus } from '../../ui/use-heading-focus';
import { SubmissionList } from './submission-list';
import { TimeLeft } from './time-left';

/** What the prompt of every type of request gets. */
export interface PromptProps<Request extends AssistanceRequest = AssistanceRequest> {
  accountId: string;
  request: Request;
  /** The submissions for this request, newest first. */
  submissions: readonly Submission[];
  /** The bank has accepted a code or an answer in this login, and asks for another one. */
  isFollowUp: boolean;
  /** Called when the bank has accepted an answer that was sent from this page. */
  onAccepted: () => void;
  /** Stops the login and starts another one. */
  startOver: { isPending: boolean; mutate: () => void };
}

interface PromptFrameProps {
  request: AssistanceRequest;
  submissions: readonly Submission[];
  title: string;
  subtitle: string;
  /** The id of the title with what is said below it. */
  titleId?: string;
  children: ReactNode;
}

/** What the prompts have in common: what the bank asks for, the time left, and who has answered. */
export function PromptFrame({ request, submissions, title, subtitle, titleId, children }: PromptFrameProps) {
  const heading = useHeadingFocus<HTMLHeadingElement>();
  return (
    <div className="flex flex-col gap-5">
      <div className="flex items-start justify-between gap-4">
        <div id={titleId} className="min-w-0">
          <h2
            ref={heading}
            tabIndex={-1}
            className="text-lg font-semibold tracking-tight text-balance wrap-anywhere outline-none"
          >
            {title}
          </h2>
          <p className="mt-1 text-sm wrap-anywhere text-soft empty:hidden">{subtitle}</p>
        </div>
        <TimeLeft createdAt={request.created_at} expiresAt={request.expires_at} />
      </div>
      {children}
      <div className="-mb-3 -ml-3">
        <CopyId id={request.id} />
      </div>
      <SubmissionList type={request.type} submissions={submissions} />
    </div>
  );
}
