import { ChevronLeft } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { Link } from 'wouter';
import {
  type AccountDefaults,
  useAccountDefaults,
  useChangeAccountDefaults,
} from '../../api/account-defaults';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { SelectField, TextField } from '../../ui/fields';
import { useLeaveGuard } from '../../ui/leave-guard';
import { Page } from '../../ui/page';
import { ProblemNotice } from '../../ui/problem-notice';
import { fieldName, useIssues } from '../../ui/problem-text';
import { LoadingOrError } from '../../ui/states';

export function DefaultsPage() {
  const text = useText();
  const { data: defaults, error, refetch } = useAccountDefaults();
  return (
    <Page
      title={text.defaults.title}
      description={text.defaults.what}
      above={
        <Link
          href="/accounts/new"
          className="mb-1 inline-flex items-center gap-1 text-sm font-medium text-soft hover:text-ink"
        >
          <ChevronLeft aria-hidden="true" className="size-4" /> {text.newAccount.title}
        </Link>
      }
    >
      {defaults === undefined ? (
        <LoadingOrError error={error} onRetry={refetch} />
      ) : (
        <DefaultsForm defaults={defaults} />
      )}
    </Page>
  );
}

/** The values of the form's fields; empty for the service's own default. */
const draftOf = (defaults: AccountDefaults) => ({
  login_mode: defaults.login_mode ?? '',
  session_type: defaults.session_type ?? '',
  otp_wait_seconds: defaults.otp_wait_seconds?.toString() ?? '',
  max_codes_per_day: defaults.max_codes_per_day?.toString() ?? '',
  fatal_after_failures: defaults.fatal_after_failures?.toString() ?? '',
  evidence: defaults.evidence === null ? '' : defaults.evidence ? 'on' : 'off',
});
type Draft = ReturnType<typeof draftOf>;

const numberOf = (typed: string): number | null => (typed === '' ? null : Number(typed));

const defaultsOf = (draft: Draft): AccountDefaults => ({
  login_mode: draft.login_mode === 'assisted' || draft.login_mode === 'simple' ? draft.login_mode : null,
  session_type:
    draft.session_type === 'persistent' || draft.session_type === 'one-shot' ? draft.session_type : null,
  otp_wait_seconds: numberOf(draft.otp_wait_seconds),
  max_codes_per_day: numberOf(draft.max_codes_per_day),
  fatal_after_failures: numberOf(draft.fatal_after_failures),
  evidence: draft.evidence === '' ? null : draft.evidence === 'on',
});

function DefaultsForm({ defaults }: { defaults: AccountDefaults }) {
  const text = useText();
  const { config, defaults: words } = text;
  const [base, setBase] = useState(() => draftOf(defaults));
  const [draft, setDraft] = useState(base);
  const saving = useChangeAccountDefaults();
  const issueOf = useIssues(saving.error);
  const field = (name: keyof Draft) => ({
    error: issueOf(name),
    value: draft[name],
    onChange: ({ target: { value } }: { target: { value: string } }) => {
      saving.reset();
      setDraft({ ...draft, [name]: value });
    },
  });
  const number = (name: keyof Draft, min: number, max: number) => ({
    ...field(name),
    ...{ type: 'number', min, max, placeholder: words.ofService },
  });
  const changed = Object.entries(draft)
    .filter(([name, value]) => value !== Object.entries(base).find(([one]) => one === name)?.[1])
    .map(([name]) => fieldName(text, name));
  const leaveGuard = useLeaveGuard(changed);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    saving.mutate(defaultsOf(draft), {
      onSuccess: (saved) => {
        setBase(draftOf(saved));
        setDraft(draftOf(saved));
      },
    });
  };
  const ofService = <option value="">{words.ofService}</option>;
  return (
    <Card className="max-w-3xl">
      {leaveGuard}
      <form onSubmit={submit} className="flex flex-col gap-5">
        <div className="grid gap-5 sm:grid-cols-2">
          <SelectField label={config.mode} hint={config.modeHint} {...field('login_mode')}>
            {ofService}
            <option value="assisted">{config.modes.assisted}</option>
            <option value="simple">{config.modes.simple}</option>
          </SelectField>
          <SelectField label={config.type} hint={config.typeHint} {...field('session_type')}>
            {ofService}
            <option value="persistent">{config.types.persistent}</option>
            <option value="one-shot">{config.types.oneShot}</option>
          </SelectField>
          <TextField label={config.wait} hint={config.waitHint} {...number('otp_wait_seconds', 5, 900)} />
          <TextField label={config.budget} hint={config.budgetHint} {...number('max_codes_per_day', 1, 50)} />
          <TextField
            label={config.fatal}
            hint={config.fatalHint}
            {...number('fatal_after_failures', 1, 10)}
          />
          <SelectField label={config.evidence} hint={config.evidenceHint} {...field('evidence')}>
            {ofService}
            <option value="on">{text.audit.yes}</option>
            <option value="off">{text.audit.no}</option>
          </SelectField>
        </div>
        <ProblemNotice error={saving.error} />
        <div className="flex items-center gap-4">
          <Button type="submit" look="primary" disabled={changed.length === 0} isBusy={saving.isPending}>
            {config.save}
          </Button>
          <p role="status" className="text-sm text-soft">
            {saving.isSuccess ? config.saved : ''}
          </p>
        </div>
      </form>
    </Card>
  );
}
