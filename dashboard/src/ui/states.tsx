import type { ReactNode } from 'react';
import { useText } from '../i18n';
import { Button } from './button';
import { ErrorId } from './error-id';
import { Notice } from './notice';
import { useProblemText } from './problem-text';
import { Spinner } from './spinner';

/** Placeholder for content that is loading. */
export function Loading() {
  const text = useText();
  return (
    <p role="status" className="flex items-center gap-3 py-10 text-soft">
      <Spinner /> {text.common.loading}
    </p>
  );
}

interface LoadErrorProps {
  error: Error;
  onRetry: () => void;
}

/** Placeholder for content that could not be loaded. */
export function LoadError({ error, onRetry }: LoadErrorProps) {
  const text = useText();
  return (
    <Notice tone="bad" title={text.common.failed} role="alert">
      <p>{useProblemText(error)}</p>
      <ErrorId error={error} />
      <Button size="small" className="mt-3" onClick={onRetry}>
        {text.common.tryAgain}
      </Button>
    </Notice>
  );
}

interface LoadingOrErrorProps {
  error: Error | null;
  onRetry: () => unknown;
}

/** Placeholder for content that is loading, or could not be loaded if there is an error. */
export const LoadingOrError = ({ error, onRetry }: LoadingOrErrorProps) =>
  error === null ? <Loading /> : <LoadError error={error} onRetry={() => void onRetry()} />;

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
}

/** Placeholder for an empty list. The children say what to do about it. */
export function EmptyState({ icon, title, children }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center rounded-2xl border border-dashed border-line px-6 py-14 text-center">
      <div className="mb-4 grid size-12 place-items-center rounded-full bg-sunken text-soft">{icon}</div>
      <h2 className="font-semibold">{title}</h2>
      <div className="mt-1 max-w-md text-sm text-soft">{children}</div>
    </div>
  );
}
