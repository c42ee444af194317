import { useEffect, useId } from 'react';
import type { AssistanceRequest, Submission } from '../../api/schemas';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Notice } from '../../ui/notice';
import { Spinner } from '../../ui/spinner';
import { useProblemText } from '../../ui/problem-text';
import { CodeEntry } from './code-entry';
import { Resend } from './resend';
import { TimeLeft } from './time-left';
import { TriedCodes } from './tried-codes';
import { useCodeEntry } from './use-code-entry';

interface AskingProps {
  accountId: string;
  request: AssistanceRequest;
  /** The account's newest, of other requests too. */
  submissions: readonly Submission[];
  onAccepted: () => void;
}

/** The bank waits for a code. */
export function Asking({ accountId, request, submissions, onAccepted }: AskingProps) {
  const text = useText();
  const format = useFormat();
  const describedBy = useId();
  const entry = useCodeEntry(accountId, request);
  const ofThisRequest = submissions.filter(({ request_id }) => request_id === request.id);
  const { descriptor } = request;

  const { wasAccepted } = entry;
  useEffect(() => {
    if (wasAccepted) onAccepted();
  }, [wasAccepted, onAccepted]);

  return (
    <div data-code-entry className="flex flex-col gap-5">
      <div className="flex items-start justify-between gap-4">
        <div id={describedBy} className="min-w-0">
          <h2 className="text-lg font-semibold tracking-tight text-balance">
            {text.prompt.asks(format.word('asks', descriptor.channel), descriptor.destination ?? null)}
          </h2>
          <p className="mt-1 text-sm text-soft">
            {descriptor.purpose !== undefined &&
              `${text.prompt.purpose(format.word('purpose', descriptor.purpose))} `}
            {text.prompt.attempts(request.attempts, request.attempts_remaining)}
          </p>
        </div>
        <TimeLeft createdAt={request.created_at} expiresAt={request.expires_at} />
      </div>

      <CodeEntry
        descriptor={descriptor}
        code={entry.code}
        isTrying={entry.isTrying}
        wasRejected={entry.verdict === 'rejected' || entry.verdict === 'repeated'}
        describedBy={describedBy}
        firstRef={entry.firstRef}
        onChange={entry.type}
        onSubmit={entry.tryCode}
      />
      <WhatBecameOfIt entry={entry} request={request} />

      <Resend
        accountId={accountId}
        resend={request.resend}
        isTrying={entry.isTrying}
        onAsked={entry.askedAnew}
      />
      <TriedCodes submissions={ofThisRequest} />
    </div>
  );
}

interface WhatBecameOfItProps {
  entry: ReturnType<typeof useCodeEntry>;
  request: AssistanceRequest;
}

/** One line that always stands at the same place, so that nothing below it moves when it speaks. */
function WhatBecameOfIt({ entry, request }: WhatBecameOfItProps) {
  const text = useText();
  const format = useFormat();
  const problem = useProblemText(entry.error);
  const { verdict } = entry;
  const bankSays = request.bank_message === null ? '' : text.prompt.bankSays(request.bank_message);

  return (
    <div aria-live="assertive" className="min-h-14">
      {entry.isTrying ? (
        <p className="flex items-center gap-3 rounded-xl bg-accent-tint px-4 py-3 text-sm font-medium text-accent">
          <Spinner /> {entry.isLost ? text.prompt.sendingAgain : text.prompt.tryingAtBank}
        </p>
      ) : entry.error !== null ? (
        <Notice tone="bad">{problem}</Notice>
      ) : verdict === 'repeated' ? (
        <Notice tone="bad" title={text.prompt.repeatedTitle}>
          {text.prompt.repeated}
        </Notice>
      ) : entry.wasRefused ? (
        <Notice tone="bad" title={text.prompt.wrong(request.attempts_remaining)}>
          {bankSays}
        </Notice>
      ) : verdict !== null && verdict !== 'accepted' ? (
        <Notice tone="wait">{format.word('outcome', verdict)}</Notice>
      ) : (
        <p className="text-sm text-soft">
          {entry.isAskedAnew ? text.prompt.resent : bankSays} {text.prompt.paste}
        </p>
      )}
    </div>
  );
}
