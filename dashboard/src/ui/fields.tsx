import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';
import { classes } from './classes';

const box =
  'w-full rounded-lg border border-edge bg-surface px-3 text-[0.9375rem] text-ink placeholder:text-soft transition-colors aria-invalid:border-bad disabled:opacity-60';

interface Labelled {
  label: string;
  hint?: ReactNode;
  error?: string | null | undefined;
  className?: string;
}

interface FrameProps extends Labelled {
  id: string;
  children: ReactNode;
}

function Frame({ id, label, hint, error, className, children }: FrameProps) {
  return (
    <div className={classes('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children}
      {typeof error === 'string' && (
        <p id={`${id}-error`} className="text-sm text-bad">
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}

function describedBy(id: string, { hint, error }: Pick<Labelled, 'hint' | 'error'>): string | undefined {
  const ids = [typeof error === 'string' && `${id}-error`, hint !== undefined && `${id}-hint`];
  return ids.filter((name) => name !== false).join(' ') || undefined;
}

interface TextFieldProps extends Labelled, Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className'> {}

export function TextField({ label, hint, error, className, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error} className={className ?? ''}>
      <input
        {...input}
        id={id}
        aria-invalid={typeof error === 'string' || undefined}
        aria-describedby={describedBy(id, { hint, error })}
        className={classes(box, 'h-10')}
      />
    </Frame>
  );
}

interface SelectFieldProps
  extends Labelled, Omit<SelectHTMLAttributes<HTMLSelectElement>, 'id' | 'className'> {
  children: ReactNode;
}

export function SelectField({ label, hint, error, className, children, ...select }: SelectFieldProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error} className={className ?? ''}>
      <select
        {...select}
        id={id}
        aria-invalid={typeof error === 'string' || undefined}
        aria-describedby={describedBy(id, { hint, error })}
        className={classes(box, 'h-10')}
      >
        {children}
      </select>
    </Frame>
  );
}

interface CheckFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'type' | 'className'> {
  label: string;
  hint?: string;
}

export function CheckField({ label, hint, ...input }: CheckFieldProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <input
        {...input}
        id={id}
        type="checkbox"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="mt-1 size-4.5 shrink-0 accent-accent"
      />
      <div className="min-w-0">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="text-sm text-soft">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
