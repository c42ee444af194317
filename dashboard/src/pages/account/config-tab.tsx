import { useConfig } from '../../api/accounts';
import type { Account } from '../../api/schemas';
import { Failed, Loading } from '../../ui/states';
import { ConfigForm } from './config-form';
import { DeleteAccount } from './delete-account';
import { SigningSecret } from './signing-secret';

export function ConfigTab({ account }: { account: Account }) {
  const { data: config, error, refetch } = useConfig(account.id);
  if (config === undefined)
    return error === null ? <Loading /> : <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <ConfigForm accountId={account.id} config={config} />
      <SigningSecret accountId={account.id} config={config} />
      <DeleteAccount account={account} />
    </div>
  );
}
