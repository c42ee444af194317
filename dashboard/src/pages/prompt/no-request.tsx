import { CircleCheck, CircleDashed, CircleX, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { type SessionCommand, useSessionCommand } from '../../api/accounts';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Button, ButtonLink } from '../../ui/button';
import { useFocusFrom } from '../../ui/use-focus-from';
import { Spinner } from '../../ui/spinner';
import { ProblemNotice } from '../../ui/problem-notice';
import type { PromptView } from './prompt-view';

interface NoRequestProps {
  accountId: string;
  view: Exclude<PromptView, { is: 'asking' }>;
}

/** No code is asked for: what goes on instead, and what to do next. */
export function NoRequest({ accountId, view }: NoRequestProps) {
  const text = useText();
  const format = useFormat();
  const { prompt } = text;
  switch (view.is) {
    case 'signing-in':
      return (
        <Scene
          icon={<Spinner className="size-9 text-accent" />}
          title={view.hasCode ? prompt.acceptedTitle : prompt.signingInTitle}
        >
          {view.hasCode ? prompt.goesOn : prompt.signingIn}
        </Scene>
      );
    case 'stopping':
      return (
        <Scene icon={<Spinner className="size-9 text-accent" />} title={prompt.stoppingTitle}>
          {prompt.stopping}
        </Scene>
      );
    case 'logged-in':
      return (
        <Scene icon={<CircleCheck className="size-11 text-good" />} title={prompt.loggedInTitle}>
          <p>{view.isOpen ? prompt.loggedIn : prompt.loggedInAndDone}</p>
          <Ways>
            <ButtonLink href={`/accounts/${accountId}`} look="primary">
              {prompt.toAccount}
            </ButtonLink>
            <ButtonLink href="/">{prompt.toAccounts}</ButtonLink>
          </Ways>
        </Scene>
      );
    case 'failed':
      return (
        <Scene
          icon={<CircleX className="size-11 text-bad" />}
          title={format.word('loginOutcome', view.outcome)}
        >
          <p>{format.word('next', view.outcome)}</p>
          <Start accountId={accountId} wish="scrape" label={prompt.startAgain} />
        </Scene>
      );
    case 'blocked':
      return (
        <Scene icon={<Lock className="size-10 text-bad" />} title={prompt.blockedTitle}>
          <p>{format.word('blockReason', view.reason)}</p>
          <Start accountId={accountId} wish="restart" label={text.account.restart} />
        </Scene>
      );
    case 'idle':
      return (
        <Scene icon={<CircleDashed className="size-11 text-soft" />} title={prompt.idleTitle}>
          <p>{prompt.idle}</p>
          <Start accountId={accountId} wish="scrape" label={text.account.start} />
        </Scene>
      );
  }
}

interface SceneProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
}

function Scene({ icon, title, children }: SceneProps) {
  const heading = useFocusFrom<HTMLHeadingElement>();
  return (
    <div
      role="status"
      className="flex animate-[rise_.25s_ease-out] flex-col items-center px-2 py-8 text-center"
    >
      <div aria-hidden="true" className="grid h-12 place-items-center">
        {icon}
      </div>
      <h2 ref={heading} tabIndex={-1} className="mt-4 text-lg font-semibold tracking-tight outline-none">
        {title}
      </h2>
      <div className="mt-1.5 max-w-sm text-soft">{children}</div>
    </div>
  );
}

const Ways = ({ children }: { children: ReactNode }) => (
  <div className="mt-6 flex flex-wrap justify-center gap-2">{children}</div>
);

interface StartProps {
  accountId: string;
  wish: SessionCommand;
  label: string;
}

function Start({ accountId, wish, label }: StartProps) {
  const text = useText();
  const session = useSessionCommand(accountId);
  return (
    <>
      <Ways>
        <Button look="primary" isBusy={session.isPending} onClick={() => session.mutate(wish)}>
          {label}
        </Button>
        <ButtonLink href={`/accounts/${accountId}`}>{text.prompt.toAccount}</ButtonLink>
      </Ways>
      <ProblemNotice error={session.error} className="mt-4 text-left" />
    </>
  );
}
