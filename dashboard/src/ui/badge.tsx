import type { ReactNode } from 'react';
import { classes } from './classes';

export type Tone = 'wait' | 'good' | 'bad' | 'plain' | 'accent';

const tones: Record<Tone, string> = {
  wait: 'bg-wait-tint text-wait',
  good: 'bg-good-tint text-good',
  bad: 'bg-bad-tint text-bad',
  accent: 'bg-accent-tint text-accent',
  plain: 'bg-sunken text-soft',
};

interface BadgeProps {
  tone?: Tone;
  /** A dot before the text. An `alive` dot pulses. */
  dot?: 'still' | 'alive';
  children: ReactNode;
}

export function Badge({ tone = 'plain', dot, children }: BadgeProps) {
  return (
    <span
      className={classes(
        'inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap',
        tones[tone],
      )}
    >
      {dot !== undefined && (
        <span
          aria-hidden="true"
          className={classes(
            'size-1.5 rounded-full bg-current',
            dot === 'alive' && 'animate-[breathe_1.6s_ease-in-out_infinite]',
          )}
        />
      )}
      {children}
    </span>
  );
}
