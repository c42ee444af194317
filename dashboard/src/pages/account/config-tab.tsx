import { useState } from 'react';
import { useConfig } from '../../api/accounts';
import { useBanks } from '../../api/banks';
import type { Account, AccountConfig } from '../../api/schemas';
import { LoadingOrError } from '../../ui/states';
import { AccountName } from './account-name';
import { ConfigForm } from './config-form';
import { DeleteAccount } from './delete-account';
import { NewSecretDialog, isPlainSecret } from './new-secret-dialog';
import { KeptBrowser } from './kept-browser';
import { SigningSecret } from './signing-secret';

export function ConfigTab({ account }: { account: Account }) {
  const { data: config, error, refetch } = useConfig(account.id);
  const banks = useBanks();
  const [newSecret, setNewSecret] = useState<string | null>(null);
  if (config === undefined) return <LoadingOrError error={error} onRetry={refetch} />;
  if (banks.data === undefined) return <LoadingOrError error={banks.error} onRetry={banks.refetch} />;
  const bank = banks.data.find(({ code }) => code === account.bank);

  // Only the response that created the secret contains it, so it is kept here until the user has copied it.
  const showNewSecret = ({ notification_signing_secret: secret }: AccountConfig) => {
    if (isPlainSecret(secret)) setNewSecret(secret);
  };
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <AccountName account={account} />
      <ConfigForm accountId={account.id} config={config} bank={bank} onSaved={showNewSecret} />
      <SigningSecret accountId={account.id} config={config} onMade={showNewSecret} />
      <KeptBrowser accountId={account.id} />
      <DeleteAccount account={account} />
      <NewSecretDialog secret={newSecret} onCopied={() => setNewSecret(null)} />
    </div>
  );
}
