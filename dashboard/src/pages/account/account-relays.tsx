import { useApiKeys } from '../../api/api-keys';
import { useMailbox } from '../../api/relayed-messages';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Notice } from '../../ui/notice';
import { useServerNow } from '../../ui/use-server-now';

/** A relay that has sent nothing for as long counts as silent. */
const silentAfterMs = 24 * 60 * 60_000;

/** Whether it is known what `AccountRelays` shows. */
export function useAreRelaysKnown(accountId: string): boolean {
  const keys = useApiKeys();
  const mailbox = useMailbox(accountId);
  return keys.isFetched && mailbox.isFetched;
}

/** When the relay of an account was heard last, and whether its mailbox can be read. Nothing if it has neither. */
export function AccountRelays({ accountId }: { accountId: string }) {
  const text = useText();
  const format = useFormat();
  const nowMs = useServerNow(30_000);
  const { data } = useApiKeys();
  const { data: mailbox } = useMailbox(accountId);
  const heard = (data?.keys ?? [])
    .filter(({ account_ids: ids, revoked_at: revokedAt }) => {
      const mayAnswer = ids === null || ids.includes(accountId);
      return revokedAt === null && mayAnswer;
    })
    .flatMap(({ name, last_message_at: at }) => (at === null ? [] : [{ name, at }]))
    .sort((one, other) => other.at.localeCompare(one.at));
  const [last] = heard;
  const isSilent = last !== undefined && nowMs - Date.parse(last.at) > silentAfterMs;

  return (
    <>
      {last !== undefined &&
        (isSilent ? (
          <Notice tone="wait" title={text.relay.silentTitle(last.name)} className="mb-6">
            {text.relay.silentSince(format.dateTime(last.at))}
          </Notice>
        ) : (
          <p className="-mt-2 mb-6 text-sm text-soft">
            {text.relay.heard(last.name, format.ago(last.at, nowMs))}
          </p>
        ))}
      {mailbox?.state === 'failing' && mailbox.problem !== null && (
        <Notice tone="bad" title={text.relay.mailboxFailing} className="mb-6">
          <p>{format.word('mailboxProblem', mailbox.problem)}</p>
          {mailbox.since !== null && (
            <p className="mt-1 opacity-90">{text.relay.since(format.dateTime(mailbox.since))}</p>
          )}
        </Notice>
      )}
    </>
  );
}
