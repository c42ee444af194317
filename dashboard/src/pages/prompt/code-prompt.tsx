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
import { SubmissionList } from './submission-list';
import { useCodeEntry } from './use-code-entry';

interface CodePromptProps {
  accountId: string;
  request: AssistanceRequest;
  /** The newest submissions of the account, of earlier requests too. */
  submissions: readonly Submission[];
  onAccepted: () => void;
}

/** The form for the code that the bank is waiting for. */
export function CodePrompt({ accountId, request, submissions, onAccepted }: CodePromptProps) {
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
      <SubmissionStatus entry={entry} request={request} />

      <Resend
        accountId={accountId}
        resend={request.resend}
        isTrying={entry.isTrying}
        onAsked={entry.askedAnew}
      />
      <SubmissionList submissions={ofThisRequest} />
    </div>
  );
}

interface SubmissionStatusProps {
  entry: ReturnType<typeof useCodeEntry>;
  request: AssistanceRequest;
}

/** What happened to the last code. It keeps its space when it is empty, so that nothing below it moves. */
function SubmissionStatus({ entry, request }: SubmissionStatusProps) {
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
