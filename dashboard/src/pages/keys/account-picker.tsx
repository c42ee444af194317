import { useState } from 'react';
import { useAccounts } from '../../api/accounts';
import { useText } from '../../i18n';
import { CheckField, TextField } from '../../ui/fields';
import { containsAllWords } from '../accounts/account-state';

/** Up to this many accounts are listed without a search field. */
const seenAtAGlance = 8;

interface AccountPickerProps {
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/**
 * Selects the accounts that a key may use. Selected accounts stay visible while the user searches for others.
 */
export function AccountPicker({ chosen, onChange }: AccountPickerProps) {
  const text = useText();
  const { data: accounts = [] } = useAccounts();
  const [words, setWords] = useState('');
  const shown = accounts.filter(({ id, name }) => chosen.includes(id) || containsAllWords(name, words));

  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="sr-only">{text.keys.someAccounts}</legend>
      {accounts.length > seenAtAGlance && (
        <TextField
          label={text.accounts.search}
          type="search"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={(event) => {
            // Enter searches. It must not submit the form around it.
            if (event.key === 'Enter') event.preventDefault();
          }}
          autoComplete="off"
        />
      )}
      <div className="flex max-h-48 flex-col gap-2 overflow-y-auto rounded-lg border border-line p-3">
        {shown.map(({ id, name }) => (
          <CheckField
            key={id}
            label={name}
            checked={chosen.includes(id)}
            onChange={({ target: { checked } }) =>
              onChange(checked ? [...chosen, id] : chosen.filter((other) => other !== id))
            }
          />
        ))}
        {shown.length === 0 && <p className="text-sm text-soft">{text.accounts.noneTitle}</p>}
      </div>
    </fieldset>
  );
}
