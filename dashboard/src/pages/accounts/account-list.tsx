import type { KeyboardEvent } from 'react';
import { Link } from 'wouter';
import { useText } from '../../i18n';
import { AccountRow } from './account-row';
import type { Row } from './account-state';

interface AccountListProps {
  title: string;
  rows: readonly Row[];
  isUrgent?: boolean;
}

export function AccountList({ title, rows, isUrgent = false }: AccountListProps) {
  const text = useText();
  if (rows.length === 0) return null;
  return (
    <section className="mb-6">
      <div className="mb-2 flex items-baseline justify-between gap-4 px-1 text-sm">
        <h2 className={`font-semibold ${isUrgent ? 'text-wait' : 'text-soft'}`}>
          {title}{' '}
          <span className="tabular">
            ({isUrgent ? rows.filter(({ state }) => state === 'waiting').length : rows.length})
          </span>
        </h2>
        {isUrgent && (
          <Link href="/answer" className="font-medium text-accent hover:underline">
            {text.queue.openAll}
          </Link>
        )}
      </div>
      <ul
        onKeyDown={moveAlongRows}
        className={`divide-y divide-line overflow-hidden rounded-2xl border bg-surface shadow-xs ${
          isUrgent ? 'border-wait-strong' : 'border-line'
        }`}
      >
        {rows.map((row) => (
          <AccountRow key={row.account.id} {...row} />
        ))}
      </ul>
    </section>
  );
}

/**
 * Arrow keys move the focus from row to row across all lists of the page, Home and End to the first and the
 * last row.
 */
function moveAlongRows(event: KeyboardEvent): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const here = all.findIndex((row) => row === document.activeElement);
  const target = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
  const row = target === undefined ? undefined : all[target];
  if (row === undefined) return;
  event.preventDefault();
  row.focus();
}
