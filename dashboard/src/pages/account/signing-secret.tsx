import { useState } from 'react';
import { useChangeConfig } from '../../api/accounts';
import type { AccountConfig } from '../../api/schemas';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Dialog } from '../../ui/dialog';
import { ProblemNotice } from '../../ui/problem-notice';

interface SigningSecretProps {
  accountId: string;
  config: AccountConfig;
  onMade: (config: AccountConfig) => void;
}

/** The signing secret of webhooks, with a button to replace it. */
export function SigningSecret({ accountId, config, onMade }: SigningSecretProps) {
  const text = useText();
  const words = text.config;
  const [isAsking, setIsAsking] = useState(false);
  const rotating = useChangeConfig(accountId);
  if (config.notification_signing_secret === null) return null;

  const rotate = () => {
    setIsAsking(false);
    rotating.mutate({ rotate_signing_secret: true }, { onSuccess: onMade });
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
      <p className="font-mono text-sm text-soft">whsec_••••••••</p>
      <ProblemNotice error={rotating.error} className="mt-3" />
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
