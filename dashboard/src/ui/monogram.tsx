import type { BankMark } from './bank-marks';
import { classes } from './classes';

interface MonogramProps {
  bank: BankMark;
  size?: 'small' | 'normal';
}

/** The bank's monogram in its colour. Decorative: the bank's name stands beside it. */
export const Monogram = ({ bank, size = 'normal' }: MonogramProps) => (
  <span
    aria-hidden="true"
    className={classes(
      'bank-mark inline-grid shrink-0 place-items-center rounded-lg font-semibold tracking-tight',
      `bank-${bank.hue}`,
      size === 'small' ? 'size-6 text-[0.625rem]' : 'size-9 text-xs',
    )}
  >
    {bank.letters}
  </span>
);
