import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from 'wouter';
import { classes } from './classes';
import { Spinner } from './spinner';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';

const base =
  'inline-flex items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap select-none transition-colors disabled:opacity-55 disabled:cursor-not-allowed aria-disabled:opacity-55 aria-disabled:cursor-not-allowed';
const looks: Record<Look, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong shadow-sm',
  secondary: 'bg-surface text-ink border border-line hover:bg-sunken shadow-xs',
  quiet: 'text-soft hover:text-ink hover:bg-sunken',
  danger: 'bg-surface text-bad border border-line hover:bg-bad-tint',
};
const sizes = {
  small: 'h-8 px-3 text-[0.8125rem]',
  normal: 'h-10 px-4 text-sm',
  large: 'h-12 px-5 text-base',
};

interface Looks {
  look?: Look;
  size?: keyof typeof sizes;
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Looks {
  /** The action of this button is running. Further clicks are ignored. */
  isBusy?: boolean;
  children: ReactNode;
}

export function Button({
  look = 'secondary',
  size = 'normal',
  isBusy = false,
  children,
  ...rest
}: ButtonProps) {
  const { className, onClick, type = 'button', ...others } = rest;
  return (
    <button
      {...others}
      type={type}
      // Not `disabled`, which would lose the keyboard focus.
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
      className={classes(base, looks[look], sizes[size], className)}
    >
      {isBusy && <Spinner />}
      {children}
    </button>
  );
}

interface ButtonLinkProps extends Looks {
  href: string;
  className?: string;
  onClick?: () => void;
  children: ReactNode;
}

/** A link that looks like a button. */
export function ButtonLink({
  href,
  look = 'secondary',
  size = 'normal',
  className,
  onClick,
  children,
}: ButtonLinkProps) {
  return (
    <Link
      href={href}
      className={classes(base, looks[look], sizes[size], className)}
      {...(onClick && { onClick })}
    >
      {children}
    </Link>
  );
}
