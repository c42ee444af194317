import { ScrollText } from 'lucide-react';
import { useEvents } from '../../api/lists';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { MoreButton } from '../../ui/more-button';
import { EmptyState, LoadError, Loading } from '../../ui/states';
import { useEventDetails, useEventTitle } from './event-details';

/** The audit trail: who did what, when, and from which address. */
export function AuditTab({ accountId }: { accountId: string }) {
  const text = useText();
  const format = useFormat();
  const titleOf = useEventTitle();
  const describeDetails = useEventDetails();
  const list = useEvents(accountId, { limit: 50 });

  if (list.isLoading) return <Loading />;
  if (list.error !== null) return <LoadError error={list.error} onRetry={list.retry} />;
  if (list.items.length === 0) {
    return <EmptyState icon={<ScrollText aria-hidden="true" />} title={text.audit.empty} />;
  }
  return (
    <>
      <div
        role="region"
        aria-label={text.account.tabs.audit}
        tabIndex={0}
        className="overflow-x-auto rounded-2xl border border-line bg-surface shadow-xs"
      >
        <table className="w-full min-w-160 text-left text-sm">
          <thead className="border-b border-line text-soft">
            <tr>
              {[text.audit.when, text.audit.what, text.audit.who, text.audit.details].map((head) => (
                <th key={head} scope="col" className="px-5 py-3 font-medium">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {list.items.map((event) => (
              <tr key={event.id} className="align-top">
                <td className="px-5 py-3 whitespace-nowrap text-soft tabular">
                  {format.exact(event.occurred_at)}
                </td>
                <td className="px-5 py-3 font-medium">{titleOf(event)}</td>
                <td className="px-5 py-3">
                  {event.actor?.name ?? text.audit.system}
                  {typeof event.actor?.address === 'string' && (
                    <span className="block text-xs text-soft">{event.actor.address}</span>
                  )}
                </td>
                <td className="px-5 py-3 text-soft">{describeDetails(event)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <MoreButton list={list} />
    </>
  );
}
