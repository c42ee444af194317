import { Link } from 'wouter';
import type { RequestType } from '../../api/schemas';
import { useText } from '../../i18n';
import { Card } from '../../ui/card';
import { classes } from '../../ui/classes';
import { Monogram } from '../../ui/monogram';
import { ProblemNotice } from '../../ui/problem-notice';
import { LoadingOrError } from '../../ui/states';
import { PromptContent } from '../prompt/prompt-content';
import { type PromptHost, PromptHostContext } from '../prompt/prompt-host';
import { usePrompt } from '../prompt/use-prompt';

interface QueuedPromptProps {
  accountId: string;
  host: PromptHost;
  isBesideOthers: boolean;
  onActivate: () => void;
  onAccepted: (type: RequestType) => void;
}

/** The prompt of one account of the queue, with its account and bank. */
export function QueuedPrompt({ accountId, host, isBesideOthers, onActivate, onAccepted }: QueuedPromptProps) {
  const text = useText();
  const { error, retry, startOver, shown } = usePrompt(accountId);
  return (
    // A click or Tab into one of several prompts makes it the active one.
    <div data-prompt={accountId} onFocusCapture={onActivate} className="min-w-0">
      <Card
        className={classes(
          // Nothing below a prompt moves when it changes.
          isBesideOthers ? 'h-120 overflow-y-auto [scrollbar-gutter:stable]' : 'min-h-168 sm:p-8 lg:min-h-96',
          isBesideOthers && host.isActive && 'border-accent! ring-3 ring-accent/25',
        )}
      >
        {shown === null ? (
          <LoadingOrError error={error} onRetry={retry} />
        ) : (
          <section aria-label={`${shown.account.name}, ${shown.bank.name}`}>
            <header className="mb-5 flex items-center gap-3 border-b border-line pb-4">
              <Monogram bank={shown.bank} />
              <p className="min-w-0 flex-1 text-sm wrap-anywhere">
                <Link
                  href={`/accounts/${accountId}`}
                  className="block font-semibold text-ink hover:text-accent"
                >
                  {shown.account.name}
                </Link>
                <span className="text-soft">
                  {shown.bank.name}
                  {shown.username !== null && ` · ${text.prompt.username(shown.username)}`}
                </span>
              </p>
            </header>
            <ProblemNotice error={startOver.error} className="mb-6" />
            <PromptHostContext value={host}>
              <PromptContent
                accountId={accountId}
                shown={shown}
                startOver={startOver}
                onAccepted={onAccepted}
              />
            </PromptHostContext>
          </section>
        )}
      </Card>
    </div>
  );
}
