import { type SubmitEvent, useState } from 'react';
import { useCreateApiKey } from '../../api/api-keys';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Button, ButtonLink } from '../../ui/button';
import { Snippet } from '../../ui/snippet';
import { Dialog } from '../../ui/dialog';
import { CheckField, SelectField, TextField } from '../../ui/fields';
import { handOverKey } from '../relay/key-handover';
import { useIssues } from '../../ui/problem-text';
import { ProblemNotice } from '../../ui/problem-notice';
import { AccountPicker } from './account-picker';

interface NewKeyDialogProps {
  isOpen: boolean;
  onClose: () => void;
  scopes: readonly string[];
  /** Gets the key, for a page that uses it in its examples. Without it, the dialog leads to the relay page. */
  onMade?: (key: string) => void;
}

/** Creates an API key and shows it. It is shown only once. */
export function NewKeyDialog({ isOpen, onClose, scopes, onMade }: NewKeyDialogProps) {
  const text = useText();
  const create = useCreateApiKey();
  const made = create.data;
  const close = () => {
    onClose();
    create.reset();
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      isClosedByButtonOnly={made !== undefined}
      title={made === undefined ? text.keys.create : text.keys.madeTitle}
      description={made === undefined ? text.keys.createWhat : text.keys.made}
    >
      {made === undefined ? (
        <NewKeyForm scopes={scopes} create={create} onCancel={close} />
      ) : (
        <div className="flex flex-col gap-5">
          <Snippet label={made.name} value={made.key} takesFocus />
          <div className="flex flex-wrap justify-end gap-2">
            {onMade === undefined && (
              <>
                <ButtonLink href="/reference" onClick={() => handOverKey(made.key)}>
                  {text.reference.title}
                </ButtonLink>
                <ButtonLink href="/relay" onClick={() => handOverKey(made.key)}>
                  {text.shell.relay}
                </ButtonLink>
              </>
            )}
            <Button
              look="primary"
              onClick={() => {
                onMade?.(made.key);
                close();
              }}
            >
              {text.keys.done}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

interface NewKeyFormProps {
  scopes: readonly string[];
  create: ReturnType<typeof useCreateApiKey>;
  onCancel: () => void;
}

function NewKeyForm({ scopes, create, onCancel }: NewKeyFormProps) {
  const text = useText();
  const format = useFormat();
  const [name, setName] = useState('');
  const [chosenScopes, setChosenScopes] = useState<string[]>(['otp:write', 'status:read']);
  const [chosenAccounts, setChosenAccounts] = useState<string[] | null>(null);
  const [signingSecret, setSigningSecret] = useState('');
  const issueOf = useIssues(create.error);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    create.mutate({
      name: name.trim(),
      scopes: chosenScopes,
      account_ids: chosenAccounts,
      signing_secret: signingSecret === '' ? null : signingSecret,
    });
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <ProblemNotice error={create.error} />
      <TextField
        label={text.keys.name}
        hint={text.keys.nameHint}
        error={issueOf('name')}
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
        autoComplete="off"
      />
      <fieldset>
        <legend className="mb-2 text-sm font-medium">{text.keys.scopes}</legend>
        <div className="flex flex-col gap-3">
          {scopes.map((scope) => (
            <CheckField
              key={scope}
              label={scope}
              hint={format.word('scope', scope)}
              checked={chosenScopes.includes(scope)}
              onChange={({ target: { checked } }) =>
                setChosenScopes(
                  scopes.filter((one) => (one === scope ? checked : chosenScopes.includes(one))),
                )
              }
            />
          ))}
        </div>
      </fieldset>
      <SelectField
        label={text.keys.accounts}
        value={chosenAccounts === null ? 'all' : 'some'}
        onChange={(event) => setChosenAccounts(event.target.value === 'all' ? null : [])}
      >
        <option value="all">{text.keys.allAccounts}</option>
        <option value="some">{text.keys.someAccounts}</option>
      </SelectField>
      {chosenAccounts !== null && <AccountPicker chosen={chosenAccounts} onChange={setChosenAccounts} />}
      <TextField
        label={text.keys.signingSecret}
        hint={text.keys.signingSecretHint}
        error={issueOf('signing_secret')}
        type="password"
        maxLength={500}
        value={signingSecret}
        onChange={(event) => setSigningSecret(event.target.value)}
        autoComplete="new-password"
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{text.common.cancel}</Button>
        <Button
          type="submit"
          look="primary"
          isBusy={create.isPending}
          disabled={chosenScopes.length === 0 || chosenAccounts?.length === 0}
        >
          {text.keys.create}
        </Button>
      </div>
    </form>
  );
}
