import { Eye, EyeOff } from 'lucide-react';
import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId, useState } from 'react';
import { useText } from '../i18n';
import type { Messages } from '../i18n/messages';
import { classes } from './classes';

/** On touch screens, text is at least 16 px high: an iPhone zooms into a field with smaller text. */
const box =
  'w-full rounded-lg border border-edge bg-surface px-3 text-[0.9375rem] pointer-coarse:text-base text-ink placeholder:text-soft transition-colors aria-invalid:border-bad disabled:opacity-60';

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
    <div className={classes('flex min-w-0 flex-col gap-1.5', className)}>
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
        <p id={`${id}-hint`} className="text-sm text-soft wrap-anywhere">
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

/**
 * A text input. What the browser finds wrong when the form is sent is said below it, in the page's language. What is
 * typed into a password field can be shown.
 */
export function TextField({ label, hint, error, className, type = 'text', ...input }: TextFieldProps) {
  const id = useId();
  const text = useText();
  const [isShown, setIsShown] = useState(false);
  const [invalid, setInvalid] = useState<string | null>(null);
  const complaint = invalid ?? error;
  const canShow = type === 'password' && input.value !== '';
  return (
    <Frame id={id} label={label} hint={hint} error={complaint} className={className ?? ''}>
      <div className="relative">
        <input
          {...input}
          id={id}
          type={canShow && isShown ? 'text' : type}
          onInvalid={(event) => {
            const field = event.currentTarget;
            // The browser's own bubble would be in its language, and it would not be read again later.
            event.preventDefault();
            setInvalid(complaintOf(text, field));
            if (field.form?.querySelector('input:invalid, select:invalid') === field) field.focus();
          }}
          onChange={(event) => {
            setInvalid(null);
            input.onChange?.(event);
          }}
          aria-invalid={typeof complaint === 'string' || undefined}
          aria-describedby={describedBy(id, { hint, error: complaint })}
          className={classes(box, 'h-10', canShow && 'pr-11')}
        />
        {canShow && (
          <button
            type="button"
            aria-label={isShown ? text.common.hideTyped : text.common.showTyped}
            onClick={() => setIsShown(!isShown)}
            className="absolute inset-y-0 right-0 grid w-11 place-items-center rounded-r-lg text-soft -outline-offset-2! hover:text-ink"
          >
            {isShown ? (
              <EyeOff aria-hidden="true" className="size-4.5" />
            ) : (
              <Eye aria-hidden="true" className="size-4.5" />
            )}
          </button>
        )}
      </div>
    </Frame>
  );
}

function complaintOf(
  { invalid }: Messages,
  { validity, type, min, max, minLength }: HTMLInputElement,
): string {
  if (validity.valueMissing) return invalid.missing;
  if (validity.typeMismatch) return type === 'email' ? invalid.email : invalid.url;
  if (validity.tooShort) return invalid.short(minLength);
  if (validity.rangeUnderflow || validity.rangeOverflow) return invalid.range(min, max);
  return invalid.number;
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
