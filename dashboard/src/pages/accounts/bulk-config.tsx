import { type SubmitEvent, useState } from 'react';
import type { ConfigChange } from '../../api/schemas';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { SelectField, TextField } from '../../ui/fields';

interface BulkConfigProps {
  isOpen: boolean;
  count: number;
  onClose: () => void;
  onSave: (change: ConfigChange) => void;
}

const empty = { mode: '', type: '', wait: '', budget: '', fatal: '' };

/** The settings that make sense for several accounts. Those that are left as they are keep each account's own value. */
export function BulkConfig({ isOpen, count, onClose, onSave }: BulkConfigProps) {
  const { accounts, config, common } = useText();
  const [draft, setDraft] = useState(empty);
  const set = (name: keyof typeof empty) => (event: { target: { value: string } }) =>
    setDraft((last) => ({ ...last, [name]: event.target.value }));
  const change = changeOf(draft);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSave(change);
    setDraft(empty);
  };
  const keep = <option value="">{accounts.keep}</option>;
  const number = (name: 'wait' | 'budget' | 'fatal', min: number, max: number) => ({
    type: 'number',
    min,
    max,
    placeholder: accounts.keep,
    value: draft[name],
    onChange: set(name),
  });
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={accounts.configureTitle(count)}
      description={accounts.configureWhat}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <SelectField label={config.mode} value={draft.mode} onChange={set('mode')}>
          {keep}
          <option value="assisted">{config.modes.assisted}</option>
          <option value="simple">{config.modes.simple}</option>
        </SelectField>
        <SelectField label={config.type} value={draft.type} onChange={set('type')}>
          {keep}
          <option value="persistent">{config.types.persistent}</option>
          <option value="one-shot">{config.types.oneShot}</option>
        </SelectField>
        <TextField label={config.wait} {...number('wait', 5, 900)} />
        <TextField label={config.budget} {...number('budget', 1, 50)} />
        <TextField label={config.fatal} {...number('fatal', 1, 10)} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" look="primary" disabled={Object.keys(change).length === 0}>
            {accounts.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const changeOf = ({ mode, type, wait, budget, fatal }: typeof empty): ConfigChange => ({
  ...((mode === 'assisted' || mode === 'simple') && { login_mode: mode }),
  ...((type === 'persistent' || type === 'one-shot') && { session_type: type }),
  ...(wait !== '' && { otp_wait_seconds: Number(wait) }),
  ...(budget !== '' && { max_codes_per_day: Number(budget) }),
  ...(fatal !== '' && { fatal_after_failures: Number(fatal) }),
});
