import { Command } from 'cmdk';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAccounts, useStartSession } from '../api/accounts';
import { useText } from '../i18n';
import { useWaiting } from '../live/waiting-requests';
import { containsAllWords } from '../pages/accounts/account-state';
import { morePlaces } from '../shell/more-places';
import { Dialog } from '../ui/dialog';
import { Monogram } from '../ui/monogram';
import { useBankMarks } from '../ui/use-bank-marks';
import { useRequestText } from '../ui/use-request-text';

interface PaletteProps {
  onClose: () => void;
}

/** More would not be looked at, and 500 would make typing slow. */
const mostAccounts = 8;

const rowLook =
  'flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-3 py-1.5 text-sm data-[selected=true]:bg-accent-tint data-[selected=true]:text-accent';
const groupLook =
  '[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-soft';

/** Finds pages and accounts by their names, and starts sessions, from the keyboard. */
export function Palette({ onClose }: PaletteProps) {
  const text = useText();
  const { palette, shell, queue } = text;
  const [search, setSearch] = useState('');
  const [, go] = useLocation();
  const { data: accounts = [] } = useAccounts();
  const waiting = useWaiting();
  const markOf = useBankMarks();
  const say = useRequestText();
  const start = useStartSession();

  const open = (path: string) => {
    onClose();
    go(path);
  };
  const requests = new Map(waiting.map(({ accountId, request }) => [accountId, request]));
  const found = accounts
    .filter(({ name, bank }) => containsAllWords(`${name} ${markOf(bank).name} ${bank}`, search))
    .sort((a, b) => Number(requests.has(b.id)) - Number(requests.has(a.id)))
    .slice(0, mostAccounts);
  const startable = found.filter(
    ({ sessionStatus, scrapeBlockedReason }) => sessionStatus !== 'running' && scrapeBlockedReason === null,
  );
  const pages = [
    { href: '/answer', name: waiting.length > 0 ? queue.open(waiting.length) : queue.title },
    { href: '/', name: shell.accounts },
    { href: '/overview', name: shell.overview },
    { href: '/banks', name: shell.banks },
    { href: '/keys', name: shell.keys },
    { href: '/relay', name: shell.relay },
    ...morePlaces.map(({ href, name }) => ({ href, name: shell[name] })),
    { href: '/security', name: shell.security },
    { href: '/accounts/new', name: text.accounts.add },
    { href: '/accounts/defaults', name: text.defaults.title },
  ].filter(({ name }) => containsAllWords(name, search));

  return (
    <Dialog isOpen onClose={onClose} title={palette.title}>
      {/* Filtered here: its own search would have to draw every account. */}
      <Command label={palette.title} shouldFilter={false} loop>
        <Command.Input
          autoFocus
          value={search}
          onValueChange={setSearch}
          placeholder={palette.placeholder}
          className="h-11 w-full rounded-lg border border-edge bg-surface px-3 text-base placeholder:text-soft"
        />
        <Command.List label={palette.results} className="mt-2 max-h-[50dvh] overflow-y-auto">
          <Command.Empty className="px-3 py-6 text-center text-sm text-soft">{palette.none}</Command.Empty>
          {search === '' && <Places pages={pages} onOpen={open} />}
          {found.length > 0 && (
            <Command.Group heading={shell.accounts} className={groupLook}>
              {found.map(({ id, name, bank }) => {
                const request = requests.get(id);
                return (
                  <Command.Item
                    key={id}
                    value={`account ${id}`}
                    className={rowLook}
                    onSelect={() => open(request ? `/accounts/${id}/prompt` : `/accounts/${id}`)}
                  >
                    <Monogram bank={markOf(bank)} size="small" />
                    <span className="min-w-0 flex-1">
                      <span className="block truncate">{name}</span>
                      <span className="block truncate text-xs text-soft">
                        {markOf(bank).name}
                        {request && ` · ${say.wanted(request)}`}
                      </span>
                    </span>
                  </Command.Item>
                );
              })}
            </Command.Group>
          )}
          {search !== '' && startable.length > 0 && (
            <Command.Group heading={text.account.start} className={groupLook}>
              {startable.map(({ id, name }) => (
                <Command.Item
                  key={id}
                  value={`start ${id}`}
                  className={rowLook}
                  onSelect={() => {
                    start.mutate(id);
                    open(`/accounts/${id}/prompt`);
                  }}
                >
                  {palette.start(name)}
                </Command.Item>
              ))}
            </Command.Group>
          )}
          {search !== '' && <Places pages={pages} onOpen={open} />}
        </Command.List>
      </Command>
    </Dialog>
  );
}

interface PlacesProps {
  pages: readonly { href: string; name: string }[];
  onOpen: (path: string) => void;
}

function Places({ pages, onOpen }: PlacesProps) {
  const { palette } = useText();
  if (pages.length === 0) return null;
  return (
    <Command.Group heading={palette.pages} className={groupLook}>
      {pages.map(({ href, name }) => (
        <Command.Item key={href} value={`page ${href}`} className={rowLook} onSelect={() => onOpen(href)}>
          {name}
        </Command.Item>
      ))}
    </Command.Group>
  );
}
