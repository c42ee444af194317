import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { isProblem } from '../api/problem';
import { keys, queryClient } from '../api/query-client';
import { command } from '../api/request';
import { useText } from '../i18n';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { TextField } from '../ui/fields';
import { ProblemNotice } from '../ui/problem-notice';
import { useIssues } from '../ui/problem-text';
import { type IdentityCheck, useIdentityCheck } from './identity-check';

/** Asks for the password when the server wants it again. */
export function IdentityDialog() {
  const { confirm } = useText();
  const check = useIdentityCheck();
  return (
    <Dialog
      isOpen={check !== null}
      onClose={() => check?.settle(false)}
      title={confirm.title}
      description={confirm.what}
    >
      {check !== null && <PasswordForm check={check} />}
    </Dialog>
  );
}

function PasswordForm({ check }: { check: IdentityCheck }) {
  const text = useText();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const confirm = useMutation({
    mutationFn: () => command('/auth/confirm', { body: { password, ...(needsCode && { code }) } }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: keys.signIns });
      check.settle(true);
    },
    onError: (error) => setNeedsCode((before) => before || isProblem(error, 'SECOND_FACTOR_REQUIRED')),
  });
  const issueOf = useIssues(confirm.error);
  const isNamed = issueOf('password') !== null || issueOf('code') !== null;
  const isQuestion = isProblem(confirm.error, 'SECOND_FACTOR_REQUIRED');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    // The dialog may lie above a form, which must not be sent too.
    event.stopPropagation();
    confirm.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {!isNamed && !isQuestion && <ProblemNotice error={confirm.error} />}
      <TextField
        label={text.signIn.password}
        type="password"
        autoComplete="current-password"
        autoFocus
        required
        maxLength={200}
        error={issueOf('password')}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {needsCode && (
        <TextField
          label={text.signIn.code}
          hint={text.signIn.codeHint}
          autoComplete="one-time-code"
          autoFocus
          required
          maxLength={50}
          error={issueOf('code')}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={() => check.settle(false)}>{text.common.cancel}</Button>
        <Button type="submit" look="primary" isBusy={confirm.isPending}>
          {text.confirm.submit}
        </Button>
      </div>
    </form>
  );
}
