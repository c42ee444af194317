import { History } from 'lucide-react';
import { useEffect } from 'react';
import { useRequests, useSessions, useSubmissions } from '../../api/lists';
import type { Account } from '../../api/schemas';
import { useSettings } from '../../api/settings';
import { useText } from '../../i18n';
import { EmptyState, LoadError, Loading } from '../../ui/states';
import { MoreButton } from '../../ui/more-button';
import { LastDay } from './last-day';
import { SessionCard } from './session-card';
import { timelineOf } from './timeline';

interface PagedList {
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
}

/** Loads further pages of a list until it reaches back to the oldest session shown. */
function useAllSince(
  { hasMore, isLoadingMore, loadMore }: PagedList,
  { at, oldest }: { at: string | undefined; oldest: string | undefined },
): void {
  const isShort = at !== undefined && oldest !== undefined && Date.parse(at) > Date.parse(oldest);
  const isWanted = isShort && hasMore && !isLoadingMore;
  useEffect(() => {
    if (isWanted) loadMore();
  }, [isWanted, loadMore]);
}

/** The account's sessions: each login with its requests, who entered codes, and their outcomes. */
export function TimelineTab({ account }: { account: Account }) {
  const { id: accountId } = account;
  const text = useText();
  const sessions = useSessions(accountId, { limit: 10, pollMs: 2_500 });
  const requests = useRequests(accountId, { limit: 50, pollMs: 2_500 });
  const submissions = useSubmissions(accountId, { limit: 100, pollMs: 2_500 });

  const oldest = sessions.items.at(-1)?.started_at;
  useAllSince(requests, { at: requests.items.at(-1)?.created_at, oldest });
  useAllSince(submissions, { at: submissions.items.at(-1)?.submitted_at, oldest });

  const settings = useSettings();

  // Drawn once everything is loaded: later steps would push down what the user is reading.
  const isFetched = [sessions, requests, submissions, settings].every((query) => query.isFetched);
  if (sessions.isLoading || !isFetched) return <Loading />;
  if (sessions.error !== null) return <LoadError error={sessions.error} onRetry={sessions.retry} />;
  if (sessions.items.length === 0) {
    return (
      <EmptyState icon={<History aria-hidden="true" />} title={text.timeline.emptyTitle}>
        {text.timeline.empty}
      </EmptyState>
    );
  }
  const entries = timelineOf({
    sessions: sessions.items,
    requests: requests.items,
    submissions: submissions.items,
  });
  return (
    <>
      <LastDay account={account} />
      <ol className="flex flex-col gap-4">
        {entries.map((entry) => (
          <SessionCard key={entry.session.id} accountId={accountId} {...entry} />
        ))}
      </ol>
      <MoreButton list={sessions} />
    </>
  );
}
