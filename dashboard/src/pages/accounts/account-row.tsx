import { ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { AssistanceRequest } from '../../api/schemas';
import { useText } from '../../i18n';
import { minutesAndSeconds, useFormat } from '../../i18n/use-format';
import { Ago } from '../../ui/ago';
import { Badge } from '../../ui/badge';
import { Monogram } from '../../ui/monogram';
import { useRequestText } from '../../ui/use-request-text';
import { useServerNow } from '../../ui/use-server-now';
import { endOf, isMoving, type Row, toneOfState } from './account-state';

/**
 * One account. Rows outside the viewport are not laid out (`content-visibility`), and unchanged rows are not rendered
 * again. So the whole list can stay in the page, for the browser's search and for screen readers.
 */
export const AccountRow = memo(function AccountRow({ account, bank, state, request }: Row) {
  const text = useText();
  const say = useRequestText();
  const isWaiting = request !== undefined;
  return (
    <li className="[contain-intrinsic-size:auto_5.75rem] [content-visibility:auto] sm:[contain-intrinsic-size:auto_4.25rem]">
      <Link
        href={isWaiting ? `/accounts/${account.id}/prompt` : `/accounts/${account.id}`}
        data-row
        className="group flex min-h-23 items-center gap-4 px-4 py-3 -outline-offset-2! hover:bg-sunken sm:min-h-17 sm:px-5"
      >
        <Monogram bank={bank} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{account.name}</span>
          {/* Two lines on a phone, where every row has space for them: no row grows when a request arrives. */}
          <span className="line-clamp-2 text-sm wrap-anywhere text-soft sm:line-clamp-1">
            {bank.name}
            {isWaiting ? ` · ${say.wanted(request)}` : <StateFacts account={account} state={state} />}
          </span>
        </span>
        {isWaiting ? (
          <AnswerWanted request={request} />
        ) : (
          <Badge key={state} tone={toneOfState[state]} dot={isMoving(state) ? 'alive' : 'still'}>
            {text.accounts.states[state]}
          </Badge>
        )}
        <ChevronRight aria-hidden="true" className="hidden size-4 text-soft sm:block" />
      </Link>
    </li>
  );
});

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
