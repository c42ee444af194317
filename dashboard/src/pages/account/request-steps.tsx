import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { useRequestText } from '../../ui/use-request-text';
import { Step } from './step';
import type { AnsweredRequest } from './timeline';

interface RequestStepsProps extends AnsweredRequest {
  isSessionOpen: boolean;
}

/** What the bank asked for, who answered, and how the request ended. */
export function RequestSteps({ request, submissions, isSessionOpen }: RequestStepsProps) {
  const text = useText();
  const format = useFormat();
  const say = useRequestText();
  const { type, status, reason } = request;
  const endedAt = request.ended_at ?? request.expires_at;
  return (
    <>
      <Step at={request.created_at} tone="wait">
        {say.asked(request)}
      </Step>
      {submissions.map(({ submission_id, actor, option = null, outcome, at, submitted_at }) => (
        <Step
          key={submission_id}
          at={submitted_at}
          tone={outcome === 'accepted' ? 'good' : outcome === 'rejected' ? 'bad' : 'plain'}
          aside={outcome === null ? null : format.duration(Date.parse(at) - Date.parse(submitted_at))}
        >
          {text.requests[type].answered(actor?.name ?? text.common.somebody, option)}{' '}
          <span className="text-soft">
            {outcome === null ? text.prompt.trying : say.outcome(type, outcome).toLowerCase()}
          </span>
        </Step>
      ))}
      {type === 'approval' && status === 'fulfilled' && (
        <Step
          at={endedAt}
          tone="good"
          aside={format.duration(Date.parse(endedAt) - Date.parse(request.created_at))}
        >
          {text.timeline.approved}
        </Step>
      )}
      {/* After a session has ended, its last step says how the request ended. */}
      {isSessionOpen && status === 'expired' && (
        <Step at={endedAt} tone="bad">
          {text.requests[type].ends.expired}
        </Step>
      )}
      {isSessionOpen && status === 'cancelled' && (
        <Step at={endedAt} tone="plain">
          {text.timeline.cancelled}
          {reason !== null && (
            <span className="text-soft"> {format.word('reason', reason).toLowerCase()}</span>
          )}
        </Step>
      )}
    </>
  );
}
