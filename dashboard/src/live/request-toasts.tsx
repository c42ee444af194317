import { BellRing, X } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useText } from '../i18n';
import { Button, ButtonLink } from '../ui/button';
import type { RequestAlert } from './request-alerts';

interface RequestToastsProps {
  alerts: readonly RequestAlert[];
  /** The one to announce. */
  latest: RequestAlert | undefined;
  onDismiss: (id: string) => void;
}

const shownAtMost = 3;

/**
 * Shows new requests in a corner of every page but the list of accounts, where they appear by themselves, and announces
 * them to screen readers everywhere. A toast stays until its request has ended, is opened, or is dismissed.
 */
export function RequestToasts({ alerts, latest, onDismiss }: RequestToastsProps) {
  const { alert: words } = useText();
  const [here] = useLocation();
  const toasts = here === '/' || here === '/answer' ? [] : alerts;
  const more = toasts.length - shownAtMost;
  return (
    <>
      <p role="status" className="sr-only">
        {latest !== undefined && `${latest.title}. ${latest.body}`}
      </p>
      {toasts.length > 0 && (
        <section
          aria-label={words.toasts}
          // As high as the page, and filled from below: no toast moves when another one arrives.
          className="pointer-events-none fixed inset-x-4 top-16 bottom-[calc(5rem+env(safe-area-inset-bottom))] z-30 ml-auto flex max-w-sm flex-col-reverse gap-2 lg:right-6 lg:bottom-6 lg:left-auto lg:w-96"
        >
          {toasts.slice(0, shownAtMost).map((alert) => (
            <Toast key={alert.id} alert={alert} onDismiss={onDismiss} />
          ))}
          {more > 0 && (
            <Link
              href="/"
              className="pointer-events-auto rounded-lg border border-line bg-surface px-3 py-1.5 text-sm font-medium text-accent shadow-lg"
            >
              {words.more(more)}
            </Link>
          )}
        </section>
      )}
    </>
  );
}

function Toast({ alert, onDismiss }: { alert: RequestAlert; onDismiss: (id: string) => void }) {
  const { alert: words } = useText();
  const { id, title, body, open, path } = alert;
  return (
    <div className="pointer-events-auto flex gap-3 rounded-xl border border-wait bg-surface p-4 shadow-xl">
      <BellRing aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-wait" />
      <div className="min-w-0 flex-1">
        <p className="text-sm font-semibold wrap-anywhere">{title}</p>
        <p className="line-clamp-2 text-sm wrap-anywhere text-soft">{body}</p>
        <ButtonLink href={path} look="primary" size="small" className="mt-3">
          {open}
          <span className="sr-only">: {title}</span>
        </ButtonLink>
      </div>
      <Button
        look="quiet"
        size="small"
        className="-mt-1 -mr-2 px-2"
        aria-label={words.dismiss(title)}
        onClick={() => onDismiss(id)}
      >
        <X aria-hidden="true" className="size-4" />
      </Button>
    </div>
  );
}
