import { Webhook } from 'lucide-react';
import { useConfig, useRedeliver, useTestDelivery } from '../../api/accounts';
import { useDeliveries } from '../../api/lists';
import type { Delivery } from '../../api/schemas';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Badge, type Tone } from '../../ui/badge';
import { Button, ButtonLink } from '../../ui/button';
import { MoreButton } from '../../ui/more-button';
import { EmptyState, LoadError, Loading } from '../../ui/states';
import { ProblemNotice } from '../../ui/problem-notice';

interface DeliveriesTabProps {
  accountId: string;
}

/** The notifications of this account, newest first. */
export function DeliveriesTab({ accountId }: DeliveriesTabProps) {
  const text = useText();
  const list = useDeliveries(accountId);
  const { data: config } = useConfig(accountId);
  const hasEndpoint =
    config !== undefined &&
    [config.notification_endpoint_url, config.notification_slack_url, config.notification_email].some(
      (place) => place !== null,
    );

  if (list.isLoading) return <Loading />;
  if (list.error !== null) return <LoadError error={list.error} onRetry={list.retry} />;
  if (list.items.length === 0) {
    return (
      <EmptyState icon={<Webhook aria-hidden="true" />} title={text.deliveries.emptyTitle}>
        <p className="mb-4">{hasEndpoint ? text.deliveries.empty : text.deliveries.noEndpoint}</p>
        {hasEndpoint ? (
          <SendTest accountId={accountId} />
        ) : (
          <ButtonLink href={`/accounts/${accountId}/config`}>{text.account.tabs.config}</ButtonLink>
        )}
      </EmptyState>
    );
  }
  return (
    <>
      {hasEndpoint && (
        <div className="mb-4 flex justify-end">
          <SendTest accountId={accountId} />
        </div>
      )}
      <ul className="divide-y divide-line rounded-2xl border border-line bg-surface shadow-xs">
        {list.items.map((delivery) => (
          <DeliveryRow key={delivery.id} accountId={accountId} delivery={delivery} canSend={hasEndpoint} />
        ))}
      </ul>
      <MoreButton list={list} />
    </>
  );
}

function SendTest({ accountId }: DeliveriesTabProps) {
  const text = useText();
  const test = useTestDelivery(accountId);
  return (
    <div className="flex flex-col items-end gap-2">
      <Button size="small" isBusy={test.isPending} onClick={() => test.mutate()}>
        {text.deliveries.test}
      </Button>
      <ProblemNotice error={test.error} />
    </div>
  );
}

interface DeliveryRowProps {
  accountId: string;
  delivery: Delivery;
  canSend: boolean;
}

const toneOf = (status: string): Tone =>
  status === 'delivered' ? 'good' : status === 'failed' ? 'bad' : status === 'pending' ? 'accent' : 'plain';

function DeliveryRow({ accountId, delivery, canSend }: DeliveryRowProps) {
  const text = useText();
  const format = useFormat();
  const again = useRedeliver(accountId);
  const { last_attempt: last, next_attempt_at: next } = delivery;
  const facts = [
    format.dateTime(delivery.created_at),
    text.deliveries.attempts(delivery.attempts),
    last === null ? null : last.status === null ? last.error : `HTTP ${last.status}`,
    last === null ? null : format.duration(last.duration_ms),
    next === null ? null : text.deliveries.next(format.clock(next)),
  ];
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3.5">
      <div className="min-w-0">
        <p className="font-medium">{format.word('event', delivery.type)}</p>
        <p className="text-sm text-soft">{facts.filter((fact) => fact !== null).join(' · ')}</p>
        {last !== null && <p className="truncate font-mono text-xs text-soft">{last.url}</p>}
      </div>
      <div className="flex items-center gap-3">
        <Badge tone={toneOf(delivery.status)}>{format.word('delivery', delivery.status)}</Badge>
        {canSend && delivery.status !== 'pending' && (
          <Button size="small" isBusy={again.isPending} onClick={() => again.mutate(delivery.id)}>
            {text.deliveries.again}
          </Button>
        )}
      </div>
      <ProblemNotice error={again.error} className="w-full" />
    </li>
  );
}
