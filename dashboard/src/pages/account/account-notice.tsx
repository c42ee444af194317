import { useConfig } from '../../api/accounts';
import { useBanks, useBrokenBankFiles } from '../../api/banks';
import type { Account, AssistanceRequest } from '../../api/schemas';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { useAreRequestsKnown } from '../../live/waiting-requests';
import { ButtonLink } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { type AccountState, endOf, stateOf } from '../accounts/account-state';
import { useRequestText } from '../../ui/use-request-text';

interface AccountNoticeProps {
  account: Account;
  request: AssistanceRequest | undefined;
}

const noticeTones: Partial<Record<AccountState, 'wait' | 'info'>> = { unanswered: 'wait', ended: 'info' };

/** Whether the queries that decide which notice is shown have ended, with an answer or an error. */
export function useIsAccountNoticeReady(accountId: string): boolean {
  const areRequestsKnown = useAreRequestsKnown();
  const config = useConfig(accountId);
  const banks = useBanks();
  const brokenFiles = useBrokenBankFiles();
  return [config, banks, brokenFiles].every(({ isFetched }) => isFetched) && areRequestsKnown;
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
      <Notice tone="bad" title={format.word('blockTitle', account.scrapeBlockedReason)} className="mb-6">
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
  const end = endOf(account);
  if (account.sessionStatus === 'needs_attention' && end !== null) {
    const isSessionEnd = account.latestSession?.outcome === 'logged_in';
    return (
      <Notice
        tone={noticeTones[stateOf(account, undefined)] ?? 'bad'}
        title={format.word(isSessionEnd ? 'sessionEnd' : 'loginOutcome', end)}
        className="mb-6"
      >
        <p>
          {account.retryAt === null
            ? format.word('next', end)
            : text.account.retryAt(format.time(account.retryAt))}
        </p>
      </Notice>
    );
  }
  return null;
}
