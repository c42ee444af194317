import type { AssistanceRequest } from '../../api/schemas';
import { useText } from '../../i18n';
import { minutesAndSeconds } from '../../i18n/use-format';
import { Badge } from '../../ui/badge';
import { classes } from '../../ui/classes';
import { Monogram } from '../../ui/monogram';
import { useRequestText } from '../../ui/use-request-text';
import { useServerNow } from '../../ui/use-server-now';
import { endOf, isMoving, type Row, toneOfState } from '../accounts/account-state';

interface QueueListProps {
  rows: readonly Row[];
  activeId: string | null;
  onOpen: (accountId: string) => void;
}

/** The accounts of the queue, each with what it waits for or what became of its login. */
export function QueueList({ rows, activeId, onOpen }: QueueListProps) {
  const text = useText();
  return (
    <nav aria-label={text.queue.list}>
      <ul
        data-prompt
        className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-xs"
      >
        {rows.map((row) => (
          <li key={row.account.id}>
            <QueueRow row={row} isActive={row.account.id === activeId} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface QueueRowProps {
  row: Row;
  isActive: boolean;
  onOpen: (accountId: string) => void;
}

function QueueRow({ row: { account, bank, state, request }, isActive, onOpen }: QueueRowProps) {
  const say = useRequestText();
  return (
    <button
      type="button"
      aria-current={isActive || undefined}
      onClick={() => onOpen(account.id)}
      className={classes(
        'flex min-h-19 w-full items-center gap-3 px-4 py-2.5 text-left -outline-offset-2!',
        isActive ? 'bg-accent-tint' : 'hover:bg-sunken',
      )}
    >
      <Monogram bank={bank} size="small" />
      <span className="min-w-0 flex-1 text-sm">
        <span className="block truncate font-medium">{account.name}</span>
        <span className="line-clamp-2 text-xs wrap-anywhere text-soft">
          {bank.name}
          {request !== undefined && ` · ${say.wanted(request)}`}
        </span>
      </span>
      {request === undefined ? <Result account={account} state={state} /> : <TimeLeft request={request} />}
    </button>
  );
}

/** What became of the login. A session that is closed after its login, as configured, is a success. */
function Result({ account, state }: Pick<Row, 'account' | 'state'>) {
  const text = useText();
  const isLoggedIn = state === 'open' || (state === 'stopped' && endOf(account) === 'completed');
  return isLoggedIn ? (
    <Badge tone="good" dot="still">
      {text.prompt.loggedInTitle}
    </Badge>
  ) : (
    <Badge key={state} tone={toneOfState[state]} dot={isMoving(state) ? 'alive' : 'still'}>
      {text.accounts.states[state]}
    </Badge>
  );
}

function TimeLeft({ request }: { request: AssistanceRequest }) {
  const text = useText();
  const leftMs = Date.parse(request.expires_at) - useServerNow(1_000);
  return (
    <span className="text-sm font-semibold text-wait tabular">
      {minutesAndSeconds(leftMs)}
      <span className="sr-only"> {text.accounts.left}</span>
    </span>
  );
}
