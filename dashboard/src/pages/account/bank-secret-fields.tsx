import type { AccountConfig, BankSecret } from '../../api/schemas';
import { useText } from '../../i18n';
import type { ConfigDraft } from './config-draft';
import { SecretField } from './secret-field';

interface BankSecretFieldsProps {
  secrets: readonly BankSecret[];
  config: AccountConfig;
  draft: ConfigDraft;
  issueOf: (field: string) => string | null;
  set: (change: Partial<ConfigDraft>) => void;
}

/** A field for each secret that the bank asks for besides user name and password. */
export function BankSecretFields({ secrets, config, draft, issueOf, set }: BankSecretFieldsProps) {
  const words = useText().config;
  return secrets.map(({ name, label, private: isPrivate }) => (
    <SecretField
      key={name}
      label={label}
      isShownWhileTyped={!isPrivate}
      error={issueOf(`bank_secrets.${name}`)}
      maxLength={200}
      value={draft.bank_secrets[name] ?? ''}
      onChange={(event) => set({ bank_secrets: { ...draft.bank_secrets, [name]: event.target.value } })}
      isSet={config.has_bank_secrets[name] === true}
      removeLabel={words.removeBankSecret(label)}
      isRemoved={draft.removed_bank_secrets.includes(name)}
      onRemove={(isRemoved) => {
        const others = draft.removed_bank_secrets.filter((one) => one !== name);
        set({ removed_bank_secrets: isRemoved ? [...others, name] : others });
      }}
    />
  ));
}
