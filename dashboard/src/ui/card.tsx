import type { ReactNode } from 'react';
import { classes } from './classes';

interface CardProps {
  title?: string;
  description?: ReactNode;
  action?: ReactNode;
  className?: string;
  children: ReactNode;
}

export function Card({ title, description, action, className, children }: CardProps) {
  return (
    <section className={classes('rounded-2xl border border-line bg-surface p-5 shadow-xs sm:p-6', className)}>
      {title !== undefined && (
        <header className="mb-4 flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0">
            <h2 className="text-base font-semibold tracking-tight">{title}</h2>
            {description !== undefined && <p className="mt-1 text-sm text-soft">{description}</p>}
          </div>
          {action}
        </header>
      )}
      {children}
    </section>
  );
}
