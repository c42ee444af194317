import { useEffect, useState } from 'react';
import { refreshAccount, useAccount, useConfig, useStartOver } from '../../api/accounts';
import { usePendingRequest } from '../../api/assistance';
import { useBanks } from '../../api/banks';
import { useRequests, useSessions, useSubmissions } from '../../api/lists';
import type { RequestType } from '../../api/schemas';
import { serverNowMs } from '../../api/server-clock';
import { useBankMarks } from '../../ui/use-bank-marks';
import { type AcceptedAnswer, promptView } from './prompt-view';

/** What a bank is waiting for at one account, and all that a page needs to show it. */
export function usePrompt(accountId: string) {
  const account = useAccount(accountId);
  const pending = usePendingRequest(accountId);
  const sessions = useSessions(accountId, { limit: 1, pollMs: 2_000 });
  const requests = useRequests(accountId, { limit: 1, pollMs: 2_000 });
  const submissions = useSubmissions(accountId, { limit: 10, pollMs: 1_500, isNotPushed: true });
  const config = useConfig(accountId);
  const banks = useBanks();
  const markOf = useBankMarks();
  const [accepted, setAccepted] = useState<AcceptedAnswer | null>(null);
  const startOver = useStartOver(accountId);

  const sessionId = sessions.items[0]?.id ?? 'the only one';
  const pendingId = pending.data?.id ?? null;
  // When a request appears or ends, the account and its lists have changed too.
  useEffect(() => void refreshAccount(accountId), [accountId, pendingId]);
  useRefreshAtDeadline(accountId, pending.data?.expires_at ?? null);

  // Nothing is drawn before everything that decides the layout is known, so that nothing moves while it loads.
  const areListsFetched = [sessions, requests, submissions, config, banks].every(
    ({ isFetched }) => isFetched,
  );
  const shared = { error: account.error, retry: account.refetch, startOver };
  if (account.data === undefined || pending.data === undefined || !areListsFetched)
    return { ...shared, shown: null };
  const view = promptView({
    account: account.data,
    pending: pending.data,
    latestSession: sessions.items[0] ?? null,
    latestRequest: requests.items[0] ?? null,
    accepted: accepted?.sessionId === sessionId ? accepted : null,
  });
  return {
    ...shared,
    shown: {
      account: account.data,
      bank: markOf(account.data.bank),
      username: config.data?.bank_username ?? null,
      view,
      submissions: submissions.items.filter(
        ({ request_id }) => view.is === 'asking' && request_id === view.request.id,
      ),
      isFollowUp: submissions.items.some(
        ({ request_id, outcome, option, submitted_at }) =>
          view.is === 'asking' &&
          request_id !== view.request.id &&
          outcome === 'accepted' &&
          typeof option !== 'string' &&
          submitted_at > (sessions.items[0]?.started_at ?? ''),
      ),
      setAccepted: (type: RequestType) => setAccepted({ sessionId, type }),
    },
  };
}
export type ShownPrompt = NonNullable<ReturnType<typeof usePrompt>['shown']>;

/**
 * Reloads the account at the deadline and shortly after it, so that the end appears as soon as the server has
 * recorded it.
 */
function useRefreshAtDeadline(accountId: string, expiresAt: string | null): void {
  useEffect(() => {
    if (expiresAt === null) return;
    const leftMs = Math.max(0, Date.parse(expiresAt) - serverNowMs());
    const timers = [150, 500, 1_000].map((laterMs) =>
      setTimeout(() => void refreshAccount(accountId), leftMs + laterMs),
    );
    return () => timers.forEach(clearTimeout);
  }, [accountId, expiresAt]);
}
