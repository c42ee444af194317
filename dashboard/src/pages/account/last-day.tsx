import type { Account } from '../../api/schemas';
import { useText } from '../../i18n';
import { countHours, hoursNow } from '../../ui/last-day';
import { LastDayBar } from '../../ui/last-day-bar';
import { useServerNow } from '../../ui/use-server-now';

/** The bar of the account's last 24 hours, with what it says in words. */
export function LastDay({ account }: { account: Account }) {
  const text = useText();
  const hours = hoursNow(account, useServerNow(60_000));
  return (
    <figure className="mb-4 rounded-2xl border border-line bg-surface p-5 shadow-xs">
      <LastDayBar hours={hours} className="h-8 w-full" />
      <figcaption className="mt-2 text-sm text-soft" aria-hidden="true">
        {text.lastDay.summary(countHours(hours))}
      </figcaption>
    </figure>
  );
}
