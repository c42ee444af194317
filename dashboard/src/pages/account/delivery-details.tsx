import { type DeliveryLog, useDeliveryLog } from '../../api/endpoints';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Snippet } from '../../ui/snippet';
import { LoadingOrError } from '../../ui/states';

interface DeliveryDetailsProps {
  accountId: string;
  deliveryId: string;
}

/** What was sent, as curl where it is a webhook, and every attempt with its answer. */
export function DeliveryDetails({ accountId, deliveryId }: DeliveryDetailsProps) {
  const text = useText().deliveries;
  const format = useFormat();
  const { data, error, refetch } = useDeliveryLog(accountId, deliveryId);
  if (data === undefined) return <LoadingOrError error={error} onRetry={refetch} />;
  return (
    <div className="flex flex-col gap-4">
      <Snippet label={`${text.request} ${deliveryId.slice(0, 8)}`} value={requestText(data)} />
      <ol className="flex flex-col gap-3">
        {data.log.map(({ number, at, answer, ...attempt }) => (
          <li key={number}>
            <p className="text-sm">
              {text.attempt(number)} · {format.dateTime(at)} · {format.attempt(attempt)}
            </p>
            {answer !== null && answer !== '' && (
              <Snippet label={`${text.answer} ${deliveryId.slice(0, 8)}/${number}`} value={answer} />
            )}
          </li>
        ))}
      </ol>
      {data.log.length === 0 && <p className="text-sm text-soft">{text.noAttempt}</p>}
    </div>
  );
}

/** The secrets of the request, token and signature, are known to the worker only. */
function requestText({ transport, webhook_id: id, body, log }: DeliveryLog): string {
  const json = JSON.stringify(body, null, 2);
  const [last] = log;
  if (transport !== 'webhook' || last === undefined) return json;
  const seconds = Math.floor(Date.parse(last.at) / 1_000);
  return [
    `curl -X POST '${last.url}'`,
    `-H 'Content-Type: application/json'`,
    `-H 'webhook-id: ${id}'`,
    `-H 'webhook-timestamp: ${seconds}'`,
    `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`,
  ].join(' \\\n  ');
}
