import { type SubmitEvent, useState } from 'react';
import { Link } from 'wouter';
import { isProblem, Problem } from '../api/problem';
import { useSettings } from '../api/settings';
import { useText } from '../i18n';
import { Button } from '../ui/button';
import { TextField } from '../ui/fields';
import { Notice } from '../ui/notice';
import { useIssues, useProblemText } from '../ui/problem-text';
import { EntryPage } from './entry-page';
import { hasSessionExpired } from './session';
import { useRegister, useSignIn } from './sign-in';

interface SignInPageProps {
  way: 'sign-in' | 'register';
}

export function SignInPage({ way }: SignInPageProps) {
  const text = useText();
  const isNew = way === 'register';
  const words = isNew ? text.register : text.signIn;
  return (
    <EntryPage title={words.title} what={words.what}>
      {hasSessionExpired() && (
        <Notice tone="bad" role="alert" className="mt-6" title={text.problems.UNAUTHORIZED}>
          {text.signIn.notCalled}
        </Notice>
      )}
      {isNew ? <RegisterForm /> : <SignInForm />}
      <p className="mt-6 text-sm text-soft">
        {words.other}{' '}
        <Link href={isNew ? '/sign-in' : '/register'} className={linkLook}>
          {words.otherLink}
        </Link>
      </p>
    </EntryPage>
  );
}

const linkLook = 'font-medium text-accent underline underline-offset-4';

/** Email and password; then, for users who have set it up, a code of the authenticator app. */
function SignInForm() {
  const text = useText();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const signIn = useSignIn();
  const { error, isPending } = signIn;
  const problem = useProblemText(error);
  const issueOf = useIssues(error);
  const { data: settings } = useSettings();
  const isQuestion = isProblem(error, 'SECOND_FACTOR_REQUIRED');
  const isCodeWrong = error instanceof Problem && error.word('reason') === 'second_factor';
  const isNamed = isCodeWrong || ['email', 'password'].some((field) => issueOf(field) !== null);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    signIn.mutate(
      { email, password, ...(needsCode && { code }) },
      { onError: (failure) => setNeedsCode(needsCode || isProblem(failure, 'SECOND_FACTOR_REQUIRED')) },
    );
  };
  return (
    <form onSubmit={submit} className="mt-8 flex flex-col gap-5">
      {error !== null && !isNamed && !isQuestion && (
        <Notice tone="bad" role="alert">
          {isProblem(error, 'UNAUTHORIZED') ? text.signIn.wrong : problem}
        </Notice>
      )}
      <EmailField value={email} onChange={setEmail} error={issueOf('email')} autoFocus />
      <TextField
        label={text.signIn.password}
        error={issueOf('password')}
        type="password"
        required
        maxLength={200}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete="current-password"
      />
      {needsCode && (
        <TextField
          label={text.signIn.code}
          hint={text.signIn.codeHint}
          error={isCodeWrong ? text.signIn.codeWrong : null}
          required
          autoFocus
          maxLength={50}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          autoComplete="one-time-code"
        />
      )}
      <Button type="submit" look="primary" size="large" isBusy={isPending}>
        {text.signIn.submit}
      </Button>
      {/* Its line is kept free until it is known, so that nothing moves. */}
      <p className="min-h-5 text-sm">
        {settings?.resetsPasswords === true && (
          <Link href="/forgot-password" className={linkLook}>
            {text.signIn.forgot}
          </Link>
        )}
      </p>
    </form>
  );
}

function RegisterForm() {
  const text = useText();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const register = useRegister();
  const { error, isPending } = register;
  const problem = useProblemText(error);
  const issueOf = useIssues(error);
  const fieldsAreNamed = ['name', 'email', 'password'].some((field) => issueOf(field) !== null);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    register.mutate({ name: name.trim(), email, password });
  };
  return (
    <form onSubmit={submit} className="mt-8 flex flex-col gap-5">
      {error !== null && !fieldsAreNamed && (
        <Notice tone="bad" role="alert">
          {problem}
        </Notice>
      )}
      <TextField
        label={text.register.name}
        hint={text.common.optional}
        error={issueOf('name')}
        value={name}
        onChange={(event) => setName(event.target.value)}
        autoComplete="name"
        maxLength={100}
      />
      <EmailField value={email} onChange={setEmail} error={issueOf('email')} />
      <TextField
        label={text.signIn.password}
        error={issueOf('password')}
        hint={text.register.passwordHint}
        minLength={10}
        type="password"
        required
        maxLength={200}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete="new-password"
      />
      <Button type="submit" look="primary" size="large" isBusy={isPending}>
        {text.register.submit}
      </Button>
    </form>
  );
}

interface EmailFieldProps {
  value: string;
  onChange: (value: string) => void;
  error: string | null;
  autoFocus?: boolean;
}

export function EmailField({ value, onChange, error, autoFocus = false }: EmailFieldProps) {
  const { signIn } = useText();
  return (
    <TextField
      label={signIn.email}
      error={error}
      type="email"
      required
      value={value}
      onChange={(event) => onChange(event.target.value)}
      autoComplete="username"
      inputMode="email"
      autoFocus={autoFocus}
      maxLength={254}
    />
  );
}
