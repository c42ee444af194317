import { type SubmitEvent, useRef, useState } from 'react';
import { useChangeConfig } from '../../api/accounts';
import type { AccountConfig, Bank } from '../../api/schemas';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { CheckField, SelectField, TextField } from '../../ui/fields';
import { fieldName, useFocusOnRefusal, useIssues } from '../../ui/problem-text';
import { useLeaveGuard } from '../../ui/leave-guard';
import { ProblemNotice } from '../../ui/problem-notice';
import { notificationEvents } from '../../../../src/assistance/notifications/notifications';
import { BankAnswers } from './bank-answers';
import { BankSecretFields } from './bank-secret-fields';
import {
  changeOf,
  type ConfigDraft,
  draftOf,
  hasEndpoint,
  type Secret,
  settingsToCopy,
  withFirstEvent,
} from './config-draft';
import { CopySettings } from './copy-settings';
import { PreferredChannels } from './preferred-channels';
import { SecretField } from './secret-field';

interface ConfigFormProps {
  accountId: string;
  config: AccountConfig;
  /** The account's bank, if it is known. */
  bank: Bank | undefined;
  onSaved: (config: AccountConfig) => void;
}

/** Fields of the draft that a single input edits. */
type InputName = {
  [Name in keyof ConfigDraft]: ConfigDraft[Name] extends string | number ? Name : never;
}[keyof ConfigDraft];

export function ConfigForm({ accountId, config, bank, onSaved }: ConfigFormProps) {
  const text = useText();
  const words = text.config;
  const format = useFormat();
  /**
   * The values that the draft started with. Only fields that differ are sent, so that changes made elsewhere
   * are not undone.
   */
  const [base, setBase] = useState(() => draftOf(config));
  const [draft, setDraft] = useState(base);
  const saving = useChangeConfig(accountId);
  const issueOf = useIssues(saving.error);
  const form = useFocusOnRefusal(saving.error);

  const set = (change: Partial<ConfigDraft>) => {
    saving.reset();
    setDraft((before) => withFirstEvent({ ...before, ...change }, before));
  };
  const field = (name: InputName) => ({
    error: issueOf(name),
    value: String(draft[name]),
    autoComplete: 'off',
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  });
  const count = (name: 'otp_wait_seconds' | 'max_codes_per_day' | 'fatal_after_failures') => ({
    ...field(name),
    type: 'number',
    required: true,
    onChange: (event: { target: { valueAsNumber: number } }) =>
      set({ [name]: event.target.valueAsNumber || 0 }),
  });
  const secret = (name: Secret, isSet: boolean) => ({
    ...field(name),
    isSet,
    isRemoved: draft.removed.includes(name),
    removeLabel: words.remove[name],
    onRemove: (isRemoved: boolean) => {
      const others = draft.removed.filter((one) => one !== name);
      set({ removed: isRemoved ? [...others, name] : others });
    },
  });

  const wouldSendNothing = draft.notification_events.length === 0 && hasEndpoint(draft);
  const [isRefused, setIsRefused] = useState(false);
  const firstEvent = useRef<HTMLFieldSetElement>(null);
  const change = changeOf(draft, base);
  const changed = Object.keys(change).map((name) => fieldName(text, name));

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsRefused(wouldSendNothing);
    if (wouldSendNothing) {
      firstEvent.current?.querySelector('input')?.focus();
      return;
    }
    saving.mutate(change, {
      onSuccess: (saved) => {
        setBase(draftOf(saved));
        setDraft(draftOf(saved));
        onSaved(saved);
      },
    });
  };

  const leaveGuard = useLeaveGuard(changed);

  return (
    <form ref={form} onSubmit={submit} className="flex flex-col gap-6">
      {leaveGuard}
      <Card title={words.credentialsTitle}>
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField
            label={words.username}
            {...field('bank_username')}
            maxLength={200}
            spellCheck={false}
            autoCapitalize="none"
          />
          <SecretField
            label={words.password}
            {...secret('bank_password', config.has_bank_password)}
            maxLength={200}
          />
          <BankSecretFields {...{ secrets: bank?.secrets ?? [], config, draft, issueOf, set }} />
          <SecretField
            label={words.totp}
            {...secret('totp_secret', config.has_totp_secret)}
            maxLength={300}
            hint={words.totpHint}
            className="sm:col-span-2"
          />
        </div>
      </Card>

      <Card title={words.answersTitle} description={words.answersWhat}>
        <BankAnswers
          answers={draft.bank_answers}
          issueOf={issueOf}
          onChange={(answers) => set({ bank_answers: answers })}
        />
      </Card>

      <Card title={words.sessionTitle} description={words.sessionWhat}>
        <div className="grid gap-5 sm:grid-cols-2">
          <CopySettings accountId={accountId} onCopy={(other) => set(settingsToCopy(other))} />
          <SelectField label={words.mode} {...field('login_mode')} hint={words.modeHint}>
            <option value="assisted">{words.modes.assisted}</option>
            <option value="simple">{words.modes.simple}</option>
          </SelectField>
          <SelectField label={words.type} {...field('session_type')} hint={words.typeHint}>
            <option value="persistent">{words.types.persistent}</option>
            <option value="one-shot">{words.types.oneShot}</option>
          </SelectField>
          <TextField
            label={words.wait}
            {...count('otp_wait_seconds')}
            min={5}
            max={900}
            hint={words.waitHint}
          />
          <TextField
            label={words.budget}
            {...count('max_codes_per_day')}
            min={1}
            max={50}
            hint={words.budgetHint}
          />
          <TextField
            label={words.fatal}
            {...count('fatal_after_failures')}
            min={1}
            max={10}
            hint={words.fatalHint}
          />
          <TextField label={words.senders} {...field('sms_senders')} hint={words.sendersHint} />
          <SecretField
            label={words.proxy}
            {...secret('proxy_url', config.has_proxy_url)}
            hint={words.proxyHint}
            className="sm:col-span-2"
          />
          <SecretField
            label={words.mailbox}
            {...secret('mailbox_url', config.has_mailbox_url)}
            hint={words.mailboxHint}
            className="sm:col-span-2"
          />
          <PreferredChannels
            preferred={draft.preferred_channels}
            onChange={(preferred) => set({ preferred_channels: preferred })}
          />
          <CheckField
            label={words.evidence}
            hint={words.evidenceHint}
            checked={draft.evidence}
            onChange={(event) => set({ evidence: event.target.checked })}
          />
          <CheckField
            label={words.retry}
            hint={bank?.neverSendsCodes === true ? words.retryHint : words.noRetryHint}
            checked={draft.retry_when_bank_unavailable}
            disabled={bank?.neverSendsCodes !== true && !draft.retry_when_bank_unavailable}
            onChange={(event) => set({ retry_when_bank_unavailable: event.target.checked })}
          />
        </div>
      </Card>

      <Card title={words.webhookTitle} description={words.webhookWhat}>
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField
            label={words.url}
            {...field('notification_endpoint_url')}
            type="url"
            placeholder="https://"
            className="sm:col-span-2"
          />
          <SelectField label={words.auth} {...field('notification_auth_type')}>
            <option value="">{words.auths.none}</option>
            <option value="bearer">Bearer</option>
            <option value="api_key">Api-Key</option>
          </SelectField>
          <SecretField
            label={words.token}
            {...secret('notification_auth_token', config.notification_auth_token !== null)}
          />
        </div>
      </Card>

      <Card title={words.chatTitle} description={words.chatWhat}>
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField
            label={words.slackUrl}
            {...field('notification_slack_url')}
            placeholder="https://hooks.slack.com/services/…"
            spellCheck={false}
          />
          <TextField label={words.email} {...field('notification_email')} type="email" />
        </div>
      </Card>

      <Card title={words.eventsTitle}>
        <fieldset ref={firstEvent} aria-describedby={isRefused ? 'no-events' : undefined}>
          <legend className="mb-3 text-sm font-medium">{words.events}</legend>
          {isRefused && wouldSendNothing && (
            <p id="no-events" role="alert" className="mb-3 text-sm text-bad">
              {text.invalid.noEvents}
            </p>
          )}
          <div className="grid gap-3 sm:grid-cols-2">
            {notificationEvents.map((name) => (
              <CheckField
                key={name}
                label={format.word('event', name)}
                checked={draft.notification_events.includes(name)}
                onChange={(event) => {
                  const others = draft.notification_events.filter((one) => one !== name);
                  set({ notification_events: event.target.checked ? [...others, name] : others });
                }}
              />
            ))}
          </div>
        </fieldset>
      </Card>

      <div className="sticky bottom-20 flex flex-wrap items-center gap-4 rounded-2xl border border-line bg-surface px-5 py-4 shadow-lg lg:bottom-4">
        <Button type="submit" look="primary" disabled={changed.length === 0} isBusy={saving.isPending}>
          {words.save}
        </Button>
        {changed.length > 0 && (
          <Button look="quiet" onClick={() => setDraft(base)}>
            {words.discard}
          </Button>
        )}
        <p role="status" className="min-w-0 flex-1 text-sm text-soft">
          {saving.isSuccess
            ? words.saved
            : saving.error !== null
              ? ''
              : changed.length > 0
                ? words.unsaved(changed.join(', '))
                : words.appliesNext}
        </p>
        <ProblemNotice error={saving.error} className="w-full" />
      </div>
    </form>
  );
}
