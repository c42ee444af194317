import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Snippet } from '../../ui/snippet';

interface RecoveryCodesProps {
  codes: readonly string[];
  onClose: () => void;
}

/** The recovery codes, to be copied. They are shown this once. */
export function RecoveryCodes({ codes, onClose }: RecoveryCodesProps) {
  const { security: words } = useText();
  return (
    <>
      <Snippet value={codes.join('\n')} label={words.codes} takesFocus />
      <Button look="primary" className="mt-5 w-full" onClick={onClose}>
        {words.codesKept}
      </Button>
    </>
  );
}
