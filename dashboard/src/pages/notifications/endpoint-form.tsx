import { type SubmitEvent, useState } from 'react';
import { useBanks } from '../../api/banks';
import { type Endpoint, type EndpointWish, useSaveEndpoint } from '../../api/endpoints';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../../ui/button';
import { CheckField, SelectField, TextField } from '../../ui/fields';
import { ProblemNotice } from '../../ui/problem-notice';
import { useFocusOnRefusal, useIssues } from '../../ui/problem-text';
import { notificationEvents } from '../../../../src/assistance/notifications/notifications';
import { AccountPicker } from '../keys/account-picker';

interface EndpointFormProps {
  /** Null for a new one. */
  endpoint: Endpoint | null;
  onSaved: (endpoint: Endpoint) => void;
  onCancel: () => void;
}

const toggled = (list: readonly string[], name: string, isOn: boolean): string[] =>
  isOn ? [...list, name] : list.filter((one) => one !== name);

/** Adds or changes an endpoint. A new one is notified of waiting requests, unless the user chooses otherwise. */
export function EndpointForm({ endpoint, onSaved, onCancel }: EndpointFormProps) {
  const text = useText();
  const words = text.notifications;
  const format = useFormat();
  const { data: banks = [] } = useBanks();
  const saving = useSaveEndpoint(endpoint?.id ?? null);
  const issueOf = useIssues(saving.error);
  const form = useFocusOnRefusal(saving.error);
  const [name, setName] = useState(endpoint?.name ?? '');
  const [transport, setTransport] = useState<Endpoint['transport']>(endpoint?.transport ?? 'webhook');
  const isSecret = endpoint?.transport === 'slack';
  const [destination, setDestination] = useState(isSecret ? '' : (endpoint?.destination ?? ''));
  const [token, setToken] = useState('');
  const [events, setEvents] = useState<string[]>(endpoint?.events ?? ['assistance_required']);
  const [bankCodes, setBankCodes] = useState<string[] | null>(endpoint?.banks ?? null);
  const [accountIds, setAccountIds] = useState<string[] | null>(endpoint?.account_ids ?? null);
  const [seconds, setSeconds] = useState(endpoint?.escalate_after_seconds ?? 0);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const wish: EndpointWish = {
      name: name.trim(),
      events,
      banks: bankCodes,
      account_ids: accountIds,
      escalate_after_seconds: events.includes('assistance_required') ? seconds : 0,
      ...(endpoint === null && { transport }),
      ...(destination !== '' && { destination: destination.trim() }),
      ...(token !== '' && { auth_type: 'bearer', auth_token: token }),
    };
    saving.mutate(wish, { onSuccess: onSaved });
  };

  return (
    <form ref={form} onSubmit={submit} className="flex flex-col gap-5">
      <ProblemNotice error={saving.error} />
      <TextField
        label={words.name}
        error={issueOf('name')}
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
        autoComplete="off"
      />
      {endpoint === null && (
        <SelectField
          label={words.transport}
          value={transport}
          onChange={({ target: { value } }) =>
            setTransport(value === 'slack' || value === 'email' ? value : 'webhook')
          }
        >
          {(['webhook', 'slack', 'email'] as const).map((one) => (
            <option key={one} value={one}>
              {words.transports[one]}
            </option>
          ))}
        </SelectField>
      )}
      <TextField
        label={transport === 'email' ? words.address : words.url}
        error={issueOf('destination')}
        type={transport === 'email' ? 'email' : 'url'}
        required={!isSecret}
        {...(isSecret && { hint: words.kept })}
        placeholder={transport === 'email' ? '' : 'https://'}
        value={destination}
        onChange={(event) => setDestination(event.target.value)}
        autoComplete="off"
      />
      {transport === 'webhook' && (
        <TextField
          label={words.token}
          error={issueOf('auth_token')}
          hint={endpoint === null ? words.tokenHint : words.kept}
          type="password"
          value={token}
          onChange={(event) => setToken(event.target.value)}
          autoComplete="new-password"
        />
      )}
      <fieldset>
        <legend className="mb-2 text-sm font-medium">{text.config.events}</legend>
        <div className="grid gap-3 sm:grid-cols-2">
          {notificationEvents.map((event) => (
            <CheckField
              key={event}
              label={format.word('event', event)}
              checked={events.includes(event)}
              onChange={({ target: { checked } }) => setEvents(toggled(events, event, checked))}
            />
          ))}
        </div>
        {events.length === 0 && (
          <p role="alert" className="mt-2 text-sm text-bad">
            {text.invalid.noEvents}
          </p>
        )}
      </fieldset>
      {events.includes('assistance_required') && (
        <TextField
          label={words.escalate}
          hint={words.escalateHint}
          error={issueOf('escalate_after_seconds')}
          type="number"
          min={0}
          max={840}
          required
          value={String(seconds)}
          onChange={({ target: { valueAsNumber } }) => setSeconds(valueAsNumber || 0)}
        />
      )}
      <SelectField
        label={words.banks}
        error={issueOf('banks')}
        value={bankCodes === null ? 'all' : 'some'}
        onChange={({ target: { value } }) => setBankCodes(value === 'all' ? null : [])}
      >
        <option value="all">{words.allBanks}</option>
        <option value="some">{words.someBanks}</option>
      </SelectField>
      {bankCodes !== null && (
        <fieldset className="flex max-h-48 flex-col gap-2 overflow-y-auto rounded-lg border border-line p-3">
          <legend className="sr-only">{words.someBanks}</legend>
          {banks.map(({ code, name: bankName }) => (
            <CheckField
              key={code}
              label={bankName}
              checked={bankCodes.includes(code)}
              onChange={({ target: { checked } }) => setBankCodes(toggled(bankCodes, code, checked))}
            />
          ))}
        </fieldset>
      )}
      <SelectField
        label={words.accounts}
        error={issueOf('account_ids')}
        value={accountIds === null ? 'all' : 'some'}
        onChange={({ target: { value } }) => setAccountIds(value === 'all' ? null : [])}
      >
        <option value="all">{words.allAccounts}</option>
        <option value="some">{text.keys.someAccounts}</option>
      </SelectField>
      {accountIds !== null && <AccountPicker chosen={accountIds} onChange={setAccountIds} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{text.common.cancel}</Button>
        <Button
          type="submit"
          look="primary"
          isBusy={saving.isPending}
          disabled={events.length === 0 || bankCodes?.length === 0 || accountIds?.length === 0}
        >
          {words.save}
        </Button>
      </div>
    </form>
  );
}
