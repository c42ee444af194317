import { BellRing, Plus } from 'lucide-react';
import { useState } from 'react';
import { type Endpoint, useEndpoints, useRedeliverFailed, useUserDeliveries } from '../../api/endpoints';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { SelectField } from '../../ui/fields';
import { MoreButton } from '../../ui/more-button';
import { Notice } from '../../ui/notice';
import { Page } from '../../ui/page';
import { ProblemNotice } from '../../ui/problem-notice';
import { EmptyState, LoadError, Loading, LoadingOrError } from '../../ui/states';
import { DeliveryRow } from '../account/delivery-row';
import { isPlainSecret, NewSecretDialog } from '../account/new-secret-dialog';
import { EndpointForm } from './endpoint-form';
import { EndpointRow } from './endpoint-row';

/** The endpoints that are notified of all accounts, and what was sent for all accounts. */
export function NotificationsPage() {
  const text = useText();
  const words = text.notifications;
  const { data: endpoints, error, refetch } = useEndpoints();
  /** `new`, or the endpoint that is being changed. */
  const [edited, setEdited] = useState<Endpoint | 'new' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => setEdited(null);

  return (
    <Page
      title={words.title}
      description={words.what}
      actions={
        <Button look="primary" onClick={() => setEdited('new')}>
          <Plus aria-hidden="true" className="size-4" /> {words.add}
        </Button>
      }
    >
      {endpoints === undefined ? (
        <LoadingOrError error={error} onRetry={refetch} />
      ) : endpoints.length === 0 ? (
        <EmptyState icon={<BellRing aria-hidden="true" />} title={words.emptyTitle}>
          {words.empty}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-surface shadow-xs">
          {endpoints.map((endpoint) => (
            <EndpointRow key={endpoint.id} endpoint={endpoint} onEdit={() => setEdited(endpoint)} />
          ))}
        </ul>
      )}
      {/* Not before what stands above it, so that nothing moves. */}
      {endpoints !== undefined && <Deliveries />}
      <Dialog isOpen={edited !== null} onClose={close} title={edited === 'new' ? words.add : words.edit}>
        {edited !== null && (
          <EndpointForm
            endpoint={edited === 'new' ? null : edited}
            onCancel={close}
            onSaved={(saved) => {
              close();
              if (isPlainSecret(saved.signing_secret)) setSecret(saved.signing_secret);
            }}
          />
        )}
      </Dialog>
      <NewSecretDialog secret={secret} onCopied={() => setSecret(null)} />
    </Page>
  );
}

const statuses = ['failed', 'pending', 'delivered', 'obsolete'] as const;

function Deliveries() {
  const text = useText();
  const words = text.notifications;
  const format = useFormat();
  const [status, setStatus] = useState('');
  const list = useUserDeliveries(status);
  const again = useRedeliverFailed();
  return (
    <section className="mt-10">
      <div className="mb-4 flex flex-wrap items-end justify-between gap-4">
        <h2 className="text-lg font-semibold tracking-tight">{words.sent}</h2>
        <div className="flex flex-wrap items-end gap-3">
          <SelectField
            label={words.status}
            value={status}
            onChange={(event) => setStatus(event.target.value)}
            className="w-44"
          >
            <option value="">{words.anyStatus}</option>
            {statuses.map((one) => (
              <option key={one} value={one}>
                {format.word('delivery', one)}
              </option>
            ))}
          </SelectField>
          <Button isBusy={again.isPending} onClick={() => again.mutate()}>
            {words.againAll}
          </Button>
        </div>
      </div>
      {again.data !== undefined && (
        <Notice tone="info" role="status" className="mb-4">
          {words.queued(again.data)}
        </Notice>
      )}
      <ProblemNotice error={again.error} className="mb-4" />
      {list.isLoading ? (
        <Loading />
      ) : list.error !== null ? (
        <LoadError error={list.error} onRetry={list.retry} />
      ) : list.items.length === 0 ? (
        <p className="text-sm text-soft">{words.noneSent}</p>
      ) : (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-surface shadow-xs">
          {list.items.map((delivery) => (
            <DeliveryRow
              key={delivery.id}
              accountId={delivery.account_id}
              accountName={delivery.account_name}
              delivery={delivery}
              canSend
            />
          ))}
        </ul>
      )}
      <MoreButton list={list} />
    </section>
  );
}
