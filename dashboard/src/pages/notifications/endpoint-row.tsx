import { useState } from 'react';
import { useAccounts } from '../../api/accounts';
import { useBanks } from '../../api/banks';
import { type Endpoint, useDeleteEndpoint, useTestEndpoint } from '../../api/endpoints';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { ProblemNotice } from '../../ui/problem-notice';

interface EndpointRowProps {
  endpoint: Endpoint;
  onEdit: () => void;
}

export function EndpointRow({ endpoint, onEdit }: EndpointRowProps) {
  const text = useText();
  const words = text.notifications;
  const format = useFormat();
  const { data: accounts = [] } = useAccounts();
  const { data: banks = [] } = useBanks();
  const test = useTestEndpoint(endpoint.id);
  const remove = useDeleteEndpoint(endpoint.id);
  const [isAsking, setIsAsking] = useState(false);
  const { account_ids: accountIds, banks: bankCodes, escalate_after_seconds: seconds } = endpoint;
  const covered = [
    bankCodes === null
      ? words.allBanks
      : bankCodes.map((code) => banks.find((bank) => bank.code === code)?.name ?? code).join(', '),
    accountIds === null
      ? words.allAccounts
      : accountIds
          .map((id) => accounts.find((account) => account.id === id)?.name ?? id.slice(0, 8))
          .join(', '),
  ].join(' · ');
  return (
    <li className="flex flex-col gap-3 px-5 py-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-[1_1_16rem]">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            {endpoint.name} <Badge>{words.transports[endpoint.transport]}</Badge>
          </p>
          {endpoint.transport !== 'slack' && (
            <p className="font-mono text-xs text-soft wrap-anywhere">{endpoint.destination}</p>
          )}
          <p className="mt-1 text-sm text-soft">
            {endpoint.events.map((event) => format.word('event', event)).join(', ')}
          </p>
          <p className="text-sm text-soft">
            {covered}
            {seconds > 0 && ` · ${words.escalatesAfter(seconds)}`}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Button size="small" isBusy={test.isPending} onClick={() => test.mutate()}>
            {words.test}
          </Button>
          <Button size="small" onClick={onEdit}>
            {words.edit}
          </Button>
          <Button size="small" look="danger" onClick={() => setIsAsking(true)}>
            {words.remove}
          </Button>
        </div>
      </div>
      {endpoint.disabled_reason !== null && <Notice tone="wait">{words.gone}</Notice>}
      {test.isSuccess && (
        <Notice tone="good" role="status">
          {words.tested}
        </Notice>
      )}
      <ProblemNotice error={test.error} />
      <Dialog isOpen={isAsking} onClose={() => setIsAsking(false)} title={words.removeAsk(endpoint.name)}>
        <ProblemNotice error={remove.error} className="mb-4" />
        <div className="flex justify-end gap-2">
          <Button onClick={() => setIsAsking(false)}>{text.common.cancel}</Button>
          <Button look="danger" isBusy={remove.isPending} onClick={() => remove.mutate()}>
            {words.remove}
          </Button>
        </div>
      </Dialog>
    </li>
  );
}
