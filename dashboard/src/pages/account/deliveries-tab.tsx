import { Webhook } from 'lucide-react';
import { useConfig, useTestDelivery } from '../../api/accounts';
import { useDeliveries } from '../../api/lists';
import { useText } from '../../i18n';
import { Button, ButtonLink } from '../../ui/button';
import { MoreButton } from '../../ui/more-button';
import { EmptyState, LoadError, Loading } from '../../ui/states';
import { ProblemNotice } from '../../ui/problem-notice';
import { DeliveryRow } from './delivery-row';

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
