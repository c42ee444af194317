import type { ComponentProps } from 'react';
import { useText } from '../../i18n';
import { CheckField, TextField } from '../../ui/fields';

interface SecretFieldProps extends ComponentProps<typeof TextField> {
  isSet: boolean;
  isRemoved: boolean;
  /** Of the checkbox that removes it. */
  removeLabel: string;
  onRemove: (isRemoved: boolean) => void;
  isShownWhileTyped?: boolean;
}

/** An input for a secret that can be replaced or removed but is never shown. */
export function SecretField({
  isSet,
  isRemoved,
  removeLabel,
  onRemove,
  isShownWhileTyped = false,
  className = '',
  ...input
}: SecretFieldProps) {
  const words = useText().config;
  return (
    <div className={`flex flex-col gap-2 ${className}`}>
      <TextField
        hint={words.writeOnly}
        {...input}
        type={isShownWhileTyped ? 'text' : 'password'}
        autoComplete={isShownWhileTyped ? 'off' : 'new-password'}
        placeholder={isSet ? words.isSet : words.isNotSet}
        disabled={isRemoved}
      />
      {isSet && (
        <CheckField
          label={removeLabel}
          checked={isRemoved}
          onChange={(event) => onRemove(event.target.checked)}
        />
      )}
    </div>
  );
}
