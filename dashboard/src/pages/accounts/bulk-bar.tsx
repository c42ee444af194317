import { Play, Settings2, Square, X } from 'lucide-react';
import { useState } from 'react';
import { type BulkAct, useBulk } from '../../api/bulk';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import type { Row } from './account-state';
import { BulkConfig } from './bulk-config';
import { BulkFailures } from './bulk-failures';

interface BulkBarProps {
  rows: readonly Row[];
  selected: ReadonlySet<string>;
  onClear: () => void;
}

/** What can be done with all selected accounts at once. It floats over the page, so that nothing moves when it appears. */
export function BulkBar({ rows, selected, onClear }: BulkBarProps) {
  const text = useText();
  const bulk = useBulk();
  const [dialog, setDialog] = useState<'stop' | 'configure' | null>(null);
  const chosen = rows.filter(({ account }) => selected.has(account.id));
  const running = chosen.filter(({ account }) => account.sessionStatus === 'running');
  const idle = chosen.filter(({ account }) => account.sessionStatus !== 'running');
  const perform = (among: readonly Row[], act: BulkAct) => {
    setDialog(null);
    bulk.mutate({ accountIds: among.map(({ account }) => account.id), act });
  };
  const { accounts, common } = text;
  const result = bulk.data;
  if (chosen.length === 0 && result === undefined) return null;
  return (
    <div className="pointer-events-none fixed inset-x-3 bottom-[calc(4.75rem+env(safe-area-inset-bottom))] z-20 flex justify-center lg:bottom-4 lg:left-[15.5rem]">
      <section
        aria-label={accounts.selection}
        className="pointer-events-auto flex max-w-full flex-wrap items-center gap-2 rounded-2xl border border-line bg-surface p-2 pl-4 text-sm shadow-xl"
      >
        <span role="status" className="mr-2 font-medium tabular">
          {bulk.isPending
            ? accounts.working
            : result === undefined
              ? accounts.selected(chosen.length)
              : accounts.done(result.done, result.failures.length)}
        </span>
        {result !== undefined && result.failures.length > 0 && (
          <BulkFailures rows={rows} failures={result.failures} />
        )}
        {chosen.length > 0 && (
          <>
            <Button
              size="small"
              isBusy={bulk.isPending}
              disabled={idle.length === 0}
              onClick={() => perform(idle, { is: 'session', command: 'scrape' })}
            >
              <Play aria-hidden="true" className="size-3.5" /> {text.account.start}
            </Button>
            <Button
              size="small"
              look="danger"
              isBusy={bulk.isPending}
              disabled={running.length === 0}
              onClick={() => setDialog('stop')}
            >
              <Square aria-hidden="true" className="size-3.5" /> {text.account.stop}
            </Button>
            <Button size="small" isBusy={bulk.isPending} onClick={() => setDialog('configure')}>
              <Settings2 aria-hidden="true" className="size-3.5" /> {accounts.configure}
            </Button>
          </>
        )}
        <Button
          size="small"
          look="quiet"
          onClick={() => {
            bulk.reset();
            onClear();
          }}
        >
          <X aria-hidden="true" className="size-3.5" /> {accounts.clear}
        </Button>
      </section>
      <Dialog
        isOpen={dialog === 'stop'}
        onClose={() => setDialog(null)}
        title={accounts.stopAsk(running.length)}
        description={accounts.stopWhat}
      >
        <div className="flex justify-end gap-2">
          <Button onClick={() => setDialog(null)}>{common.cancel}</Button>
          <Button look="danger" onClick={() => perform(running, { is: 'session', command: 'kill' })}>
            {text.account.stop}
          </Button>
        </div>
      </Dialog>
      <BulkConfig
        isOpen={dialog === 'configure'}
        count={chosen.length}
        onClose={() => setDialog(null)}
        onSave={(change) => perform(chosen, { is: 'configure', change })}
      />
    </div>
  );
}
