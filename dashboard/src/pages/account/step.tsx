import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/use-format';
import { classes } from '../../ui/classes';

interface StepProps {
  at: string;
  tone: 'plain' | 'wait' | 'good' | 'bad';
  /** The duration of the step. */
  aside?: string | null;
  children: ReactNode;
}

const dots = { plain: 'bg-edge', wait: 'bg-wait-strong', good: 'bg-good', bad: 'bg-bad' };

/** One step of a session in the timeline. */
export function Step({ at, tone, aside = null, children }: StepProps) {
  const format = useFormat();
  return (
    <li className="relative flex flex-wrap items-baseline justify-between gap-x-4 py-1.5 pl-5 text-sm">
      <span
        aria-hidden="true"
        className={classes(
          'absolute top-3.5 -left-[4.5px] size-2 rounded-full ring-4 ring-surface',
          dots[tone],
        )}
      />
      <span>{children}</span>
      <span className="text-soft tabular">
        {aside !== null && `${aside} · `}
        <time dateTime={at}>{format.clock(at)}</time>
      </span>
    </li>
  );
}
