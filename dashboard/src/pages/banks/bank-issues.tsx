import type { BankIssue } from '../../api/banks';
import { useText } from '../../i18n';

/** The problems of a bank file, each with its line and path. */
export function BankIssues({ issues }: { issues: BankIssue[] }) {
  const text = useText();
  return (
    <ul className="mt-1 list-disc pl-4">
      {issues.map(({ path, message, line }) => (
        <li key={`${path} ${message}`}>
          {typeof line === 'number' && `${text.banks.line(line)} `}
          {path !== '' && <code className="font-semibold">{path}</code>} {message}
        </li>
      ))}
    </ul>
  );
}
