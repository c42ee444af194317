import { useState } from 'react';
import { type SecondFactor, useDisableSecondFactor, useReplaceRecoveryCodes } from '../../api/security';
import { useText } from '../../i18n';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Dialog } from '../../ui/dialog';
import { ProblemNotice } from '../../ui/problem-notice';
import { RecoveryCodes } from './recovery-codes';
import { SetUpSecondFactor } from './set-up-second-factor';

type Open = 'set-up' | 'turn-off' | null;

export function SecondFactorCard({ secondFactor }: { secondFactor: SecondFactor }) {
  const { security: words, common } = useText();
  const [open, setOpen] = useState<Open>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const disable = useDisableSecondFactor();
  const replace = useReplaceRecoveryCodes();
  const { enabled: isOn, recovery_codes_left: codesLeft } = secondFactor;
  return (
    <Card
      title={words.secondFactor}
      description={words.secondFactorWhat}
      action={isOn && <Badge tone="good">{words.isOn}</Badge>}
    >
      {isOn ? (
        <>
          <p className="text-sm text-soft">{words.codesLeft(codesLeft)}</p>
          <ProblemNotice error={replace.error} className="mt-4" />
          <div className="mt-4 flex flex-wrap gap-2">
            <Button
              isBusy={replace.isPending}
              onClick={() =>
                replace.mutate(undefined, { onSuccess: ({ recovery_codes }) => setCodes(recovery_codes) })
              }
            >
              {words.newCodes}
            </Button>
            <Button look="danger" onClick={() => setOpen('turn-off')}>
              {words.turnOff}
            </Button>
          </div>
        </>
      ) : (
        <Button look="primary" onClick={() => setOpen('set-up')}>
          {words.setUp}
        </Button>
      )}
      <Dialog
        isOpen={open === 'set-up'}
        onClose={() => setOpen(null)}
        title={words.setUpTitle}
        description={words.setUpWhat}
      >
        <SetUpSecondFactor
          onDone={(made) => {
            setOpen(null);
            setCodes(made);
          }}
          onCancel={() => setOpen(null)}
        />
      </Dialog>
      <Dialog
        isOpen={codes !== null}
        onClose={() => setCodes(null)}
        title={words.codesTitle}
        description={words.codesWhat}
        isClosedByButtonOnly
      >
        {codes !== null && <RecoveryCodes codes={codes} onClose={() => setCodes(null)} />}
      </Dialog>
      <Dialog
        isOpen={open === 'turn-off'}
        onClose={() => setOpen(null)}
        title={words.turnOffTitle}
        description={words.turnOffWhat}
      >
        <ProblemNotice error={disable.error} className="mb-4" />
        <div className="flex justify-end gap-2">
          <Button onClick={() => setOpen(null)}>{common.cancel}</Button>
          <Button
            look="danger"
            isBusy={disable.isPending}
            onClick={() => disable.mutate(undefined, { onSuccess: () => setOpen(null) })}
          >
            {words.turnOff}
          </Button>
        </div>
      </Dialog>
    </Card>
  );
}
