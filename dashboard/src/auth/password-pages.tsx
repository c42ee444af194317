import { type SubmitEvent, useState } from 'react';
import { Link } from 'wouter';
import { isProblem } from '../api/problem';
import { useRequestPasswordReset, useResetPassword } from '../api/security';
import { useLanguage, useText } from '../i18n';
import { Button, ButtonLink } from '../ui/button';
import { TextField } from '../ui/fields';
import { Notice } from '../ui/notice';
import { ProblemNotice } from '../ui/problem-notice';
import { useIssues } from '../ui/problem-text';
import { EntryPage } from './entry-page';
import { EmailField } from './sign-in-page';

/** Has a link to choose a new password sent by mail. */
export function ForgotPasswordPage() {
  const { forgotPassword: words, common } = useText();
  const { language } = useLanguage();
  const [email, setEmail] = useState('');
  const request = useRequestPasswordReset();
  const issueOf = useIssues(request.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    request.mutate({ email, language });
  };
  return (
    <EntryPage title={words.title} what={words.what}>
      {request.isSuccess ? (
        <Notice tone="good" role="status" className="mt-8">
          {words.sent(email)}
        </Notice>
      ) : (
        <form onSubmit={submit} className="mt-8 flex flex-col gap-5">
          {issueOf('email') === null && <ProblemNotice error={request.error} />}
          <EmailField value={email} onChange={setEmail} error={issueOf('email')} autoFocus />
          <Button type="submit" look="primary" size="large" isBusy={request.isPending}>
            {words.submit}
          </Button>
        </form>
      )}
      <p className="mt-6 text-sm">
        <Link href="/sign-in" className="font-medium text-accent underline underline-offset-4">
          {common.backToSignIn}
        </Link>
      </p>
    </EntryPage>
  );
}

/** The token stands in the fragment, which reaches no server. It is taken out of the address when the page opens. */
function takeToken(): string {
  const token = location.hash.slice(1);
  if (token !== '') history.replaceState(history.state, '', location.pathname);
  return token;
}

/** Chooses a new password, with the link from the mail. */
export function ResetPasswordPage() {
  const { resetPassword: words, signIn, register, common } = useText();
  const [token] = useState(takeToken);
  const [password, setPassword] = useState('');
  const reset = useResetPassword();
  const issueOf = useIssues(reset.error);
  const isOver = token === '' || isProblem(reset.error, 'NOT_FOUND');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    reset.mutate({ token, password });
  };
  if (reset.isSuccess)
    return (
      <EntryPage title={words.title} what={words.done}>
        <ButtonLink href="/sign-in" look="primary" size="large" className="mt-8 w-full">
          {signIn.submit}
        </ButtonLink>
      </EntryPage>
    );
  return (
    <EntryPage title={words.title} what={words.what}>
      {isOver ? (
        <>
          <Notice tone="bad" role="alert" className="mt-8">
            {words.over}
          </Notice>
          <p className="mt-6 text-sm">
            <Link href="/forgot-password" className="font-medium text-accent underline underline-offset-4">
              {words.again}
            </Link>
          </p>
        </>
      ) : (
        <form onSubmit={submit} className="mt-8 flex flex-col gap-5">
          {issueOf('password') === null && <ProblemNotice error={reset.error} />}
          <TextField
            label={words.password}
            hint={register.passwordHint}
            error={issueOf('password')}
            type="password"
            autoComplete="new-password"
            autoFocus
            required
            minLength={10}
            maxLength={200}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <Button type="submit" look="primary" size="large" isBusy={reset.isPending}>
            {words.submit}
          </Button>
        </form>
      )}
      <p className="mt-6 text-sm">
        <Link href="/sign-in" className="font-medium text-accent underline underline-offset-4">
          {common.backToSignIn}
        </Link>
      </p>
    </EntryPage>
  );
}
