import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import type { RequestType, Submission } from '../../api/schemas';
import { Badge, type Tone } from '../../ui/badge';
import { Spinner } from '../../ui/spinner';
import { useRequestText } from '../../ui/use-request-text';

interface SubmissionListProps {
  type: RequestType;
  submissions: readonly Submission[];
}

const toneOf = (outcome: string): Tone =>
  outcome === 'accepted' ? 'good' : outcome === 'rejected' || outcome === 'repeated' ? 'bad' : 'plain';

/** The submissions of this request by all users, without the codes and texts themselves. */
export function SubmissionList({ type, submissions }: SubmissionListProps) {
  const text = useText();
  const format = useFormat();
  const say = useRequestText();
  const title = text.requests[type].answers;
  if (submissions.length === 0) return null;
  return (
    <section aria-label={title} className="border-t border-line pt-4">
      <h2 className="text-sm font-medium">{title}</h2>
      <ul className="mt-2 flex flex-col gap-2">
        {submissions.map(({ submission_id, actor, option, outcome, submitted_at }) => (
          <li key={submission_id} className="flex items-center justify-between gap-3 text-sm">
            <span className="min-w-0 truncate text-soft">
              {actor?.name ?? text.common.somebody} · {format.clock(submitted_at)}
              {typeof option === 'string' && ` · ${option}`}
            </span>
            {outcome === null ? (
              <Badge tone="accent">
                <Spinner className="size-3" /> {text.prompt.trying}
              </Badge>
            ) : (
              <Badge tone={toneOf(outcome)}>{say.outcome(type, outcome)}</Badge>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
