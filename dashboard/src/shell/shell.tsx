import { ChartColumn, KeyRound, Landmark, Smartphone, Users } from 'lucide-react';
import { type ReactNode, useCallback } from 'react';
import { Link, useLocation } from 'wouter';
import { useAccounts } from '../api/accounts';
import { useIsReachable } from '../api/reachability';
import type { User } from '../api/schemas';
import { IdentityDialog } from '../auth/identity-dialog';
import { useText } from '../i18n';
import { notify } from '../live/alerts';
import { useRequestAlerts } from '../live/request-alerts';
import { RequestToasts } from '../live/request-toasts';
import { SilentSound } from '../live/silent-sound';
import { chime } from '../live/sound';
import { usePush } from '../live/use-push';
import { useRealtime } from '../live/realtime';
import { useWaitingRequests, WaitingContext } from '../live/waiting-requests';
import { Shortcuts } from '../palette/shortcuts';
import { ButtonLink } from '../ui/button';
import { classes } from '../ui/classes';
import { Spinner } from '../ui/spinner';
import { Logo } from './logo';
import { morePlaces } from './more-places';
import { isOn } from './preferences';
import { SessionEnd } from './session-end';
import { UserMenu } from './user-menu';

interface ShellProps {
  user: User;
  children: ReactNode;
}

/** The frame of every page after signing in: header, navigation and the notice about a lost connection. */
export function Shell({ user, children }: ShellProps) {
  const text = useText();
  useRealtime();
  usePush();
  const [here] = useLocation();
  const { data: accounts = [] } = useAccounts();
  const requests = useWaitingRequests();
  const { waiting } = requests;
  const { alerts, latest, dismiss } = useRequestAlerts(requests, accounts);

  const warnOfEnd = useCallback(() => {
    const { notification, what } = text.sessionEnd;
    if (isOn('sound')) chime();
    if (isOn('notify')) notify(notification, { body: what, tag: 'session-end', path: here }, () => undefined);
  }, [text, here]);

  return (
    <WaitingContext value={requests}>
      <Shortcuts />
      <a
        href="#main"
        className="fixed top-2 left-2 z-60 -translate-y-20 rounded-lg bg-accent px-4 py-2 font-medium text-on-accent focus:translate-y-0"
      >
        {text.shell.skip}
      </a>
      <SessionEnd onWarn={warnOfEnd} />
      <IdentityDialog />
      <div className="lg:grid lg:min-h-dvh lg:grid-cols-[15.5rem_minmax(0,1fr)]">
        <header className="hidden border-r border-line bg-surface lg:block">
          <div className="sticky top-0 z-30 flex h-dvh flex-col p-4">
            <Link href="/" className="rounded-lg px-2 py-2">
              <Logo />
            </Link>
            <nav aria-label={text.shell.main} className="mt-6 flex flex-1 flex-col gap-0.5">
              <Places look="side" waiting={waiting.length} />
              <MorePlaces />
            </nav>
            <div className="mb-2 h-10">
              <AnswerLink waiting={waiting.length} />
            </div>
            <UserMenu user={user} side="top" />
          </div>
        </header>
        <div className="flex min-h-dvh min-w-0 flex-col pb-[calc(4rem+env(safe-area-inset-bottom))] lg:pb-0">
          <header className="sticky top-0 z-20 flex h-14 items-center justify-between border-b border-line bg-surface px-4 lg:hidden">
            <Link href="/" className="rounded-lg">
              <Logo />
            </Link>
            <div className="flex items-center gap-2">
              {/* It has its space always, so that nothing moves when it appears; on the narrowest phones there is none. */}
              <div className="hidden w-28 min-[22.5rem]:block">
                <AnswerLink waiting={waiting.length} />
              </div>
              <UserMenu user={user} side="bottom" isCompact />
            </div>
          </header>
          <LostConnection />
          <main id="main" tabIndex={-1} className="min-w-0 flex-1 outline-none">
            {children}
          </main>
          <SilentSound />
          <RequestToasts alerts={alerts} latest={latest} onDismiss={dismiss} />
        </div>
        <nav
          aria-label={text.shell.main}
          className="fixed inset-x-0 bottom-0 z-20 grid h-[calc(4rem+env(safe-area-inset-bottom))] grid-cols-5 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
        >
          <Places look="bottom" waiting={waiting.length} />
        </nav>
      </div>
    </WaitingContext>
  );
}

/** Leads to the answer queue while a bank waits. */
function AnswerLink({ waiting }: { waiting: number }) {
  const text = useText();
  const [here] = useLocation();
  if (waiting === 0 || here === '/answer') return null;
  return (
    <ButtonLink href="/answer" look="primary" className="w-full px-2! tabular">
      {text.queue.open(waiting)}
    </ButtonLink>
  );
}

const places = [
  { href: '/', name: 'accounts', icon: Users },
  { href: '/overview', name: 'overview', icon: ChartColumn },
  { href: '/banks', name: 'banks', icon: Landmark },
  { href: '/keys', name: 'keys', icon: KeyRound },
  { href: '/relay', name: 'relay', icon: Smartphone },
] as const;

interface PlacesProps {
  look: 'side' | 'bottom';
  waiting: number;
}

function Places({ look, waiting }: PlacesProps) {
  const text = useText();
  const [here] = useLocation();
  return places.map(({ href, name, icon: Icon }) => {
    const isHere = href === '/' ? here === '/' || here.startsWith('/accounts') : here.startsWith(href);
    const counts = name === 'accounts' && waiting > 0;
    return (
      <Link
        key={href}
        href={href}
        aria-current={isHere ? 'page' : undefined}
        className={classes(
          'font-medium transition-colors',
          look === 'side'
            ? 'flex h-10 items-center gap-3 rounded-lg px-3 text-sm'
            : 'relative flex flex-col items-center justify-center gap-1 text-[0.6875rem]',
          isHere ? classes('text-accent', look === 'side' && 'bg-accent-tint') : 'text-soft hover:text-ink',
        )}
      >
        <Icon aria-hidden="true" className={look === 'side' ? 'size-4.5' : 'size-5'} />
        <span className={look === 'side' ? 'flex-1' : ''}>{text.shell[name]}</span>
        {counts && (
          <span
            key={waiting}
            className={classes(
              'grid h-5 min-w-5 place-items-center rounded-full bg-wait-tint px-1.5 text-xs font-semibold text-wait tabular',
              look === 'bottom' && 'absolute top-1.5 left-[calc(50%+0.4rem)]',
            )}
          >
            {waiting}
            <span className="sr-only"> {text.shell.waiting}</span>
          </span>
        )}
      </Link>
    );
  });
}

/** Places that a phone has in the user menu. */
function MorePlaces() {
  const text = useText();
  const [here] = useLocation();
  return morePlaces.map(({ href, name, icon: Icon }) => (
    <Link
      key={href}
      href={href}
      aria-current={here.startsWith(href) ? 'page' : undefined}
      className={classes(
        'flex h-10 items-center gap-3 rounded-lg px-3 text-sm font-medium transition-colors',
        here.startsWith(href) ? 'bg-accent-tint text-accent' : 'text-soft hover:text-ink',
      )}
    >
      <Icon aria-hidden="true" className="size-4.5" />
      {text.shell[name]}
    </Link>
  ));
}

/** Floats over the page, so that nothing moves when it appears. */
function LostConnection() {
  const text = useText();
  const isReachable = useIsReachable();
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-4 bottom-[calc(5rem+env(safe-area-inset-bottom))] z-30 flex justify-center lg:bottom-4"
    >
      {!isReachable && (
        <p className="flex items-center gap-3 rounded-xl border border-wait bg-wait-tint px-4 py-2 text-sm font-medium text-wait shadow-lg">
          <Spinner /> {text.shell.lost}
        </p>
      )}
    </div>
  );
}
