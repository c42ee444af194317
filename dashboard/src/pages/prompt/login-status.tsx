import { CircleCheck, CircleDashed, CircleX, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { ButtonLink } from '../../ui/button';
import { useHeadingFocus } from '../../ui/use-heading-focus';
import { Spinner } from '../../ui/spinner';
import { useRequestText } from '../../ui/use-request-text';
import { AlertsHint } from '../../live/alerts-hint';
import { useWaiting } from '../../live/waiting-requests';
import { StartButtons } from '../account/start-buttons';
import { usePromptHost } from './prompt-host';
import type { PromptView } from './prompt-view';

interface LoginStatusProps {
  accountId: string;
  view: Exclude<PromptView, { is: 'asking' }>;
}

/** The state of the login while the bank asks for nothing, and what the user can do next. */
export function LoginStatus({ accountId, view }: LoginStatusProps) {
  const text = useText();
  const format = useFormat();
  const say = useRequestText();
  const { prompt } = text;
  switch (view.is) {
    case 'signing-in':
      return (
        <StatusMessage
          icon={<Spinner className="size-9 text-accent" />}
          title={
            view.after === null
              ? prompt.signingInTitle
              : view.after === 'otp'
                ? prompt.acceptedTitle
                : prompt.continuingTitle
          }
        >
          {view.after === null ? prompt.signingIn : view.after === 'otp' ? prompt.goesOn : prompt.continuing}
        </StatusMessage>
      );
    case 'starting-over':
      return (
        <StatusMessage icon={<Spinner className="size-9 text-accent" />} title={prompt.startingOverTitle}>
          {prompt.startingOver}
        </StatusMessage>
      );
    case 'stopping':
      return (
        <StatusMessage icon={<Spinner className="size-9 text-accent" />} title={prompt.stoppingTitle}>
          {prompt.stopping}
        </StatusMessage>
      );
    case 'logged-in':
      return (
        <StatusMessage icon={<CircleCheck className="size-11 text-good" />} title={prompt.loggedInTitle}>
          <p>{view.isOpen ? prompt.loggedIn : prompt.loggedInAndDone}</p>
          <AfterLogin accountId={accountId} />
        </StatusMessage>
      );
    case 'failed':
      return (
        <StatusMessage
          icon={<CircleX className="size-11 text-bad" />}
          title={say.loginOutcome(view.outcome, view.type)}
        >
          <p>{say.next(view.outcome, view.type)}</p>
          <Start accountId={accountId} blockReason={null} label={prompt.startAgain} />
        </StatusMessage>
      );
    case 'blocked':
      return (
        <StatusMessage
          icon={<Lock className="size-10 text-bad" />}
          title={format.word('blockTitle', view.reason)}
        >
          <p>{format.word('blockReason', view.reason)}</p>
          <Start accountId={accountId} blockReason={view.reason} label={text.account.start} />
        </StatusMessage>
      );
    case 'idle':
      return (
        <StatusMessage icon={<CircleDashed className="size-11 text-soft" />} title={prompt.idleTitle}>
          <p>{prompt.idle}</p>
          <Start accountId={accountId} blockReason={null} label={text.account.start} />
        </StatusMessage>
      );
  }
}

interface StatusMessageProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
}

function StatusMessage({ icon, title, children }: StatusMessageProps) {
  const heading = useHeadingFocus<HTMLHeadingElement>();
  return (
    <div
      role="status"
      className="flex animate-[rise_.25s_ease-out] flex-col items-center px-2 py-8 text-center"
    >
      <div aria-hidden="true" className="grid size-12 place-items-center">
        {icon}
      </div>
      <h2
        ref={heading}
        tabIndex={-1}
        className="mt-4 w-full text-lg font-semibold tracking-tight outline-none"
      >
        {title}
      </h2>
      <div className="mt-1.5 w-full max-w-sm text-soft">{children}</div>
    </div>
  );
}

/** The way on after a login: to the next prompt where another bank waits. The answer queue goes there by itself. */
function AfterLogin({ accountId }: { accountId: string }) {
  const text = useText();
  const others = useWaiting().length;
  const hasPage = usePromptHost() === null;
  const hasNext = hasPage && others > 0;
  return (
    <>
      <Actions>
        {hasNext && (
          <ButtonLink href="/answer" look="primary">
            {text.queue.answerNext}
          </ButtonLink>
        )}
        <ButtonLink href={`/accounts/${accountId}`} look={hasNext ? 'secondary' : 'primary'}>
          {text.prompt.toAccount}
        </ButtonLink>
        <ButtonLink href="/">{text.prompt.toAccounts}</ButtonLink>
      </Actions>
      {hasPage && <AlertsHint />}
    </>
  );
}

const Actions = ({ children }: { children: ReactNode }) => (
  <div className="mt-6 flex flex-wrap justify-center gap-2">{children}</div>
);

interface StartProps {
  accountId: string;
  blockReason: string | null;
  label: string;
}

function Start({ accountId, ...buttons }: StartProps) {
  const text = useText();
  return (
    <>
      <div className="mt-6 flex flex-col items-center gap-3">
        <StartButtons accountId={accountId} {...buttons} className="justify-center" />
      </div>
      <div className="mt-2 flex justify-center">
        <ButtonLink href={`/accounts/${accountId}`} look="quiet">
          {text.prompt.toAccount}
        </ButtonLink>
      </div>
    </>
  );
}
