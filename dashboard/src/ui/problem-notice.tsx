import { Notice } from './notice';
import { useProblemText } from './problem-text';

/** What went wrong with what was asked for; nothing where nothing has. */
export function ProblemNotice({ error, className }: { error: Error | null; className?: string }) {
  const problem = useProblemText(error);
  if (error === null) return null;
  return (
    <Notice tone="bad" role="alert" {...(className !== undefined && { className })}>
      {problem}
    </Notice>
  );
}
