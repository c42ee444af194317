import { useLocation } from 'wouter';
import type { Account } from '../../api/schemas';
import { useText } from '../../i18n';
import { StartButtons } from './start-buttons';
import { StopButton } from './stop-button';

/** The buttons for what is possible now: start, stop, or lift the block and start. */
export function SessionActions({ account }: { account: Account }) {
  const text = useText();
  const [, go] = useLocation();
  if (account.sessionStatus === 'running') return <StopButton accountId={account.id} />;
  return (
    <div className="flex flex-col items-end gap-2">
      <StartButtons
        accountId={account.id}
        blockReason={account.scrapeBlockedReason}
        label={text.account.start}
        // There the bank's request appears.
        onStarted={() => go(`/accounts/${account.id}/prompt`)}
        className="justify-end"
      />
    </div>
  );
}
