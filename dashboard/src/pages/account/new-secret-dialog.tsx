import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Snippet } from '../../ui/snippet';
import { Dialog } from '../../ui/dialog';

export const isPlainSecret = (secret: string | null): secret is string =>
  secret?.startsWith('whsec_') === true;

interface NewSecretDialogProps {
  secret: string | null;
  onCopied: () => void;
}

/**
 * Shows a new signing secret, which is shown only once. It stays open until the user confirms that it is
 * copied.
 */
export function NewSecretDialog({ secret, onCopied }: NewSecretDialogProps) {
  const text = useText();
  return (
    <Dialog
      isOpen={secret !== null}
      onClose={onCopied}
      isClosedByButtonOnly
      title={text.config.signingTitle}
      description={text.config.signingOnce}
    >
      <div className="flex flex-col gap-5">
        <Snippet label={text.config.signingTitle} value={secret ?? ''} takesFocus />
        <div className="flex justify-end">
          <Button look="primary" onClick={onCopied}>
            {text.keys.done}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
