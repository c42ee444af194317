import { type SubmitEvent, useState } from 'react';
import { useRenameAccount } from '../../api/accounts';
import type { Account } from '../../api/schemas';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { TextField } from '../../ui/fields';
import { useIssues } from '../../ui/problem-text';
import { ProblemNotice } from '../../ui/problem-notice';
import { CopyId } from '../../ui/copy-id';

/** Lets the user rename the account, and copy the id by which the API knows it. */
export function AccountName({ account }: { account: Account }) {
  const text = useText();
  const [name, setName] = useState(account.name);
  const renaming = useRenameAccount(account.id);
  const issueOf = useIssues(renaming.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    renaming.mutate(name.trim());
  };
  return (
    <Card title={text.renaming.title} action={<CopyId id={account.id} />}>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
        <TextField
          label={text.newAccount.name}
          error={issueOf('name')}
          required
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
          className="min-w-0 flex-[1_1_14rem]"
        />
        <Button type="submit" disabled={name.trim() === account.name} isBusy={renaming.isPending}>
          {text.renaming.rename}
        </Button>
      </form>
      <ProblemNotice error={renaming.error} className="mt-3" />
    </Card>
  );
}
