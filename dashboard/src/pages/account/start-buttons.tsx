import { Play, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useSessionCommand } from '../../api/accounts';
import { useText } from '../../i18n';
import { Button, ButtonLink } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ProblemNotice } from '../../ui/problem-notice';

interface StartButtonsProps {
  accountId: string;
  /** Why the account is blocked, or null. */
  blockReason: string | null;
  /** The words for starting an account that is not blocked. */
  label: string;
  onStarted?: () => void;
  className?: string;
}

/**
 * Starts a session, and lifts a block before that. For a wrong or expired password, the way leads to the password first:
 * trying the same one again may make the bank lock the account. A block by the bank is lifted after a question only.
 */
export function StartButtons(props: StartButtonsProps) {
  const { accountId, blockReason, label, onStarted, className = '' } = props;
  const text = useText();
  const session = useSessionCommand(accountId, onStarted);
  const [isAsking, setIsAsking] = useState(false);
  const needsPassword = blockReason === 'bad_credentials' || blockReason === 'password_expired';
  const isLocked = blockReason === 'account_locked';
  const isBlocked = blockReason !== null;
  const Icon = isBlocked ? RotateCw : Play;
  const start = () => {
    setIsAsking(false);
    session.mutate(isBlocked ? 'restart' : 'scrape');
  };
  return (
    <>
      <div className={`flex flex-wrap gap-2 ${className}`}>
        {needsPassword && (
          <ButtonLink href={`/accounts/${accountId}/config`} look="primary">
            {text.account.changePassword}
          </ButtonLink>
        )}
        <Button
          look={needsPassword ? 'secondary' : 'primary'}
          isBusy={session.isPending}
          onClick={needsPassword || isLocked ? () => setIsAsking(true) : start}
        >
          {!session.isPending && <Icon aria-hidden="true" className="size-4" />}
          {isBlocked ? text.account.restart : label}
        </Button>
      </div>
      <ProblemNotice error={session.error} className="max-w-sm text-left" />
      <Dialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title={isLocked ? text.account.unlockAsk : text.account.unblockAsk}
        description={isLocked ? text.account.unlockWhat : text.account.unblockWhat}
      >
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={() => setIsAsking(false)}>{text.common.cancel}</Button>
          <Button look="primary" onClick={start}>
            {text.account.restart}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
