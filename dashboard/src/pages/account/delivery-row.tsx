import { useState } from 'react';
import { useRedeliver } from '../../api/accounts';
import type { Delivery } from '../../api/schemas';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Badge, type Tone } from '../../ui/badge';
import { Button } from '../../ui/button';
import { ProblemNotice } from '../../ui/problem-notice';
import { DeliveryDetails } from './delivery-details';

interface DeliveryRowProps {
  accountId: string;
  /** Named where the list is of all accounts. */
  accountName?: string;
  delivery: Delivery;
  canSend: boolean;
}

const toneOf = (status: string): Tone =>
  status === 'delivered' ? 'good' : status === 'failed' ? 'bad' : status === 'pending' ? 'accent' : 'plain';

/** A notification: what became of it, and, when it is opened, what was sent and what was answered. */
export function DeliveryRow({ accountId, accountName, delivery, canSend }: DeliveryRowProps) {
  const text = useText();
  const format = useFormat();
  const again = useRedeliver(accountId);
  const [isOpen, setIsOpen] = useState(false);
  const { last_attempt: last, next_attempt_at: next } = delivery;
  const facts = [
    accountName ?? null,
    format.dateTime(delivery.created_at),
    text.deliveries.attempts(delivery.attempts),
    last === null ? null : format.attempt(last),
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
        <Button size="small" look="quiet" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {text.deliveries.details}
        </Button>
        {canSend && delivery.status !== 'pending' && (
          <Button size="small" isBusy={again.isPending} onClick={() => again.mutate(delivery.id)}>
            {text.deliveries.again}
          </Button>
        )}
      </div>
      <ProblemNotice error={again.error} className="w-full" />
      {isOpen && (
        <div className="w-full">
          <DeliveryDetails accountId={accountId} deliveryId={delivery.id} />
        </div>
      )}
    </li>
  );
}
