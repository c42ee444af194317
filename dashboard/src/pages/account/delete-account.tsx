import { type SubmitEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { useDeleteAccount } from '../../api/accounts';
import type { Account } from '../../api/schemas';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/fields';
import { ProblemNotice } from '../../ui/problem-notice';

export function DeleteAccount({ account }: { account: Account }) {
  const text = useText();
  const [, go] = useLocation();
  const [isOpen, setIsOpen] = useState(false);
  const [name, setName] = useState('');
  const deleting = useDeleteAccount(account.id, () => go('/'));

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    deleting.mutate(name);
  };
  return (
    <Card title={text.deletion.title} description={text.deletion.what}>
      <Button look="danger" onClick={() => setIsOpen(true)}>
        {text.deletion.open}
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={text.deletion.ask(account.name)}
        description={text.deletion.consequences}
      >
        <form onSubmit={submit} className="flex flex-col gap-4">
          <TextField
            label={text.deletion.typeName(account.name)}
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoComplete="off"
          />
          <ProblemNotice error={deleting.error} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setIsOpen(false)}>{text.common.cancel}</Button>
            <Button type="submit" look="danger" disabled={name !== account.name} isBusy={deleting.isPending}>
              {text.deletion.confirm}
            </Button>
          </div>
        </form>
      </Dialog>
    </Card>
  );
}
