import { useText } from '../../i18n';
import { Dialog } from '../../ui/dialog';
import { Monogram } from '../../ui/monogram';
import { useRequestText } from '../../ui/use-request-text';
import type { Row } from '../accounts/account-state';

interface WhichPromptProps {
  /** The logins that a pasted text fits; empty if nothing is to be asked. */
  rows: readonly Row[];
  onChoose: (accountId: string) => void;
  onClose: () => void;
}

/** Asks for which login a pasted text is. The first one has the focus. */
export function WhichPrompt({ rows, onChoose, onClose }: WhichPromptProps) {
  const text = useText();
  const say = useRequestText();
  return (
    <Dialog
      isOpen={rows.length > 0}
      onClose={onClose}
      title={text.queue.whichTitle}
      description={text.queue.which(rows.length)}
    >
      <ul className="flex flex-col gap-2">
        {rows.map(({ account, bank, request }) => (
          <li key={account.id}>
            <button
              type="button"
              onClick={() => onChoose(account.id)}
              className="flex min-h-14 w-full items-center gap-3 rounded-xl border border-edge px-4 py-2.5 text-left hover:border-accent hover:bg-accent-tint"
            >
              <Monogram bank={bank} />
              <span className="min-w-0 flex-1 text-sm wrap-anywhere">
                <span className="block font-medium">{account.name}</span>
                <span className="text-soft">
                  {bank.name}
                  {request !== undefined && ` · ${say.wanted(request)}`}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
