import { useConfig } from '../../api/accounts';
import { useBanks, useBrokenBankFiles } from '../../api/banks';
import { useSessions } from '../../api/lists';
import type { Account, AssistanceRequest } from '../../api/schemas';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { useAreRequestsKnown } from '../../live/waiting-requests';
import { ButtonLink } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { useRequestText } from '../../ui/use-request-text';

interface AccountNoticeProps {
  account: Account;
  request: AssistanceRequest | undefined;
}

const newestSessions = { limit: 10 };

/** Whether the queries that decide which notice is shown have ended, with an answer or an error. */
export function useIsAccountNoticeReady(accountId: string): boolean {
  const areRequestsKnown = useAreRequestsKnown();
  const config = useConfig(accountId);
  const sessions = useSessions(accountId, newestSessions);
  const banks = useBanks();
  const brokenFiles = useBrokenBankFiles();
  return [config, sessions, banks, brokenFiles].every(({ isFetched }) => isFetched) && areRequestsKnown;
}

/**
 * Says why an account does not log in or what it is waiting for, and what to do. Renders nothing if all is
 * well.
 */
export function AccountNotice({ account, request }: AccountNoticeProps) {
  const text = useText();
  const format = useFormat();
  const say = useRequestText();
  const { data: config } = useConfig(account.id);
  const { items } = useSessions(account.id, newestSessions);
  const { data: banks } = useBanks();
  const secrets = banks?.find(({ code }) => code === account.bank)?.secrets ?? [];
  const lacksCredentials =
    config !== undefined &&
    (config.bank_username === null ||
      !config.has_bank_password ||
      secrets.some(({ name }) => config.has_bank_secrets[name] !== true));

  if (request !== undefined) {
    const words = text.requests[request.type];
    return (
      <Notice tone="wait" title={words.noticeTitle} role="status" className="mb-6">
        <p className="font-medium wrap-anywhere">{say.wanted(request)}</p>
        <p>{words.notice}</p>
        <ButtonLink href={`/accounts/${account.id}/prompt`} look="primary" size="small" className="mt-3">
          {words.open}
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
    // After a successful login, the end of its session is the reason for the attention.
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
