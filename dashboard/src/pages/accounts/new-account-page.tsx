import { Landmark } from 'lucide-react';
import { type SubmitEvent, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAccountDefaults } from '../../api/account-defaults';
import { useCreateAccount, useStartSession } from '../../api/accounts';
import { useBanks } from '../../api/banks';
import { useText } from '../../i18n';
import { Button, ButtonLink } from '../../ui/button';
import { Card } from '../../ui/card';
import { CheckField, SelectField, TextField } from '../../ui/fields';
import { Page } from '../../ui/page';
import { EmptyState, LoadingOrError } from '../../ui/states';
import { useIssues } from '../../ui/problem-text';
import { ProblemNotice } from '../../ui/problem-notice';

export function NewAccountPage() {
  const text = useText();
  const { newAccount, config } = text;
  const [, go] = useLocation();
  const { data: banks } = useBanks();
  const active = (banks ?? []).filter(({ status }) => status === 'ready');
  const [bankId, setBankId] = useState('');
  const bank = active.find(({ id }) => id === bankId) ?? active[0];
  const [name, setName] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>>>({});
  const { data: defaults, error: defaultsError, refetch: loadDefaults } = useAccountDefaults();
  const [chosenStaysOpen, setStaysOpen] = useState<boolean | null>(null);
  const staysOpen = chosenStaysOpen ?? defaults?.session_type !== 'one-shot';
  const create = useCreateAccount();
  const start = useStartSession();
  const startsLogin = useRef(true);
  const issueOf = useIssues(create.error);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    create.mutate(
      {
        bankId: bank?.id ?? '',
        name: name.trim(),
        config: {
          bank_username: username,
          bank_password: password,
          bank_secrets: Object.fromEntries(
            (bank?.secrets ?? []).map(({ name }) => [name, secrets[name] ?? '']),
          ),
          login_mode: defaults?.login_mode ?? 'assisted',
          session_type: staysOpen ? 'persistent' : 'one-shot',
        },
      },
      {
        onSuccess: ({ id, isComplete }) => {
          const startsNow = isComplete && startsLogin.current;
          if (startsNow) start.mutate(id);
          go(`/accounts/${id}${startsNow ? '/prompt' : isComplete ? '' : '/config'}`);
        },
      },
    );
  };

  if (banks !== undefined && active.length === 0) {
    return (
      <Page title={newAccount.title}>
        <EmptyState icon={<Landmark aria-hidden="true" />} title={text.banks.emptyTitle}>
          <p className="mb-4">{text.banks.empty}</p>
          <ButtonLink href="/banks">{text.banks.title}</ButtonLink>
        </EmptyState>
      </Page>
    );
  }
  // What the form sends replaces the user's defaults.
  if (defaults === undefined) {
    return (
      <Page title={newAccount.title} description={newAccount.what}>
        <LoadingOrError error={defaultsError} onRetry={loadDefaults} />
      </Page>
    );
  }
  return (
    <Page title={newAccount.title} description={newAccount.what}>
      <Card className="max-w-xl">
        <form onSubmit={submit} className="flex flex-col gap-5">
          <ProblemNotice error={create.error} />
          <SelectField
            label={newAccount.bank}
            value={bankId}
            onChange={(event) => setBankId(event.target.value)}
            required
          >
            {active.map((bank) => (
              <option key={bank.id} value={bank.id}>
                {bank.name}
              </option>
            ))}
          </SelectField>
          <TextField
            label={newAccount.name}
            hint={newAccount.nameHint}
            error={issueOf('name')}
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoComplete="off"
          />
          <TextField
            label={config.username}
            error={issueOf('bank_username')}
            required
            maxLength={200}
            value={username}
            onChange={(event) => setUsername(event.target.value)}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
          <TextField
            label={config.password}
            hint={config.writeOnly}
            error={issueOf('bank_password')}
            type="password"
            required
            maxLength={200}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            // Not a password of this site: password managers must not offer it on the sign-in page.
            autoComplete="new-password"
          />
          {bank?.secrets.map((secret) => (
            <TextField
              key={secret.name}
              label={secret.label}
              hint={config.writeOnly}
              error={issueOf(`bank_secrets.${secret.name}`)}
              type={secret.private ? 'password' : 'text'}
              required
              maxLength={200}
              value={secrets[secret.name] ?? ''}
              onChange={(event) => setSecrets({ ...secrets, [secret.name]: event.target.value })}
              autoComplete={secret.private ? 'new-password' : 'off'}
            />
          ))}
          <CheckField
            label={config.staysOpen}
            hint={config.staysOpenHint}
            checked={staysOpen}
            onChange={(event) => setStaysOpen(event.target.checked)}
          />
          <div className="flex flex-wrap gap-2">
            <Button
              type="submit"
              look="primary"
              isBusy={create.isPending}
              onClick={() => (startsLogin.current = true)}
            >
              {newAccount.submitAndStart}
            </Button>
            <Button type="submit" isBusy={create.isPending} onClick={() => (startsLogin.current = false)}>
              {newAccount.submit}
            </Button>
            <ButtonLink href="/" look="quiet">
              {text.common.cancel}
            </ButtonLink>
          </div>
          <p className="text-sm text-soft">
            {newAccount.defaults}{' '}
            <Link
              href="/accounts/defaults"
              className="font-medium text-accent underline-offset-4 hover:underline"
            >
              {newAccount.changeDefaults}
            </Link>
          </p>
        </form>
      </Card>
    </Page>
  );
}
