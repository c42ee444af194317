import { type SubmitEvent, useEffect, useState } from 'react';
import { useEnableSecondFactor, useNewSecret } from '../../api/security';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/fields';
import { ProblemNotice } from '../../ui/problem-notice';
import { useIssues } from '../../ui/problem-text';
import { Loading } from '../../ui/states';
import { QrCode } from '../../ui/qr-code';

interface SetUpSecondFactorProps {
  onDone: (recoveryCodes: readonly string[]) => void;
  onCancel: () => void;
}

/** Shows the secret for the authenticator app and takes the first code. */
export function SetUpSecondFactor({ onDone, onCancel }: SetUpSecondFactorProps) {
  const { security: words, signIn, common } = useText();
  const [code, setCode] = useState('');
  const { data: made, mutate: makeSecret, error: secretError } = useNewSecret();
  const enable = useEnableSecondFactor();
  const issueOf = useIssues(enable.error);
  useEffect(() => makeSecret(), [makeSecret]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    enable.mutate(code, { onSuccess: ({ recovery_codes }) => onDone(recovery_codes) });
  };

  if (secretError !== null) return <ProblemNotice error={secretError} />;
  if (made === undefined) return <Loading />;
  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <div className="flex flex-col items-center gap-4 sm:flex-row sm:items-start">
        <QrCode value={made.uri} label={words.qrCode} />
        <div className="min-w-0 text-sm">
          <p className="text-soft">{words.byHand}</p>
          <code className="mt-2 block rounded-lg bg-sunken p-3 font-mono wrap-anywhere">
            {made.secret.replace(/(.{4})(?=.)/g, '$1 ')}
          </code>
        </div>
      </div>
      {issueOf('code') === null && <ProblemNotice error={enable.error} />}
      <TextField
        label={signIn.code}
        hint={words.firstCodeHint}
        error={issueOf('code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        required
        maxLength={20}
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{common.cancel}</Button>
        <Button type="submit" look="primary" isBusy={enable.isPending}>
          {words.turnOn}
        </Button>
      </div>
    </form>
  );
}
