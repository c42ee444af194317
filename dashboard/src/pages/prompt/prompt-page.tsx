import { ChevronLeft } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import { isProblem } from '../../api/problem';
import { useText } from '../../i18n';
import { NotFound } from '../../shell/not-found';
import { Card } from '../../ui/card';
import { Monogram } from '../../ui/monogram';
import { Page, PageFrame } from '../../ui/page';
import { LoadingOrError } from '../../ui/states';
import { ProblemNotice } from '../../ui/problem-notice';
import { useRequestText } from '../../ui/use-request-text';
import { StopButton } from '../account/stop-button';
import { PromptContent } from './prompt-content';
import { usePrompt } from './use-prompt';

const DemoPhone = lazy(async () => ({ default: (await import('./demo-phone')).DemoPhone }));

interface PromptPageProps {
  accountId: string;
}

/** The page for what a bank is waiting for. Notifications link to it. */
export function PromptPage({ accountId }: PromptPageProps) {
  const text = useText();
  const say = useRequestText();
  const { error, retry, startOver, shown } = usePrompt(accountId);

  if (isProblem(error, 'NOT_FOUND') || isProblem(error, 'VALIDATION_ERROR')) return <NotFound />;
  if (shown === null) {
    return (
      <PageFrame>
        <LoadingOrError error={error} onRetry={retry} />
      </PageFrame>
    );
  }
  const { account, bank, username, view } = shown;
  const isRunning = account.sessionStatus === 'running';
  const hasPhone = account.bank.startsWith('demo');

  return (
    <Page
      title={account.name}
      tabTitle={
        view.is === 'asking'
          ? `${bank.name}: ${say.wanted(view.request)} · ${account.name}`
          : `${account.name} · ${bank.name}`
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
          <PromptContent accountId={accountId} shown={shown} startOver={startOver} />
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
