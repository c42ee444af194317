import { BookmarkPlus, X } from 'lucide-react';
import { type ComponentProps, type SubmitEvent, useId, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/fields';
import { LabelledSelect } from '../../ui/labelled-select';
import type { Row } from './account-state';
import { type ListView, paramsOf, sorts } from './list-view';
import { deleteView, saveView, useSavedViews } from './saved-views';

interface ViewControlsProps {
  rows: readonly Row[];
  view: ListView;
  onView: (changed: Partial<ListView>) => void;
}

/** How the list is narrowed, sorted and grouped, and the views that were saved. */
export function ViewControls({ rows, view, onView }: ViewControlsProps) {
  const text = useText();
  const format = useFormat();
  const banks = new Map(rows.map(({ account, bank }) => [account.bank, bank.name]));
  const { accounts } = text;
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <Select label={accounts.bank} value={view.bank} onChange={(bank) => onView({ bank })}>
        <option value="">{accounts.allBanks}</option>
        {[...banks].map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        label={accounts.sort}
        value={view.sort}
        onChange={(chosen) => onView({ sort: sorts.find((sort) => sort === chosen) ?? 'urgency' })}
      >
        {sorts.map((sort) => (
          <option key={sort} value={sort}>
            {accounts.sorts[sort]}
          </option>
        ))}
      </Select>
      <Button size="small" aria-pressed={view.isByBank} onClick={() => onView({ isByBank: !view.isByBank })}>
        {view.isByBank ? `✓ ${accounts.groupByBank}` : accounts.groupByBank}
      </Button>
      {view.failure !== '' && (
        <Button size="small" onClick={() => onView({ failure: '' })}>
          {accounts.failedWith(format.word('loginOutcome', view.failure))}
          <X aria-hidden="true" className="size-3.5" />
          <span className="sr-only">{accounts.removeFilter}</span>
        </Button>
      )}
      <SavedViews view={view} />
    </div>
  );
}

const Select = (props: Omit<ComponentProps<typeof LabelledSelect>, 'className'>) => (
  <LabelledSelect {...props} className="h-8 max-w-44 px-2 text-[0.8125rem]" />
);

function SavedViews({ view }: { view: ListView }) {
  const text = useText();
  const views = useSavedViews();
  const [, setSearchParams] = useSearchParams();
  const [isSaving, setIsSaving] = useState(false);
  const [name, setName] = useState('');
  const formId = useId();
  const query = new URLSearchParams(paramsOf(view)).toString();
  const shown = views.find((one) => one.query === query);
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    saveView({ name: name.trim(), query });
    setIsSaving(false);
    setName('');
  };
  const { accounts, common } = text;
  return (
    <>
      {views.length > 0 && (
        <Select
          label={accounts.views}
          value={shown?.name ?? ''}
          onChange={(chosen) =>
            setSearchParams(new URLSearchParams(views.find((one) => one.name === chosen)?.query ?? ''))
          }
        >
          <option value="">{accounts.views}</option>
          {views.map((one) => (
            <option key={one.name}>{one.name}</option>
          ))}
        </Select>
      )}
      {shown !== undefined ? (
        <Button size="small" look="quiet" onClick={() => deleteView(shown.name)}>
          {accounts.deleteView}
        </Button>
      ) : (
        query !== '' && (
          <Button size="small" look="quiet" onClick={() => setIsSaving(true)}>
            <BookmarkPlus aria-hidden="true" className="size-3.5" /> {accounts.saveView}
          </Button>
        )
      )}
      <Dialog isOpen={isSaving} onClose={() => setIsSaving(false)} title={accounts.saveView}>
        <form id={formId} onSubmit={save} className="flex flex-col gap-5">
          <TextField
            label={accounts.viewName}
            required
            maxLength={40}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setIsSaving(false)}>{common.cancel}</Button>
            <Button type="submit" look="primary">
              {accounts.saveView}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
