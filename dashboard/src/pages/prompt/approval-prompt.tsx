import { useSendAnswer } from '../../api/assistance';
import type { RequestOf } from '../../api/schemas';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { useRequestText } from '../../ui/use-request-text';
import { AnswerStatus, Waiting } from './answer-status';
import { PromptFrame, type PromptProps } from './prompt-frame';

/** Says what to approve on the phone. Nothing is approved here; a code can be asked for where the bank offers one. */
export function ApprovalPrompt({ accountId, request, submissions }: PromptProps<RequestOf<'approval'>>) {
  const text = useText();
  const say = useRequestText();
  const sending = useSendAnswer(accountId, request);
  const { compare, options } = request.descriptor;
  const message = request.descriptor.message ?? request.bank_message;
  const [instead] = options;
  const { verdict } = sending;
  // The request for the code follows.
  const isReplaced = verdict === 'accepted';

  return (
    <PromptFrame
      request={request}
      submissions={submissions}
      title={text.approval.title}
      subtitle={message === null ? '' : text.prompt.bankSays(message)}
    >
      {compare !== undefined && (
        // The bank may show another number while it waits.
        <p aria-live="polite" aria-atomic="true" className="rounded-xl bg-sunken px-4 py-5 text-center">
          <span className="block text-sm text-balance text-soft">{text.approval.compare}</span>
          <strong className="mt-1 block text-5xl font-semibold tracking-wider wrap-anywhere tabular">
            {compare}
          </strong>
        </p>
      )}
      <AnswerStatus
        sending={sending}
        sendingText={text.approval.asking}
        outcome={
          isReplaced ? (
            <Waiting>{text.approval.asking}</Waiting>
          ) : verdict === null ? (
            <Waiting>{text.approval.waiting}</Waiting>
          ) : (
            <Notice tone="wait">
              {verdict === 'superseded' ? text.approval.refused : say.outcome('approval', verdict)}
            </Notice>
          )
        }
      />
      {instead !== undefined && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button
            isBusy={sending.isSending || isReplaced}
            onClick={() => sending.send({ option: instead.id })}
          >
            {text.approval.instead}
          </Button>
          <span className="text-sm wrap-anywhere text-soft">{text.approval.atBank(instead.label)}</span>
        </div>
      )}
    </PromptFrame>
  );
}
