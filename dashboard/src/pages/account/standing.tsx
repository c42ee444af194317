import { useConfig } from '../../api/accounts';
import { useSessions } from '../../api/lists';
import type { Account, AssistanceRequest } from '../../api/schemas';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { useIsWaitingKnown } from '../../live/waiting';
import { ButtonLink } from '../../ui/button';
import { Notice } from '../../ui/notice';

interface StandingProps {
  account: Account;
  request: AssistanceRequest | undefined;
}

const newestSessions = { limit: 10 };

/** Whether all is known, or cannot be had, that an account's standing is made of. */
export function useIsStandingKnown(accountId: string): boolean {
  const isWaitingKnown = useIsWaitingKnown();
  const config = useConfig(accountId);
  const sessions = useSessions(accountId, newestSessions);
  return isWaitingKnown && config.isFetched && sessions.isFetched;
}

/** What keeps this account from working, and the way out. Nothing where all is well. */
export function Standing({ account, request }: StandingProps) {
  const text = useText();
  const format = useFormat();
  const { data: config } = useConfig(account.id);
  const { items } = useSessions(account.id, newestSessions);
  const lacksCredentials =
    config !== undefined && (config.bank_username === null || !config.has_bank_password);

  if (request !== undefined) {
    return (
      <Notice tone="wait" title={text.account.waitsTitle} role="status" className="mb-6">
        <p>{text.account.waits}</p>
        <ButtonLink href={`/accounts/${account.id}/prompt`} look="primary" size="small" className="mt-3">
          {text.accounts.enterCode}
        </ButtonLink>
      </Notice>
    );
  }
  if (account.scrapeBlockedReason !== null) {
    return (
      <Notice tone="bad" title={text.account.blockedTitle} className="mb-6">
        <p>{format.word('blockReason', account.scrapeBlockedReason)}</p>
        {account.scrapeBlockedAt !== null && (
          <p className="mt-1 opacity-90">
            {text.account.blockedSince(format.dateTime(account.scrapeBlockedAt))}
          </p>
        )}
      </Notice>
    );
  }
  if (lacksCredentials) {
    return (
      <Notice tone="wait" title={text.account.incompleteTitle} className="mb-6">
        <p>{text.account.incomplete}</p>
        <ButtonLink href={`/accounts/${account.id}/config`} size="small" className="mt-3">
          {text.account.tabs.config}
        </ButtonLink>
      </Notice>
    );
  }
  const { outcome = null, reason = null } = items[0] ?? {};
  if (account.sessionStatus === 'needs_attention' && outcome !== null) {
    // A login that succeeded needs attention for what became of its session.
    const end = outcome === 'logged_in' && reason !== null ? reason : outcome;
    const title = end === outcome ? format.word('loginOutcome', outcome) : format.word('sessionEnd', end);
    return (
      <Notice tone="bad" title={title} className="mb-6">
        <p>{format.word('next', end)}</p>
      </Notice>
    );
  }
  return null;
}
