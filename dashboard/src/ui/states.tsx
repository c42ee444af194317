import type { ReactNode } from 'react';
import { useText } from '../i18n';
import { Button } from './button';
import { Notice } from './notice';
import { useProblemText } from './problem-text';
import { Spinner } from './spinner';

/** Stands where something is still on its way. */
export function Loading() {
  const text = useText();
  return (
    <p role="status" className="flex items-center gap-3 py-10 text-soft">
      <Spinner /> {text.common.loading}
    </p>
  );
}

interface FailedProps {
  error: Error;
  onRetry: () => void;
}

/** Stands where something could not be had. */
export function Failed({ error, onRetry }: FailedProps) {
  const text = useText();
  return (
    <Notice tone="bad" title={text.common.failed} role="alert">
      <p>{useProblemText(error)}</p>
      <Button size="small" className="mt-3" onClick={onRetry}>
        {text.common.tryAgain}
      </Button>
    </Notice>
  );
}

interface NotYetProps {
  error: Error | null;
  onRetry: () => unknown;
}

/** Stands where something is not there yet: on its way, or not to be had. */
export const NotYet = ({ error, onRetry }: NotYetProps) =>
  error === null ? <Loading /> : <Failed error={error} onRetry={() => void onRetry()} />;

interface EmptyProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
}

/** Stands where there is nothing yet, and says what to do about it. */
export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div className="flex flex-col items-center rounded-2xl border border-dashed border-line px-6 py-14 text-center">
      <div className="mb-4 grid size-12 place-items-center rounded-full bg-sunken text-soft">{icon}</div>
      <h2 className="font-semibold">{title}</h2>
      <div className="mt-1 max-w-md text-sm text-soft">{children}</div>
    </div>
  );
}
