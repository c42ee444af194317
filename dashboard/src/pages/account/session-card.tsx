import { ExternalLink } from 'lucide-react';
import { useWorkflowLink } from '../../api/settings';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Badge, type Tone } from '../../ui/badge';
import { CopyId } from '../../ui/copy-id';
import { useRequestText } from '../../ui/use-request-text';
import { useServerNow } from '../../ui/use-server-now';
import { stateAfter, toneOfState } from '../accounts/account-state';
import { FailureEvidence } from './failure-evidence';
import { RequestSteps } from './request-steps';
import { Step } from './step';
import type { TimelineEntry } from './timeline';

/** The steps of one session, from its start to its end. */
export function SessionCard({ accountId, session, requests }: TimelineEntry & { accountId: string }) {
  const text = useText();
  const format = useFormat();
  const nowMs = useServerNow(1_000);
  const link = useWorkflowLink(session);
  const endMs = session.ended_at === null ? nowMs : Date.parse(session.ended_at);
  const { badge, tone } = useSessionBadge({ session, requests });

  return (
    <li className="rounded-2xl border border-line bg-surface p-5 shadow-xs">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <h2 className="font-semibold">{format.dateTime(session.started_at)}</h2>
          <Badge tone={tone} {...(session.ended_at === null ? { dot: 'alive' } : {})}>
            {badge}
          </Badge>
          {/* Last in its line: its width changes while the session is open, and nothing may move. */}
          <span className="text-sm text-soft tabular">
            {format.duration(endMs - Date.parse(session.started_at))}
          </span>
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <CopyId id={session.id} />
          {link !== null && (
            <a
              href={link}
              target="_blank"
              rel="noreferrer"
              className="inline-flex items-center gap-1.5 text-sm font-medium text-accent underline-offset-4 hover:underline"
            >
              {text.timeline.workflow} <ExternalLink aria-hidden="true" className="size-3.5" />
            </a>
          )}
        </div>
      </header>
      <ol className="mt-4 ml-1.5 border-l border-line">
        <Step at={session.started_at} tone="plain">
          {text.timeline.started}
        </Step>
        {requests.map((answered) => (
          <RequestSteps key={answered.request.id} {...answered} isSessionOpen={session.ended_at === null} />
        ))}
        {typeof session.logged_in_at === 'string' && (
          <Step
            at={session.logged_in_at}
            tone="good"
            aside={format.duration(Date.parse(session.logged_in_at) - Date.parse(session.started_at))}
          >
            {text.timeline.loggedIn}
          </Step>
        )}
        {session.ended_at !== null && (
          <Step at={session.ended_at} tone={tone === 'bad' ? 'bad' : 'plain'}>
            {badge}
          </Step>
        )}
      </ol>
      {session.has_evidence === true && session.outcome !== 'logged_in' && session.ended_at !== null && (
        <FailureEvidence accountId={accountId} loginId={session.id} />
      )}
    </li>
  );
}

/** The state of the session, or how it ended. */
function useSessionBadge({ session, requests }: TimelineEntry): { badge: string; tone: Tone } {
  const text = useText();
  const format = useFormat();
  const say = useRequestText();
  const { ended_at, phase, outcome, reason } = session;
  const request = requests.at(-1)?.request;
  if (ended_at === null) {
    const isWaiting = phase === 'waiting_for_code';
    return isWaiting && request !== undefined
      ? { badge: text.requests[request.type].waiting, tone: 'wait' }
      : { badge: format.word('phase', phase ?? 'running'), tone: isWaiting ? 'wait' : 'accent' };
  }
  if (outcome === 'logged_in') {
    const wasLost = reason === 'session_lost' || reason === 'bank_logged_out';
    return { badge: format.word('sessionEnd', reason ?? 'completed'), tone: wasLost ? 'plain' : 'good' };
  }
  const isStoppedAtPage = outcome === 'page_not_recognised' || outcome === 'error';
  const headlines: Readonly<Record<string, string>> = text.evidence.headlines;
  const cause = isStoppedAtPage ? headlines[session.failure_cause ?? ''] : undefined;
  return {
    badge: cause ?? say.loginOutcome(outcome ?? 'error', request?.type ?? null),
    tone: outcome === 'cancelled' ? 'plain' : toneOfState[stateAfter(outcome)],
  };
}
