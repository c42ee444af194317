import { ChevronLeft } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { refreshAccount, useAccount, useConfig, useStartOver } from '../../api/accounts';
import { useBanks } from '../../api/banks';
import { useRequests, useSessions, useSubmissions } from '../../api/lists';
import { usePendingRequest } from '../../api/assistance';
import { isProblem } from '../../api/problem';
import { serverNowMs } from '../../api/server-clock';
import { useText } from '../../i18n';
import { NotFound } from '../../shell/not-found';
import { Card } from '../../ui/card';
import { useBankMarks } from '../../ui/use-bank-marks';
import { Monogram } from '../../ui/monogram';
import { Page, PageFrame } from '../../ui/page';
import { LoadingOrError } from '../../ui/states';
import { ProblemNotice } from '../../ui/problem-notice';
import { useRequestText } from '../../ui/use-request-text';
import { StopButton } from '../account/stop-button';
import { LoginStatus } from './login-status';
import { type AcceptedAnswer, promptView } from './prompt-view';
import { RequestPrompt } from './request-prompt';

const DemoPhone = lazy(async () => ({ default: (await import('./demo-phone')).DemoPhone }));

interface PromptPageProps {
  accountId: string;
}

/** The page for what a bank is waiting for. Notifications link to it. */
export function PromptPage({ accountId }: PromptPageProps) {
  const text = useText();
  const account = useAccount(accountId);
  const pending = usePendingRequest(accountId);
  const sessions = useSessions(accountId, { limit: 1, pollMs: 2_000 });
  const requests = useRequests(accountId, { limit: 1, pollMs: 2_000 });
  const submissions = useSubmissions(accountId, { limit: 10, pollMs: 1_500, isNotPushed: true });
  const config = useConfig(accountId);
  const banks = useBanks();
  const markOf = useBankMarks();
  const say = useRequestText();
  const [accepted, setAccepted] = useState<AcceptedAnswer | null>(null);
  const startOver = useStartOver(accountId);

  const sessionId = sessions.items[0]?.id ?? 'the only one';
  const pendingId = pending.data?.id ?? null;
  // When a request appears or ends, the account and its lists have changed too.
  useEffect(() => void refreshAccount(accountId), [accountId, pendingId]);
  useRefreshAtDeadline(accountId, pending.data?.expires_at ?? null);

  if (isProblem(account.error, 'NOT_FOUND') || isProblem(account.error, 'VALIDATION_ERROR'))
    return <NotFound />;
  // The page is drawn once everything that decides its layout is known, so that nothing moves while it loads.
  const areListsFetched = [sessions, requests, submissions, config, banks].every(
    ({ isFetched }) => isFetched,
  );
  if (account.data === undefined || pending.data === undefined || !areListsFetched) {
    return (
      <PageFrame>
        <LoadingOrError error={account.data === undefined ? account.error : null} onRetry={account.refetch} />
      </PageFrame>
    );
  }
  const view = promptView({
    account: account.data,
    pending: pending.data,
    latestSession: sessions.items[0] ?? null,
    latestRequest: requests.items[0] ?? null,
    accepted: accepted?.sessionId === sessionId ? accepted : null,
  });
  const isRunning = account.data.sessionStatus === 'running';
  const hasPhone = account.data.bank.startsWith('demo');
  const bank = markOf(account.data.bank);
  const username = config.data?.bank_username ?? null;

  return (
    <Page
      title={account.data.name}
      tabTitle={
        view.is === 'asking'
          ? `${bank.name}: ${say.wanted(view.request)} · ${account.data.name}`
          : `${account.data.name} · ${bank.name}`
      }
      description={
        <span className="flex items-center gap-2.5">
          <Monogram bank={bank} />
          <span className="min-w-0 text-base wrap-anywhere">
            <span className="font-semibold text-ink">{bank.name}</span>
            {username !== null && ` · ${text.prompt.username(username)}`}
          </span>
        </span>
      }
      above={
        <Link
          href={`/accounts/${accountId}`}
          className="mb-1 inline-flex items-center gap-1 text-sm font-medium text-soft hover:text-ink"
        >
          <ChevronLeft aria-hidden="true" className="size-4" /> {text.prompt.toAccount}
        </Link>
      }
      actions={isRunning && <StopButton accountId={accountId} />}
    >
      <ProblemNotice error={startOver.error} className="mb-6" />
      <div
        className={
          hasPhone
            ? 'grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]'
            : 'mx-auto max-w-2xl'
        }
      >
        <Card className="sm:p-8">
          {view.is === 'asking' ? (
            <RequestPrompt
              key={view.request.id}
              accountId={accountId}
              request={view.request}
              submissions={submissions.items.filter(({ request_id }) => request_id === view.request.id)}
              startOver={startOver}
              onAccepted={() => setAccepted({ sessionId, type: view.request.type })}
            />
          ) : (
            <LoginStatus accountId={accountId} view={startOver.isPending ? { is: 'starting-over' } : view} />
          )}
        </Card>
        {/* On a narrow screen the phone is below the card, and only shown while a login is running. */}
        {hasPhone && (
          <div className={view.is === 'asking' || view.is === 'signing-in' ? '' : 'hidden lg:block'}>
            <Suspense>
              <DemoPhone accountId={accountId} />
            </Suspense>
          </div>
        )}
      </div>
    </Page>
  );
}

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
