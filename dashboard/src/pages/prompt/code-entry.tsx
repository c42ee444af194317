import { OTPField } from '@base-ui/react/otp-field';
import { type SubmitEvent, type Ref, useId } from 'react';
import type { Descriptor } from '../../api/schemas';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { classes } from '../../ui/classes';
import { allowedCharacters, isComplete } from './pasted-text';

interface CodeEntryProps {
  descriptor: Descriptor;
  code: string;
  isTrying: boolean;
  wasRejected: boolean;
  /** The id of the element that describes the field to screen readers. */
  describedBy: string;
  /** The field that receives the focus. */
  firstRef: Ref<HTMLInputElement>;
  onChange: (code: string) => void;
  onSubmit: (code: string) => void;
}

/** The input for the code: one field for each character if all codes have the same length, else a single field. */
export function CodeEntry(props: CodeEntryProps) {
  const { length, min_length: minLength = length } = props.descriptor;
  const hasOneLength = length !== null && minLength === length;
  return hasOneLength ? <ManyFields {...props} length={length} /> : <OneField {...props} />;
}

const keyboardOf = (descriptor: Descriptor) => (descriptor.type === 'numeric' ? 'numeric' : 'text');

const fieldLook =
  'rounded-xl border bg-surface text-center font-semibold text-ink transition-[border-color,box-shadow] outline-none focus:border-accent focus:ring-3 focus:ring-accent/35 read-only:opacity-60';

function ManyFields({ length, ...props }: CodeEntryProps & { length: number }) {
  const { descriptor, code, isTrying, wasRejected, describedBy, firstRef, onChange, onSubmit } = props;
  const text = useText();
  const id = useId();
  const isLong = length > 8;
  return (
    <div className={classes(wasRejected && 'animate-[nudge_.35s_ease-in-out]')}>
      <label htmlFor={id} className="mb-2 block text-sm font-medium">
        {text.prompt.code(descriptor)}
      </label>
      <OTPField.Root
        id={id}
        length={length}
        value={code}
        readOnly={isTrying}
        // Our own function filters the characters, because it also accepts the digits of other scripts.
        validationType="none"
        normalizeValue={(typed) => allowedCharacters(typed, descriptor)}
        inputMode={keyboardOf(descriptor)}
        aria-describedby={describedBy}
        onValueChange={onChange}
        onValueComplete={onSubmit}
        className={classes('flex gap-1.5 sm:gap-3', isLong && 'flex-wrap')}
      >
        {Array.from({ length }, (_, index) => (
          <OTPField.Input
            key={index}
            {...(index === 0
              ? { ref: firstRef }
              : { 'aria-label': text.prompt.character(index + 1, length) })}
            aria-describedby={index === 0 ? describedBy : undefined}
            aria-invalid={wasRejected || undefined}
            autoCapitalize="none"
            className={classes(
              fieldLook,
              'h-14 min-w-0 text-xl tabular sm:h-16 sm:text-2xl',
              isLong ? 'w-10' : 'w-full max-w-24 flex-1',
              wasRejected ? 'border-bad' : 'border-edge',
            )}
          />
        ))}
      </OTPField.Root>
    </div>
  );
}

function OneField(props: CodeEntryProps) {
  const { descriptor, code, isTrying, wasRejected, describedBy, firstRef, onChange, onSubmit } = props;
  const text = useText();
  const id = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isComplete(code, descriptor)) onSubmit(code);
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={id} className="mb-2 block text-sm font-medium">
        {text.prompt.code(descriptor)}
      </label>
      <div className="flex gap-3">
        <input
          id={id}
          ref={firstRef}
          value={code}
          readOnly={isTrying}
          onChange={(event) => onChange(allowedCharacters(event.target.value, descriptor))}
          inputMode={keyboardOf(descriptor)}
          autoComplete="one-time-code"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="done"
          aria-describedby={describedBy}
          aria-invalid={wasRejected || undefined}
          className={classes(
            fieldLook,
            'h-14 min-w-0 flex-1 px-4 text-xl tracking-widest',
            wasRejected ? 'border-bad' : 'border-edge',
          )}
        />
        <Button
          type="submit"
          look="primary"
          className="h-14! px-6"
          isBusy={isTrying}
          disabled={!isComplete(code, descriptor)}
        >
          {text.prompt.submit}
        </Button>
      </div>
    </form>
  );
}
