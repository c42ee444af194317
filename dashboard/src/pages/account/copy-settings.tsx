import { useAccounts, useLoadConfig } from '../../api/accounts';
import type { AccountConfig } from '../../api/schemas';
import { useText } from '../../i18n';
import { SelectField } from '../../ui/fields';
import { ProblemNotice } from '../../ui/problem-notice';

interface CopySettingsProps {
  accountId: string;
  onCopy: (config: AccountConfig) => void;
}

/** Fills the form with the settings of another account of the user. */
export function CopySettings({ accountId, onCopy }: CopySettingsProps) {
  const { config } = useText();
  const { data: accounts = [] } = useAccounts();
  const loading = useLoadConfig();
  const others = accounts.filter(({ id }) => id !== accountId);
  if (others.length === 0) return null;
  return (
    <>
      <SelectField
        label={config.copyFrom}
        hint={config.copyHint}
        value=""
        disabled={loading.isPending}
        onChange={({ target: { value } }) => loading.mutate(value, { onSuccess: onCopy })}
        className="sm:col-span-2"
      >
        <option value="">{config.copyChoose}</option>
        {others.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <ProblemNotice error={loading.error} className="sm:col-span-2" />
    </>
  );
}
