import { ScrollText } from 'lucide-react';
import { useEvents } from '../../api/lists';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { classes } from '../../ui/classes';
import { MoreButton } from '../../ui/more-button';
import { EmptyState, LoadError, Loading } from '../../ui/states';
import { useEventDetails, useEventTitle } from './event-details';

const cell = 'px-5 max-sm:block sm:py-3';

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
        {/* On a phone, the cells of a row are below each other. The roles keep it a table for screen readers. */}
        <table role="table" className="w-full text-left text-sm max-sm:block">
          <thead role="rowgroup" className="border-b border-line text-soft max-sm:sr-only">
            <tr role="row">
              {[text.audit.when, text.audit.what, text.audit.who, text.audit.details].map((head) => (
                <th key={head} role="columnheader" scope="col" className="px-5 py-3 font-medium">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup" className="divide-y divide-line max-sm:block">
            {list.items.map((event) => (
              <tr key={event.id} role="row" className="align-top max-sm:block max-sm:py-3">
                <td role="cell" className={classes(cell, 'whitespace-nowrap text-soft tabular')}>
                  {format.exact(event.occurred_at)}
                </td>
                <td role="cell" className={classes(cell, 'font-medium')}>
                  {titleOf(event)}
                </td>
                <td role="cell" className={cell}>
                  {event.actor?.name ?? text.audit.system}
                  {typeof event.actor?.address === 'string' && (
                    <span className="block text-xs text-soft">{event.actor.address}</span>
                  )}
                </td>
                <td role="cell" className={classes(cell, 'wrap-anywhere text-soft')}>
                  {describeDetails(event)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <MoreButton list={list} />
    </>
  );
}
