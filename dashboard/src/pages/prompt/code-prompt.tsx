import { type ReactNode, useId } from 'react';
import { Link } from 'wouter';
import { usePicture } from '../../api/picture';
import type { RequestOf } from '../../api/schemas';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { Loading } from '../../ui/states';
import { AnswerStatus } from './answer-status';
import { BankPicture } from './bank-picture';
import { CodeEntry } from './code-entry';
import { PromptFrame, type PromptProps } from './prompt-frame';
import { Resend } from './resend';
import { useCodeEntry } from './use-code-entry';

type CodePromptProps = PromptProps<RequestOf<'otp'>>;

/** The form for the code that the bank is waiting for. */
export function CodePrompt(props: CodePromptProps) {
  const picture = usePicture(props.accountId, props.request);
  if (props.request.descriptor.picture === undefined) return <CodeForm {...props} picture={null} />;
  // The size of the picture decides the layout.
  return picture.isPending ? (
    <Loading />
  ) : (
    <CodeForm {...props} picture={<BankPicture picture={picture} />} />
  );
}

function CodeForm({
  accountId,
  request,
  submissions,
  isFollowUp,
  onAccepted,
  startOver,
  picture,
}: CodePromptProps & { picture: ReactNode }) {
  const text = useText();
  const format = useFormat();
  const describedBy = useId();
  const entry = useCodeEntry(accountId, request, onAccepted);
  const { descriptor, resend } = request;

  const { purpose, channel, destination = null } = descriptor;
  const asks = channel === 'unknown' && destination !== null ? 'sent' : channel;
  const facts = [
    ...(purpose === undefined ? [] : [format.word('purpose', purpose)]),
    // What became of the last code says it, too.
    ...(entry.wasRefused ? [] : [text.prompt.attempts(request.attempts, request.attempts_remaining)]),
  ];
  return (
    <PromptFrame
      request={request}
      submissions={submissions}
      title={text.prompt.asks(format.word('asks', asks), destination)}
      // A space keeps the line.
      subtitle={facts.join(' · ') || '\u00a0'}
      titleId={describedBy}
    >
      <div data-code-entry className="flex flex-wrap items-start gap-5">
        {picture}
        <div className="flex min-w-0 flex-[1_1_17rem] flex-col gap-5">
          <CodeEntry
            descriptor={descriptor}
            code={entry.code}
            isTrying={entry.isTrying}
            wasRejected={entry.wasRefused || entry.verdict === 'repeated'}
            describedBy={describedBy}
            firstRef={entry.firstRef}
            onChange={entry.type}
            onSubmit={entry.tryCode}
          />
          <CodeStatus entry={entry} request={request} isFollowUp={isFollowUp} />
          {resend !== null && (
            <Resend
              accountId={accountId}
              resend={resend}
              isTrying={entry.isTrying}
              onAsked={entry.askedAnew}
            />
          )}
          {!isAnotherCodeOffered(resend) && <StartOver startOver={startOver} isTrying={entry.isTrying} />}
          {channel === 'app' && (
            <p className="text-sm text-soft">
              {text.prompt.storeSecret}{' '}
              <Link
                href={`/accounts/${accountId}/config`}
                className="font-medium text-accent underline underline-offset-4"
              >
                {text.account.tabs.config}
              </Link>
            </p>
          )}
        </div>
      </div>
    </PromptFrame>
  );
}

const isAnotherCodeOffered = (resend: RequestOf<'otp'>['resend']): boolean =>
  resend !== null && resend.available_at !== null && (resend.remaining === null || resend.remaining > 0);

/** The way on where the code is lost or no longer valid, and the bank sends no other one to this login. */
function StartOver({ startOver, isTrying }: Pick<CodePromptProps, 'startOver'> & { isTrying: boolean }) {
  const text = useText();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Button
        size="small"
        disabled={isTrying}
        isBusy={startOver.isPending}
        onClick={() => startOver.mutate()}
      >
        {text.prompt.startOver}
      </Button>
      <span className="min-w-0 flex-[1_1_12rem] text-sm text-soft">{text.prompt.startOverHint}</span>
    </div>
  );
}

interface CodeStatusProps {
  entry: ReturnType<typeof useCodeEntry>;
  request: RequestOf<'otp'>;
  isFollowUp: boolean;
}

/** What happened to the last code. */
function CodeStatus({ entry, request, isFollowUp }: CodeStatusProps) {
  const text = useText();
  const format = useFormat();
  const { verdict } = entry;
  const bankSays = request.bank_message === null ? '' : text.prompt.bankSays(request.bank_message);
  return (
    <AnswerStatus
      sending={{ isSending: entry.isTrying, isLost: entry.isLost, error: entry.error }}
      sendingText={text.prompt.tryingAtBank}
      outcome={
        verdict === 'repeated' ? (
          <Notice tone="bad" title={text.prompt.repeatedTitle}>
            {text.prompt.repeated}
          </Notice>
        ) : entry.wasRefused ? (
          <Notice tone="bad" title={text.prompt.wrong(request.attempts_remaining)}>
            {bankSays}
          </Notice>
        ) : verdict !== null && verdict !== 'accepted' ? (
          <Notice tone="wait">{format.word('outcome', verdict)}</Notice>
        ) : null
      }
    >
      {isFollowUp && <p className="mb-1 font-medium text-ink">{text.prompt.followUp}</p>}
      {entry.isAskedAnew ? text.prompt.resent : bankSays} {text.prompt.paste}
    </AnswerStatus>
  );
}
