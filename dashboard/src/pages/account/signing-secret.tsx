import { useState } from 'react';
import { useChangeConfig } from '../../api/accounts';
import type { AccountConfig } from '../../api/schemas';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Snippet } from '../../ui/copy';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { useProblemText } from '../../ui/states';

interface SigningSecretProps {
  accountId: string;
  config: AccountConfig;
}

const isPlain = (secret: string | null): secret is string => secret?.startsWith('whsec_') === true;

/** The secret that signs webhooks: in plain only in the answer that made it, and only until the page is left. */
export function SigningSecret({ accountId, config }: SigningSecretProps) {
  const text = useText();
  const words = text.config;
  const [isAsking, setIsAsking] = useState(false);
  const rotating = useChangeConfig(accountId);
  const problem = useProblemText(rotating.error);
  const secret = config.notification_signing_secret;
  if (secret === null) return null;

  const rotate = () => {
    setIsAsking(false);
    rotating.mutate({ rotate_signing_secret: true });
  };
  return (
    <Card
      title={words.signingTitle}
      description={words.signingWhat}
      action={
        <Button size="small" isBusy={rotating.isPending} onClick={() => setIsAsking(true)}>
          {words.rotate}
        </Button>
      }
    >
      {isPlain(secret) ? (
        <>
          <Notice tone="wait" className="mb-3">
            {words.signingOnce}
          </Notice>
          <Snippet label={words.signingTitle} value={secret} />
        </>
      ) : (
        <p className="font-mono text-sm text-soft">whsec_••••••••</p>
      )}
      {rotating.error !== null && (
        <Notice tone="bad" role="alert" className="mt-3">
          {problem}
        </Notice>
      )}
      <Dialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title={words.rotate}
        description={words.rotateAsk}
      >
        <div className="flex justify-end gap-2">
          <Button onClick={() => setIsAsking(false)}>{text.common.cancel}</Button>
          <Button look="primary" onClick={rotate}>
            {words.rotate}
          </Button>
        </div>
      </Dialog>
    </Card>
  );
}
