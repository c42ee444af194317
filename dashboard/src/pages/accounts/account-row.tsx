import { ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { AssistanceRequest } from '../../api/schemas';
import { useText } from '../../i18n';
import { minutesAndSeconds, useFormat } from '../../i18n/use-format';
import { Ago } from '../../ui/ago';
import { Badge } from '../../ui/badge';
import { hoursNow } from '../../ui/last-day';
import { LastDayBar } from '../../ui/last-day-bar';
import { classes } from '../../ui/classes';
import { Monogram } from '../../ui/monogram';
import { useRequestText } from '../../ui/use-request-text';
import { useServerNow } from '../../ui/use-server-now';
import { endOf, isMoving, type Row, toneOfState } from './account-state';

interface AccountRowProps extends Row {
  isSelected: boolean;
  onToggle: (accountId: string) => void;
}

/** One account. Every row has the same height (account-list.tsx), and unchanged rows are not rendered again. */
export const AccountRow = memo(function AccountRow(props: AccountRowProps) {
  const { account, bank, state, request, isSelected, onToggle } = props;
  const text = useText();
  const say = useRequestText();
  const isWaiting = request !== undefined;
  const hours = hoursNow(account, useServerNow(60_000));
  return (
    <div className={classes('relative flex h-23 items-stretch sm:h-17', isSelected && 'bg-accent-tint')}>
      <label className="grid w-11 shrink-0 cursor-pointer place-items-center hover:bg-sunken">
        <input
          type="checkbox"
          checked={isSelected}
          onChange={() => onToggle(account.id)}
          className="size-4.5 accent-accent"
        />
        <span className="sr-only">{text.accounts.select(account.name)}</span>
      </label>
      <Link
        href={isWaiting ? `/accounts/${account.id}/prompt` : `/accounts/${account.id}`}
        data-row
        // On a phone, the name has the whole width, and the state stands beside the second line.
        className="group grid min-w-0 flex-1 grid-cols-[auto_minmax(0,1fr)_auto] content-center items-center gap-x-3 pr-4 -outline-offset-2! hover:bg-sunken sm:flex sm:gap-x-4 sm:py-3 sm:pr-5"
      >
        <span className="row-span-2 grid">
          <Monogram bank={bank} />
        </span>
        <span className="contents sm:block sm:min-w-0 sm:flex-1">
          <span className="col-span-2 block truncate font-medium">{account.name}</span>
          {/* Two lines on a phone, also where one would do: the name above does not move when a request arrives. */}
          <span className="line-clamp-2 min-h-[2lh] text-sm wrap-anywhere text-soft sm:line-clamp-1 sm:min-h-0">
            {bank.name}
            {isWaiting ? ` · ${say.wanted(request)}` : <StateFacts account={account} state={state} />}
          </span>
        </span>
        {/* On a phone, at the lower edge of the row. */}
        <LastDayBar
          hours={hours}
          className="absolute bottom-1 left-23 h-1.5 w-[calc(100%-6.75rem)] sm:static sm:h-5 sm:w-24 sm:shrink-0 lg:w-32"
        />
        <LastLogin at={account.latestSession?.loggedInAt ?? null} />
        {/* As wide as the longest state in any language: the columns before it do not move. */}
        <span className="contents sm:flex sm:h-9 sm:w-48 sm:shrink-0 sm:items-center sm:justify-end">
          {isWaiting ? (
            <AnswerWanted request={request} />
          ) : (
            <Badge key={state} tone={toneOfState[state]} dot={isMoving(state) ? 'alive' : 'still'}>
              {text.accounts.states[state]}
            </Badge>
          )}
        </span>
        <ChevronRight aria-hidden="true" className="hidden size-4 text-soft sm:block" />
      </Link>
    </div>
  );
});

/** When the last session was logged in, in a column of its own on a wide screen. */
function LastLogin({ at }: { at: string | null }) {
  const text = useText();
  const format = useFormat();
  return (
    <span className="hidden w-44 shrink-0 text-right text-sm whitespace-nowrap text-soft tabular xl:block">
      {at !== null && (
        <>
          <span className="sr-only">{text.accounts.lastLogin} </span>
          {format.dateTime(at)}
        </>
      )}
    </span>
  );
}

/** Why an account is in its state, and since when. */
function StateFacts({ account, state }: Pick<Row, 'account' | 'state'>) {
  const text = useText();
  const format = useFormat();
  const { scrapeBlockedReason, scrapeBlockedAt, latestSession } = account;
  const why = (reason: string, at: string | null | undefined) => (
    <>
      {` · ${reason}`}
      {typeof at === 'string' && (
        <>
          {' · '}
          <Ago at={at} />
        </>
      )}
    </>
  );
  if (state === 'blocked') return why(format.word('blockShort', scrapeBlockedReason ?? ''), scrapeBlockedAt);
  if (state === 'open') return why(text.accounts.loggedIn, latestSession?.loggedInAt);
  const end = endOf(account);
  if (end === null || !['failed', 'unanswered', 'ended'].includes(state)) return null;
  return why(
    format.word(latestSession?.outcome === 'logged_in' ? 'sessionEnd' : 'loginOutcome', end),
    latestSession?.endedAt,
  );
}

function AnswerWanted({ request }: { request: AssistanceRequest }) {
  const text = useText();
  const leftMs = Date.parse(request.expires_at) - useServerNow(1_000);
  return (
    <span className="flex items-center gap-3">
      <span className="text-sm font-semibold text-wait tabular">
        {minutesAndSeconds(leftMs)}
        <span className="sr-only"> {text.accounts.left}</span>
      </span>
      <span className="hidden h-9 items-center rounded-lg bg-accent px-3.5 text-sm font-medium text-on-accent shadow-sm group-hover:bg-accent-strong sm:inline-flex">
        {text.requests[request.type].open}
      </span>
    </span>
  );
}
