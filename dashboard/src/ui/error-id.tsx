import { Problem } from '../api/problem';
import { useText } from '../i18n';

/** The id under which the service logged a failure of its own. Renders nothing for other errors. */
export function ErrorId({ error }: { error: Error }) {
  const text = useText();
  if (!(error instanceof Problem) || error.status < 500 || error.requestId === null) return null;
  return (
    <p className="mt-1 text-xs">
      {text.common.errorId} <code className="font-mono select-all wrap-anywhere">{error.requestId}</code>
    </p>
  );
}
