import { ErrorId } from './error-id';
import { Notice } from './notice';
import { useProblemText } from './problem-text';

/** Describes an error to the user. Renders nothing without one. */
export function ProblemNotice({ error, className }: { error: Error | null; className?: string }) {
  const problem = useProblemText(error);
  if (error === null) return null;
  return (
    <Notice tone="bad" role="alert" {...(className !== undefined && { className })}>
      {problem}
      <ErrorId error={error} />
    </Notice>
  );
}
