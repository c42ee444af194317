import { useState } from 'react';
import { useAccounts } from '../../api/accounts';
import { useRevokeApiKey } from '../../api/api-keys';
import type { ApiKey } from '../../api/schemas';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { useServerNow } from '../../ui/use-server-now';
import { ProblemNotice } from '../../ui/problem-notice';
import { RelaySettingsDialog } from './relay-settings-dialog';

/** A key for hundreds of accounts names only the first ones. */
const namedAtMost = 5;

export function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const text = useText();
  const format = useFormat();
  const nowMs = useServerNow(30_000);
  const { data: accounts = [] } = useAccounts();
  const [isAsking, setIsAsking] = useState(false);
  const [isChanging, setIsChanging] = useState(false);
  const revoke = useRevokeApiKey();
  const { account_ids, last_used_at, last_message_at, revoked_at } = apiKey;
  const names = account_ids
    ?.slice(0, namedAtMost)
    .map((id) => accounts.find((account) => account.id === id)?.name ?? id.slice(0, 8));
  const others = (account_ids?.length ?? 0) - namedAtMost;

  return (
    <li className="flex flex-wrap items-center justify-between gap-4 px-5 py-4">
      <div className="min-w-0 flex-[1_1_16rem]">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {apiKey.name}
          <code className="rounded bg-sunken px-1.5 py-0.5 text-xs text-soft">{apiKey.prefix}…</code>
        </p>
        <p className="mt-1 text-sm text-soft">
          {names === undefined ? text.keys.allAccounts : names.join(', ')}
          {others > 0 && ` ${text.keys.andOthers(others)}`} ·{' '}
          {revoked_at !== null
            ? text.keys.revokedAt(format.ago(revoked_at, nowMs))
            : last_used_at === null
              ? text.keys.neverUsed
              : text.keys.lastUsed(format.ago(last_used_at, nowMs))}
          {last_message_at !== null && ` · ${text.keys.lastMessage(format.ago(last_message_at, nowMs))}`}
        </p>
        <ul className="mt-2 flex flex-wrap gap-1.5" aria-label={text.keys.scopes}>
          {apiKey.scopes.map((scope) => (
            <li key={scope}>
              <Badge>{scope}</Badge>
            </li>
          ))}
        </ul>
      </div>
      {revoked_at === null && (
        <div className="flex flex-wrap gap-2">
          <Button size="small" onClick={() => setIsChanging(true)}>
            {text.keys.settings}
          </Button>
          <Button look="danger" size="small" onClick={() => setIsAsking(true)}>
            {text.keys.revoke}
          </Button>
        </div>
      )}
      <RelaySettingsDialog apiKey={apiKey} isOpen={isChanging} onClose={() => setIsChanging(false)} />
      <Dialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title={text.keys.revokeTitle(apiKey.name)}
        description={text.keys.revokeWhat}
      >
        <ProblemNotice error={revoke.error} className="mb-4" />
        <div className="flex justify-end gap-2">
          <Button onClick={() => setIsAsking(false)}>{text.common.cancel}</Button>
          <Button
            look="danger"
            isBusy={revoke.isPending}
            onClick={() => revoke.mutate(apiKey.id, { onSuccess: () => setIsAsking(false) })}
          >
            {text.keys.revoke}
          </Button>
        </div>
      </Dialog>
    </li>
  );
}
