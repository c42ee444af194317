import { type SubmitEvent, useState } from 'react';
import { isProblem } from '../../api/problem';
import { useChangePassword } from '../../api/security';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { TextField } from '../../ui/fields';
import { Notice } from '../../ui/notice';
import { ProblemNotice } from '../../ui/problem-notice';
import { useIssues } from '../../ui/problem-text';

const nothing = { current: '', next: '', code: '' };

export function PasswordCard() {
  const { security: words, signIn, register } = useText();
  const [typed, setTyped] = useState(nothing);
  const [needsCode, setNeedsCode] = useState(false);
  const change = useChangePassword();
  const issueOf = useIssues(change.error);
  const isQuestion = isProblem(change.error, 'SECOND_FACTOR_REQUIRED');
  const isNamed = ['current_password', 'password', 'code'].some((field) => issueOf(field) !== null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    change.mutate(
      { current_password: typed.current, password: typed.next, ...(needsCode && { code: typed.code }) },
      {
        onSuccess: () => {
          setTyped(nothing);
          setNeedsCode(false);
        },
        onError: (failure) => setNeedsCode(needsCode || isProblem(failure, 'SECOND_FACTOR_REQUIRED')),
      },
    );
  };
  return (
    <Card title={words.password} description={words.passwordWhat}>
      <form onSubmit={submit} className="flex max-w-sm flex-col gap-4">
        {!isNamed && !isQuestion && <ProblemNotice error={change.error} />}
        {change.isSuccess && (
          <Notice tone="good" role="status">
            {words.passwordChanged}
          </Notice>
        )}
        <TextField
          label={words.currentPassword}
          error={issueOf('current_password')}
          type="password"
          autoComplete="current-password"
          required
          maxLength={200}
          value={typed.current}
          onChange={(event) => setTyped({ ...typed, current: event.target.value })}
        />
        <TextField
          label={words.newPassword}
          hint={register.passwordHint}
          error={issueOf('password')}
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={200}
          value={typed.next}
          onChange={(event) => setTyped({ ...typed, next: event.target.value })}
        />
        {needsCode && (
          <TextField
            label={signIn.code}
            hint={signIn.codeHint}
            error={issueOf('code')}
            autoComplete="one-time-code"
            autoFocus
            required
            maxLength={50}
            value={typed.code}
            onChange={(event) => setTyped({ ...typed, code: event.target.value })}
          />
        )}
        <Button type="submit" className="self-start" isBusy={change.isPending}>
          {words.changePassword}
        </Button>
      </form>
    </Card>
  );
}
