import { CircleHelp, KeyRound, Mail, MessageSquareText, Phone, Smartphone } from 'lucide-react';
import { useId } from 'react';
import { useSendAnswer } from '../../api/assistance';
import type { ChoiceOption, RequestOf } from '../../api/schemas';
import { useText } from '../../i18n';
import { classes } from '../../ui/classes';
import { Notice } from '../../ui/notice';
import { Spinner } from '../../ui/spinner';
import { useRequestText } from '../../ui/use-request-text';
import { AnswerStatus, Waiting } from './answer-status';
import { PromptFrame, type PromptProps } from './prompt-frame';

/** A button for each of the ways that the bank offers. Only one can be chosen, and only once. */
export function ChoicePrompt(props: PromptProps<RequestOf<'choice'>>) {
  const { accountId, request, submissions, onAccepted } = props;
  const text = useText();
  const titleId = useId();
  const sending = useSendAnswer(accountId, request, onAccepted);
  const { options } = request.descriptor;

  const { verdict } = sending;
  const wasAccepted = verdict === 'accepted';

  const chosen = sending.answer !== null && 'option' in sending.answer ? sending.answer.option : null;
  const label = options.find(({ id }) => id === chosen)?.label ?? '';
  // Somebody else, or this user before the page was loaded again.
  const isTakenElsewhere =
    !sending.isSending && submissions.some(({ outcome }) => outcome === null || outcome === 'accepted');
  const isLocked = sending.isSending || wasAccepted || isTakenElsewhere;

  return (
    <PromptFrame
      request={request}
      submissions={submissions}
      title={options.every(isSent) ? text.choice.whereTo : text.choice.which}
      subtitle={request.bank_message === null ? '' : text.prompt.bankSays(request.bank_message)}
      titleId={titleId}
    >
      <ul aria-labelledby={titleId} className="flex flex-col gap-2.5">
        {options.map((option) => (
          <li key={option.id}>
            <OptionButton
              option={option}
              isBusy={sending.isSending && option.id === chosen}
              isLocked={isLocked}
              onChoose={() => sending.send({ option: option.id })}
            />
          </li>
        ))}
      </ul>
      <AnswerStatus
        sending={sending}
        sendingText={text.choice.sending(label)}
        outcome={
          wasAccepted ? (
            <Waiting>{text.choice.chosen(label)}</Waiting>
          ) : isTakenElsewhere ? (
            <Waiting>{text.choice.others}</Waiting>
          ) : verdict !== null ? (
            <NotTaken verdict={verdict} />
          ) : null
        }
      >
        {text.choice.hint}
      </AnswerStatus>
    </PromptFrame>
  );
}

/** Whether the bank sends a code when this is chosen. */
const isSent = ({ channel }: ChoiceOption): boolean => ['sms', 'email', 'call'].includes(channel);

function NotTaken({ verdict }: { verdict: string }) {
  const text = useText();
  const say = useRequestText();
  return (
    <Notice tone="wait">
      {verdict === 'superseded' ? text.choice.refused : say.outcome('choice', verdict)}
    </Notice>
  );
}

const icons: Readonly<Record<string, typeof Mail>> = {
  sms: MessageSquareText,
  email: Mail,
  call: Phone,
  app: Smartphone,
  token: KeyRound,
};

interface OptionButtonProps {
  option: ChoiceOption;
  isBusy: boolean;
  isLocked: boolean;
  onChoose: () => void;
}

function OptionButton({ option, isBusy, isLocked, onChoose }: OptionButtonProps) {
  const say = useRequestText();
  const Icon = icons[option.channel] ?? CircleHelp;
  const route = say.route(option);
  return (
    <button
      type="button"
      // Not `disabled`, which would lose the keyboard focus.
      aria-disabled={isLocked || undefined}
      aria-busy={isBusy || undefined}
      onClick={() => {
        if (!isLocked) onChoose();
      }}
      className={classes(
        'flex min-h-14 w-full items-center gap-4 rounded-xl border px-4 py-3 text-left transition-colors',
        isBusy ? 'border-accent bg-accent-tint' : 'border-edge bg-surface',
        isLocked ? 'cursor-not-allowed' : 'hover:border-accent hover:bg-accent-tint',
        isLocked && !isBusy && 'opacity-55',
      )}
    >
      {isBusy ? (
        <Spinner className="size-5 text-accent" />
      ) : (
        <Icon aria-hidden="true" className="size-5 shrink-0 text-accent" />
      )}
      <span className="min-w-0 flex-1 wrap-anywhere">
        <span className="block font-medium">{option.label}</span>
        {route !== '' && <span className="block text-sm text-soft">{route}</span>}
      </span>
    </button>
  );
}
