import type { ReactNode } from 'react';
import { classes } from './classes';

interface LabelledSelectProps {
  /** Read to screen readers: the chosen option says on the screen what it is about. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Its size. */
  className: string;
  children: ReactNode;
}

/** A select without a visible label, above a list or plots. */
export const LabelledSelect = ({ label, value, onChange, className, children }: LabelledSelectProps) => (
  <select
    aria-label={label}
    value={value}
    onChange={(event) => onChange(event.target.value)}
    className={classes(
      'rounded-lg border border-edge bg-surface font-medium pointer-coarse:text-base',
      className,
    )}
  >
    {children}
  </select>
);
