import { useState } from 'react';
import { useConfig } from '../../api/accounts';
import type { Account, AccountConfig } from '../../api/schemas';
import { NotYet } from '../../ui/states';
import { ConfigForm } from './config-form';
import { DeleteAccount } from './delete-account';
import { FreshSecret, isPlainSecret } from './fresh-secret';
import { KeptBrowser } from './kept-browser';
import { SigningSecret } from './signing-secret';

export function ConfigTab({ account }: { account: Account }) {
  const { data: config, error, refetch } = useConfig(account.id);
  const [freshSecret, setFreshSecret] = useState<string | null>(null);
  if (config === undefined) return <NotYet error={error} onRetry={refetch} />;

  // Only the answer that made it has it: it is kept here until somebody has copied it.
  const noteSecret = ({ notification_signing_secret: secret }: AccountConfig) => {
    if (isPlainSecret(secret)) setFreshSecret(secret);
  };
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <ConfigForm accountId={account.id} config={config} onSaved={noteSecret} />
      <SigningSecret accountId={account.id} config={config} onMade={noteSecret} />
      <KeptBrowser accountId={account.id} />
      <DeleteAccount account={account} />
      <FreshSecret secret={freshSecret} onCopied={() => setFreshSecret(null)} />
    </div>
  );
}
