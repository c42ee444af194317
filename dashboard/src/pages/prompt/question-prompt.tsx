import { Eye, EyeOff } from 'lucide-react';
import { type SubmitEvent, useId, useState } from 'react';
import { useSendAnswer } from '../../api/assistance';
import type { RequestOf } from '../../api/schemas';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { classes } from '../../ui/classes';
import { Notice } from '../../ui/notice';
import { useRequestText } from '../../ui/use-request-text';
import { AnswerStatus } from './answer-status';
import { PromptFrame, type PromptProps } from './prompt-frame';
import { usePromptField } from './prompt-host';

/** The longest text that the API accepts. */
const longestAnswer = 200;

/** The form for the answer to the bank's question. The answer is masked unless the user wants to see it. */
export function QuestionPrompt(props: PromptProps<RequestOf<'question'>>) {
  const { accountId, request, submissions, onAccepted } = props;
  const text = useText();
  const say = useRequestText();
  const fieldId = useId();
  const statusId = useId();
  const { field, focus } = usePromptField(request.id);
  const [answer, setAnswer] = useState('');
  const [isShown, setIsShown] = useState(false);
  const sending = useSendAnswer(accountId, request, onAccepted);

  // What became of the last answer no longer matters once the next one is typed.
  const isTyping = answer !== '' && !sending.isSending;
  const verdict = isTyping ? null : sending.verdict;
  const wasRefused =
    !isTyping && (verdict === 'rejected' || (verdict === null && request.previous_outcome === 'rejected'));

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (answer.trim() === '') return;
    sending.send({ text: answer }, () => {
      setAnswer('');
      setIsShown(false);
      focus();
    });
  };
  const bankSays = request.bank_message === null ? '' : text.prompt.bankSays(request.bank_message);
  const { attempts, attempts_remaining: left } = request;
  return (
    <PromptFrame
      request={request}
      submissions={submissions}
      title={text.question.title}
      subtitle={attempts === 0 && left === null ? '' : text.prompt.answersTried(attempts, left)}
    >
      <form onSubmit={submit}>
        <label htmlFor={fieldId} className="mb-2 block font-medium wrap-anywhere">
          {request.descriptor.text}
        </label>
        <div className="flex flex-wrap gap-3">
          <div className="relative min-w-0 flex-[1_1_14rem]">
            <input
              id={fieldId}
              ref={field}
              type={isShown ? 'text' : 'password'}
              value={answer}
              onChange={(event) => setAnswer(event.target.value)}
              readOnly={sending.isSending}
              maxLength={longestAnswer}
              // Browsers do not save such a field as the password of this dashboard.
              autoComplete="one-time-code"
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
              enterKeyHint="done"
              aria-describedby={statusId}
              aria-invalid={wasRefused || undefined}
              className={classes(
                'h-12 w-full rounded-xl border bg-surface pr-12 pl-4 text-base text-ink outline-none read-only:opacity-60 focus:border-accent focus:ring-3 focus:ring-accent/35',
                wasRefused ? 'border-bad' : 'border-edge',
              )}
            />
            <button
              type="button"
              aria-label={isShown ? text.question.hide : text.question.show}
              onClick={() => setIsShown(!isShown)}
              className="absolute inset-y-0 right-0 grid w-12 place-items-center rounded-r-xl text-soft hover:text-ink"
            >
              {isShown ? (
                <EyeOff aria-hidden="true" className="size-5" />
              ) : (
                <Eye aria-hidden="true" className="size-5" />
              )}
            </button>
          </div>
          <Button
            type="submit"
            look="primary"
            size="large"
            className="grow sm:grow-0"
            isBusy={sending.isSending}
            disabled={answer.trim() === '' && !sending.isSending}
          >
            {text.prompt.submit}
          </Button>
        </div>
      </form>
      <div id={statusId}>
        <AnswerStatus
          sending={{ ...sending, error: isTyping ? null : sending.error }}
          sendingText={text.question.sending}
          outcome={
            verdict === 'repeated' ? (
              <Notice tone="bad" title={text.question.repeatedTitle}>
                {text.question.repeated}
              </Notice>
            ) : wasRefused ? (
              <Notice tone="bad" title={text.question.wrong(left)}>
                {bankSays}
              </Notice>
            ) : verdict !== null && verdict !== 'accepted' ? (
              <Notice tone="wait">{say.outcome('question', verdict)}</Notice>
            ) : null
          }
        >
          {bankSays}
        </AnswerStatus>
      </div>
    </PromptFrame>
  );
}
