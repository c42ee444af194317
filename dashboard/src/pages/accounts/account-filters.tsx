import { Search } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useText } from '../../i18n';
import { classes } from '../../ui/classes';
import { useMedia } from '../../ui/use-media';
import { filters, matchesFilter, type Row } from './account-state';
import type { ListView } from './list-view';
import { ViewControls } from './view-controls';

interface AccountFiltersProps {
  rows: readonly Row[];
  view: ListView;
  onView: (changed: Partial<ListView>) => void;
}

/** By the number of digits. */
const widths: Readonly<Record<number, string>> = { 2: 'min-w-[2ch]', 3: 'min-w-[3ch]', 4: 'min-w-[4ch]' };

/** Search and filters of the list of accounts. The key `/` focuses the search, arrow down the first row. */
export function AccountFilters({ rows, view, onView }: AccountFiltersProps) {
  const text = useText();
  const searchInput = useRef<HTMLInputElement>(null);
  const hasKeyboard = useMedia('(pointer: fine)');
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const at = event.target;
      const isTyping = at instanceof HTMLElement && at.matches('input, textarea, select');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      searchInput.current?.focus();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);

  return (
    <div className="mb-5 flex flex-col gap-3">
      <div className="flex flex-col gap-3 sm:flex-row sm:items-center">
        <div className="relative sm:w-72">
          <Search aria-hidden="true" className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-soft" />
          <input
            ref={searchInput}
            type="search"
            value={view.search}
            onChange={(event) => onView({ search: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') document.querySelector<HTMLElement>('[data-row]')?.focus();
            }}
            aria-label={text.accounts.search}
            placeholder={hasKeyboard ? text.accounts.searchHint : text.accounts.search}
            className="h-10 w-full rounded-lg border border-edge bg-surface pr-3 pl-9 text-[0.9375rem] pointer-coarse:text-base placeholder:text-soft"
          />
        </div>
        <div
          role="group"
          aria-label={text.accounts.filter}
          className="-mx-4 flex gap-1.5 overflow-x-auto px-4 py-1 sm:mx-0 sm:px-1"
        >
          {filters.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={view.state === one}
              onClick={() => onView({ state: one })}
              className={classes(
                'h-8 shrink-0 rounded-full px-3 text-sm font-medium whitespace-nowrap transition-colors',
                view.state === one ? 'bg-ink text-page' : 'text-soft hover:bg-sunken hover:text-ink',
              )}
            >
              {text.accounts.filters[one]}{' '}
              {/* As wide as the number of all accounts: the filters do not move when a number changes. */}
              <span className={classes('inline-block text-left tabular', widths[String(rows.length).length])}>
                {rows.filter((row) => matchesFilter(row, one)).length}
              </span>
            </button>
          ))}
        </div>
      </div>
      <ViewControls rows={rows} view={view} onView={onView} />
    </div>
  );
}
