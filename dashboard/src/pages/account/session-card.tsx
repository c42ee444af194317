import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWorkflowLink } from '../../api/settings';
import type { LoginSession } from '../../api/schemas';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Badge, type Tone } from '../../ui/badge';
import { classes } from '../../ui/classes';
import { useServerNow } from '../../ui/use-server-now';
import type { AnsweredRequest, TimelineEntry } from './timeline';

/** The steps of one session, from its start to its end. */
export function SessionCard({ session, requests }: TimelineEntry) {
  const text = useText();
  const format = useFormat();
  const nowMs = useServerNow(1_000);
  const link = useWorkflowLink(session.workflow_id);
  const endMs = session.ended_at === null ? nowMs : Date.parse(session.ended_at);
  const { badge, tone } = badgeOf(session, format.word);

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
            {session.outcome === 'logged_in' && session.reason !== null
              ? format.word('sessionEnd', session.reason)
              : format.word('loginOutcome', session.outcome ?? 'error')}
          </Step>
        )}
      </ol>
    </li>
  );
}

type Word = ReturnType<typeof useFormat>['word'];

function badgeOf(
  { ended_at, phase, outcome, reason }: LoginSession,
  word: Word,
): { badge: string; tone: Tone } {
  if (ended_at === null)
    return {
      badge: word('phase', phase ?? 'running'),
      tone: phase === 'waiting_for_code' ? 'wait' : 'accent',
    };
  if (outcome === 'logged_in') {
    const wasLost = reason === 'session_lost' || reason === 'bank_logged_out';
    return { badge: word('sessionEnd', reason ?? 'completed'), tone: wasLost ? 'bad' : 'good' };
  }
  return { badge: word('loginOutcome', outcome ?? 'error'), tone: outcome === 'cancelled' ? 'plain' : 'bad' };
}

interface RequestStepsProps extends AnsweredRequest {
  isSessionOpen: boolean;
}

function RequestSteps({ request, submissions, isSessionOpen }: RequestStepsProps) {
  const text = useText();
  const format = useFormat();
  const { descriptor } = request;
  return (
    <>
      <Step at={request.created_at} tone="wait">
        {text.timeline.asked(
          descriptor,
          format.word('channel', descriptor.channel),
          descriptor.destination ?? null,
        )}
      </Step>
      {submissions.map(({ submission_id, actor, outcome, at, submitted_at }) => (
        <Step
          key={submission_id}
          at={submitted_at}
          tone={outcome === 'accepted' ? 'good' : outcome === 'rejected' ? 'bad' : 'plain'}
          aside={outcome === null ? null : format.duration(Date.parse(at) - Date.parse(submitted_at))}
        >
          {text.timeline.answered(actor?.name ?? text.common.somebody)}{' '}
          <span className="text-soft">
            {outcome === null ? text.prompt.trying : format.word('outcome', outcome).toLowerCase()}
          </span>
        </Step>
      ))}
      {/* After a session has ended, its last step says how the request ended. */}
      {isSessionOpen && (request.status === 'expired' || request.status === 'cancelled') && (
        <Step
          at={request.ended_at ?? request.expires_at}
          tone={request.status === 'expired' ? 'bad' : 'plain'}
        >
          {format.word('requestStatus', request.status)}
          {request.reason !== null && (
            <span className="text-soft"> {format.word('reason', request.reason).toLowerCase()}</span>
          )}
        </Step>
      )}
    </>
  );
}

interface StepProps {
  at: string;
  tone: 'plain' | 'wait' | 'good' | 'bad';
  /** The duration of the step. */
  aside?: string | null;
  children: ReactNode;
}

const dots = { plain: 'bg-edge', wait: 'bg-wait-strong', good: 'bg-good', bad: 'bg-bad' };

function Step({ at, tone, aside = null, children }: StepProps) {
  const format = useFormat();
  return (
    <li className="relative flex flex-wrap items-baseline justify-between gap-x-4 py-1.5 pl-5 text-sm">
      <span
        aria-hidden="true"
        className={classes(
          'absolute top-3.5 -left-[4.5px] size-2 rounded-full ring-4 ring-surface',
          dots[tone],
        )}
      />
      <span>{children}</span>
      <span className="text-soft tabular">
        {aside !== null && `${aside} · `}
        <time dateTime={at}>{format.clock(at)}</time>
      </span>
    </li>
  );
}
