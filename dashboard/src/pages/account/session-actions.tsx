import { Play, RotateCw, Square } from 'lucide-react';
import { useSessionCommand } from '../../api/accounts';
import type { Account } from '../../api/schemas';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { ProblemNotice } from '../../ui/problem-notice';

/** The button for the command that is possible now: start, stop or restart. */
export function SessionActions({ account }: { account: Account }) {
  const text = useText();
  const session = useSessionCommand(account.id);
  const command =
    account.sessionStatus === 'running'
      ? 'kill'
      : account.scrapeBlockedReason !== null
        ? 'restart'
        : 'scrape';
  const { icon: Icon, label } = {
    kill: { icon: Square, label: text.account.stop },
    restart: { icon: RotateCw, label: text.account.restart },
    scrape: { icon: Play, label: text.account.start },
  }[command];

  return (
    <div className="flex flex-col items-end gap-2">
      <Button
        look={command === 'kill' ? 'danger' : 'primary'}
        isBusy={session.isPending}
        onClick={() => session.mutate(command)}
      >
        {!session.isPending && <Icon aria-hidden="true" className="size-4" />}
        {label}
      </Button>
      <ProblemNotice error={session.error} className="max-w-56 sm:max-w-sm" />
    </div>
  );
}
