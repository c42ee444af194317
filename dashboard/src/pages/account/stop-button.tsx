import { Square, Undo2 } from 'lucide-react';
import { useSessionCommand } from '../../api/accounts';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { useDelayedCall } from '../../ui/delayed-call';
import { ProblemNotice } from '../../ui/problem-notice';

/** Stops the account's session after five seconds, during which the user can take that back. */
export function StopButton({ accountId }: { accountId: string }) {
  const text = useText();
  const stop = useSessionCommand(accountId);
  const stopping = useDelayedCall(() => stop.mutate('kill'));
  return (
    <div className="flex flex-col items-end gap-2">
      {/* One button, so that it keeps the keyboard focus. */}
      <Button
        look={stopping.isPending ? 'secondary' : 'danger'}
        isBusy={stop.isPending}
        onClick={stopping.isPending ? stopping.undo : stopping.begin}
      >
        {!stop.isPending &&
          (stopping.isPending ? (
            <Undo2 aria-hidden="true" className="size-4" />
          ) : (
            <Square aria-hidden="true" className="size-4" />
          ))}
        {stopping.isPending ? text.common.undo : text.account.stop}
      </Button>
      <p role="status" className="max-w-40 text-right text-sm text-soft empty:hidden">
        {stopping.isPending ? text.account.stopping : ''}
      </p>
      <ProblemNotice error={stop.error} className="max-w-56 sm:max-w-sm" />
    </div>
  );
}
