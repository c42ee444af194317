import { useState } from 'react';
import { useAccounts } from '../../api/accounts';
import { useText } from '../../i18n';
import { CheckField, TextField } from '../../ui/fields';
import { holdsAll } from '../accounts/account-state';

/** So many are looked through at a glance; among more one searches. */
const seenAtAGlance = 8;

interface AccountPickerProps {
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** The accounts that a key may reach. Those that were chosen stay in sight while one searches for others. */
export function AccountPicker({ chosen, onChange }: AccountPickerProps) {
  const text = useText();
  const { data: accounts = [] } = useAccounts();
  const [words, setWords] = useState('');
  const shown = accounts.filter(({ id, name }) => chosen.includes(id) || holdsAll(name, words));

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
            // It searches; the key is not made by it.
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
