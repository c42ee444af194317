import { useWindowVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type ReactNode,
  useDeferredValue,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useText } from '../../i18n';
import { useMedia } from '../../ui/use-media';
import { AccountRow } from './account-row';
import type { Row } from './account-state';

interface AccountListProps {
  title: ReactNode;
  count: number;
  rows: readonly Row[];
  /** All rows are in the page, for the browser's own search, not only those on the screen. */
  isWhole: boolean;
  isUrgent?: boolean;
  action?: ReactNode;
  selected: ReadonlySet<string>;
  onToggle: (accountId: string) => void;
  onSelectAll: (rows: readonly Row[]) => void;
}

/** In pixels, as the classes of AccountRow say. Every row is as high, so that no row moves whatever it says. */
const rowHeight = { wide: 68, narrow: 92 };
/** A list of accounts. */
export function AccountList(props: AccountListProps) {
  const { title, count, rows, isWhole, isUrgent = false, action, selected, onToggle, onSelectAll } = props;
  const text = useText();
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  // The first rows are drawn after the frame of the page, so that opening the page does not wait for them.
  const areRowsDrawn = useDeferredValue(true, false);
  const height = useMedia('(min-width: 40rem)') ? rowHeight.wide : rowHeight.narrow;
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    overscan: isWhole ? rows.length : 8,
    scrollMargin: top,
    // Without it, the rows would be drawn twice: none at first, and then all at once before the next paint.
    initialRect: { width: innerWidth, height: innerHeight },
    getItemKey: (index) => rows[index]?.account.id ?? index,
  });
  // What stands above changes with the rows of the other lists.
  useLayoutEffect(() => {
    if (list.current !== null) setTop(list.current.getBoundingClientRect().top + scrollY);
  }, [rows]);
  if (rows.length === 0) return null;
  const areAllSelected = rows.every(({ account }) => selected.has(account.id));
  return (
    <section className="mb-6">
      <div className="mb-2 flex items-center justify-between gap-4 px-1 text-sm">
        <h2 className={`min-w-0 truncate font-semibold ${isUrgent ? 'text-wait' : 'text-soft'}`}>
          {title} <span className="tabular">({count})</span>
        </h2>
        <span className="flex shrink-0 items-center gap-4">
          {action}
          <button
            type="button"
            className="font-medium text-soft hover:text-ink"
            onClick={() => onSelectAll(areAllSelected ? [] : rows)}
          >
            {areAllSelected ? text.accounts.selectNone : text.accounts.selectAll}
          </button>
        </span>
      </div>
      <ul
        ref={list}
        onKeyDown={moveAlongRows}
        style={{ height: rows.length * height }}
        className={`relative box-content overflow-hidden rounded-2xl border bg-surface shadow-xs ${
          isUrgent ? 'border-wait-strong' : 'border-line'
        }`}
      >
        {(areRowsDrawn ? virtualizer.getVirtualItems() : []).map(({ index, start, key }) => {
          const row = rows[index];
          return (
            row && (
              <li
                key={key}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${start - top}px)` }}
                className={`absolute inset-x-0 top-0 border-line ${index === 0 ? '' : 'border-t'}`}
              >
                <AccountRow {...row} isSelected={selected.has(row.account.id)} onToggle={onToggle} />
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}

/**
 * Arrow keys move the focus from row to row across all lists of the page, Home and End to the first and the
 * last row.
 */
function moveAlongRows(event: KeyboardEvent): void {
  const isOnRow = event.target instanceof HTMLElement && event.target.matches('[data-row]');
  if (!isOnRow) return;
  if (event.key === 'Home' || event.key === 'End') {
    event.preventDefault();
    scrollTo({ top: event.key === 'Home' ? 0 : document.documentElement.scrollHeight });
    // Of a long list, the rows there are drawn in one of the next frames.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const shown = rowsOfPage();
        shown[event.key === 'Home' ? 0 : shown.length - 1]?.focus();
      }),
    );
    return;
  }
  const all = rowsOfPage();
  const here = all.findIndex((row) => row === document.activeElement);
  const target = { ArrowDown: here + 1, ArrowUp: here - 1 }[event.key];
  const row = target === undefined ? undefined : all[target];
  if (row === undefined) return;
  event.preventDefault();
  row.focus();
}

/** From top to bottom. Drawn rows are not in this order in the page. */
const rowsOfPage = (): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>('[data-row]')].sort(
    (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
  );
