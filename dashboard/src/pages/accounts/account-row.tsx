import { ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { AssistanceRequest } from '../../api/schemas';
import { useText } from '../../i18n';
import { minutesAndSeconds, useFormat } from '../../i18n/use-format';
import { Badge } from '../../ui/badge';
import { useRequestText } from '../../ui/use-request-text';
import { useServerNow } from '../../ui/use-server-now';
import { type Row, toneOfState } from './account-state';

/**
 * One account. Rows outside the viewport are not laid out (`content-visibility`), and unchanged rows are not rendered
 * again. So the whole list can stay in the page, for the browser's search and for screen readers.
 */
export const AccountRow = memo(function AccountRow({ account, bankName, state, request }: Row) {
  const text = useText();
  const format = useFormat();
  const say = useRequestText();
  const isWaiting = request !== undefined;
  return (
    <li className="[contain-intrinsic-size:auto_4.25rem] [content-visibility:auto]">
      <Link
        href={isWaiting ? `/accounts/${account.id}/prompt` : `/accounts/${account.id}`}
        data-row
        className="group flex min-h-17 items-center gap-4 px-4 py-3 -outline-offset-2! hover:bg-sunken sm:px-5"
      >
        <span
          aria-hidden="true"
          className="grid size-9 shrink-0 place-items-center rounded-lg bg-sunken text-sm font-semibold text-soft uppercase group-hover:bg-surface"
        >
          {initialsOf(bankName)}
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{account.name}</span>
          <span className="block truncate text-sm text-soft">
            {isWaiting
              ? say.wanted(request)
              : state === 'blocked' && account.scrapeBlockedReason !== null
                ? `${bankName} · ${format.word('blockShort', account.scrapeBlockedReason)}`
                : bankName}
          </span>
        </span>
        {isWaiting ? (
          <AnswerWanted request={request} />
        ) : (
          <Badge tone={toneOfState[state]} {...(state === 'running' ? { dot: 'alive' } : { dot: 'still' })}>
            {text.accounts.states[state]}
          </Badge>
        )}
        <ChevronRight aria-hidden="true" className="hidden size-4 text-soft sm:block" />
      </Link>
    </li>
  );
});

/** `DB` for `Demo Bank`. */
const initialsOf = (name: string): string =>
  name
    .split(/[^\p{L}\p{N}]+/u)
    .slice(0, 2)
    .map((word) => word.slice(0, 1))
    .join('');

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
