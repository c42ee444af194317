import type { ReactNode } from 'react';
import type { Sending } from '../../api/assistance';
import { useText } from '../../i18n';
import { Notice } from '../../ui/notice';
import { useProblemText } from '../../ui/problem-text';
import { Spinner } from '../../ui/spinner';

interface AnswerStatusProps {
  sending: Pick<Sending, 'isSending' | 'isLost' | 'error'>;
  /** What is said while the answer is being sent. */
  sendingText: string;
  /** What became of the last answer. Null if there is nothing to say. */
  outcome: ReactNode;
  /** What is said otherwise. */
  children?: ReactNode;
}

/** What happened to the last answer. It keeps its space when it is empty, so that nothing below it moves. */
export function AnswerStatus({ sending, sendingText, outcome, children }: AnswerStatusProps) {
  const text = useText();
  const problem = useProblemText(sending.error);
  return (
    <div aria-live="assertive" className="min-h-14">
      {sending.isSending ? (
        <Waiting>{sending.isLost ? text.prompt.sendingAgain : sendingText}</Waiting>
      ) : sending.error !== null ? (
        <Notice tone="bad">{problem}</Notice>
      ) : (
        (outcome ?? <div className="text-sm text-soft">{children}</div>)
      )}
    </div>
  );
}

/** A line with a spinner: something is under way. */
export const Waiting = ({ children }: { children: string }) => (
  <p className="flex items-center gap-3 rounded-xl bg-accent-tint px-4 py-3 text-sm font-medium text-accent">
    <Spinner /> <span className="min-w-0 wrap-anywhere">{children}</span>
  </p>
);
