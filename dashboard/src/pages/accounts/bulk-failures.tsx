import { useState } from 'react';
import type { BulkResult } from '../../api/bulk';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { useProblemText } from '../../ui/problem-text';
import type { Row } from './account-state';

interface BulkFailuresProps {
  rows: readonly Row[];
  failures: BulkResult['failures'];
}

/** With which of the accounts it failed, and why. */
export function BulkFailures({ rows, failures }: BulkFailuresProps) {
  const text = useText();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setIsOpen(true)}>
        {text.accounts.whyNot}
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={text.accounts.failedTitle(failures.length)}
      >
        <ul className="flex flex-col gap-3 text-sm">
          {failures.map(({ accountId, error }) => (
            <li key={accountId}>
              <span className="font-medium">
                {rows.find(({ account }) => account.id === accountId)?.account.name}
              </span>
              <Reason error={error} />
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}

const Reason = ({ error }: { error: Error }) => <p className="text-soft">{useProblemText(error)}</p>;
