import { ArrowLeft, ArrowRight, Inbox } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { RequestType } from '../../api/schemas';
import { useText } from '../../i18n';
import { useAreRequestsKnown } from '../../live/waiting-requests';
import { useAnswerLayout } from '../../shell/preferences';
import { Button } from '../../ui/button';
import { classes } from '../../ui/classes';
import { Page } from '../../ui/page';
import { EmptyState, Loading } from '../../ui/states';
import { useMedia } from '../../ui/use-media';
import { LayoutSwitch } from './layout-switch';
import { afterAnswer, stepFrom, withActive } from './queue';
import { QueuedPrompt } from './queued-prompt';
import { QueueList } from './queue-list';
import { useQueue } from './use-queue';
import { useQueueKeys } from './use-queue-keys';
import { useQueuePaste } from './use-queue-paste';
import { WhichPrompt } from './which-prompt';

const DemoPhone = lazy(async () => ({ default: (await import('../prompt/demo-phone')).DemoPhone }));

/** All that banks wait for, one prompt after another or side by side, without a change of page. */
export function AnswerPage() {
  const text = useText();
  // `lg` of Tailwind: the width from which two prompts fit side by side.
  const isWide = useMedia('(min-width: 64rem)');
  const isManyWanted = useAnswerLayout() === 'many';
  const areRequestsKnown = useAreRequestsKnown();
  const { queue, setQueue, rows, isKnown } = useQueue();
  const [acceptedId, setAcceptedId] = useState<string | null>(null);
  const nameOf = (id: string | null) => rows.find(({ account }) => account.id === id)?.account.name ?? '';

  const activate = (id: string) => setQueue((last) => withActive(last, id));
  const step = (by: 1 | -1) => {
    const next = stepFrom(queue, by);
    if (next !== null) activate(next);
  };
  useQueueKeys(step);
  const pasting = useQueuePaste({
    queue,
    namesOf: (id) =>
      rows
        .filter(({ account }) => account.id === id)
        .flatMap(({ account, bank }) => [account.name, bank.name]),
    onGive: activate,
  });
  const accepted = (id: string, type: RequestType) => {
    setAcceptedId(id);
    // The bank asks for the code of its choice next: the user stays with that login.
    if (type !== 'choice') setQueue((last) => afterAnswer(last, id));
  };

  const count = queue.waiting.length;
  const frame = { title: text.queue.title, description: text.queue.waiting(count) };
  // Everything that decides what the rows say is known before they are drawn, so that nothing moves.
  if (!areRequestsKnown || !isKnown) {
    return (
      <Page {...frame}>
        <Loading />
      </Page>
    );
  }
  if (queue.activeId === null) {
    return (
      <Page {...frame}>
        <EmptyState icon={<Inbox aria-hidden="true" />} title={text.queue.emptyTitle}>
          {text.queue.empty}
        </EmptyState>
      </Page>
    );
  }

  const isMany = isWide && isManyWanted && queue.places.length > 1;
  const shownIds = isMany ? queue.places : [queue.activeId];
  const hidden = isMany
    ? queue.waiting.filter(({ accountId }) => !queue.places.includes(accountId)).length
    : 0;
  const { paste } = pasting;
  const activeRow = rows.find(({ account }) => account.id === queue.activeId);
  const hasPhone = !isMany && activeRow?.account.bank.startsWith('demo') === true;
  return (
    <Page
      {...frame}
      actions={
        <>
          {isWide && <LayoutSwitch />}
          <Button aria-keyshortcuts="p" onClick={() => step(-1)}>
            <ArrowLeft aria-hidden="true" className="size-4" /> {text.queue.previous}
          </Button>
          <Button aria-keyshortcuts="n" onClick={() => step(1)}>
            {text.queue.next} <ArrowRight aria-hidden="true" className="size-4" />
          </Button>
        </>
      }
    >
      <p role="status" className="-mt-2 mb-4 min-h-10 text-sm text-soft sm:min-h-6">
        {paste.is === 'fits-none' ? (
          <span className="font-medium text-bad">{text.queue.fitsNone}</span>
        ) : paste.is === 'given' ? (
          text.queue.gaveTo(nameOf(paste.accountId))
        ) : (
          <>
            {text.queue.hint} <span className="hidden pointer-fine:inline">{text.queue.keysHint}</span>
          </>
        )}
        <span className="sr-only"> {acceptedId !== null && text.queue.acceptedAt(nameOf(acceptedId))}</span>
      </p>
      <div
        className={classes(
          'grid grid-cols-1 items-start gap-6',
          !isMany && 'lg:grid-cols-[minmax(0,1fr)_20rem]',
        )}
      >
        <div
          className={classes(
            'grid min-w-0 items-start gap-6',
            isMany ? 'grid-cols-2' : 'grid-cols-1',
            hasPhone && 'min-[88rem]:grid-cols-[minmax(0,1fr)_18rem]',
          )}
        >
          {shownIds.map((id) => (
            <QueuedPrompt
              key={id}
              accountId={id}
              isBesideOthers={isMany}
              host={{
                isActive: id === queue.activeId,
                pasted: paste.is === 'given' && paste.accountId === id && !paste.isTaken ? paste : null,
                onPasteTaken: pasting.taken,
              }}
              onActivate={() => activate(id)}
              onAccepted={(type) => accepted(id, type)}
            />
          ))}
          {hasPhone && (
            // Before the queue, which grows, and as high as when it is loaded: neither moves the other.
            <div className="min-h-134">
              <Suspense>
                <DemoPhone key={queue.activeId} accountId={queue.activeId} />
              </Suspense>
            </div>
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          {hidden > 0 && <p className="text-sm text-soft">{text.queue.more(hidden)}</p>}
          <QueueList rows={rows} activeId={queue.activeId} onOpen={activate} />
        </div>
      </div>
      <WhichPrompt
        rows={
          paste.is === 'which'
            ? paste.accountIds.flatMap((id) => rows.find(({ account }) => account.id === id) ?? [])
            : []
        }
        onChoose={(id) => {
          if (paste.is === 'which') pasting.give(id, paste.text);
        }}
        onClose={pasting.close}
      />
    </Page>
  );
}
