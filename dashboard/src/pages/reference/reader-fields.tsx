import { useState } from 'react';
import { useApiKeys } from '../../api/api-keys';
import type { Account } from '../../api/schemas';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { SelectField, TextField } from '../../ui/fields';
import { NewKeyDialog } from '../keys/new-key-dialog';

export const keyPlaceholder = 'rbk_…';

interface ReaderFieldsProps {
  accounts: readonly Account[];
  accountId: string;
  apiKey: string;
  onAccount: (accountId: string) => void;
  /** The key stays in the memory of this page. */
  onKey: (apiKey: string) => void;
}

/** The account and the API key that the examples use. */
export function ReaderFields({ accounts, accountId, apiKey, onAccount, onKey }: ReaderFieldsProps) {
  const text = useText();
  const { data: keys } = useApiKeys();
  const [isCreating, setIsCreating] = useState(false);
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={text.relay.key}
          hint={text.reference.keyHint}
          value={apiKey}
          onChange={(event) => onKey(event.target.value)}
          placeholder={keyPlaceholder}
          autoComplete="off"
          spellCheck={false}
        />
        <SelectField
          label={text.relay.account}
          value={accountId}
          onChange={(event) => onAccount(event.target.value)}
        >
          {accounts.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      </div>
      <div>
        <Button size="small" onClick={() => setIsCreating(true)}>
          {text.keys.create}
        </Button>
      </div>
      <NewKeyDialog
        isOpen={isCreating}
        onClose={() => setIsCreating(false)}
        scopes={keys?.available_scopes ?? []}
        onMade={onKey}
      />
    </div>
  );
}
