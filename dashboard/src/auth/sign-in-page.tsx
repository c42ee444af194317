import { type SubmitEvent, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { languages, useLanguage, useText } from '../i18n';
import { Logo } from '../shell/logo';
import { Button } from '../ui/button';
import { TextField } from '../ui/fields';
import { Notice } from '../ui/notice';
import { useIssues, useProblemText } from '../ui/problem-text';
import { SignInAside } from './sign-in-aside';
import { hasSessionExpired } from './session';
import { useRegister, useSignIn } from './sign-in';

interface SignInPageProps {
  way: 'sign-in' | 'register';
}

export function SignInPage({ way }: SignInPageProps) {
  const text = useText();
  const isNew = way === 'register';
  const words = isNew ? text.register : text.signIn;
  useEffect(() => {
    document.title = `${words.title} · Assisted Login`;
  }, [words.title]);

  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <main className="flex flex-col px-6 py-8 sm:px-12">
        <div className="flex items-center justify-between">
          <Logo />
          <LanguageSwitch />
        </div>
        <div className="m-auto w-full max-w-sm py-12">
          <h1 className="text-2xl font-semibold tracking-tight">{words.title}</h1>
          <p className="mt-1.5 text-soft">{words.what}</p>
          {hasSessionExpired() && (
            <Notice tone="wait" role="status" className="mt-6">
              {text.problems.UNAUTHORIZED}
            </Notice>
          )}
          <SignInForm key={way} isNew={isNew} />
          <p className="mt-6 text-sm text-soft">
            {words.other}{' '}
            <Link
              href={isNew ? '/sign-in' : '/register'}
              className="font-medium text-accent underline underline-offset-4"
            >
              {words.otherLink}
            </Link>
          </p>
        </div>
      </main>
      <SignInAside />
    </div>
  );
}

function LanguageSwitch() {
  const { language, setLanguage } = useLanguage();
  const other = language === 'en' ? 'es' : 'en';
  return (
    <Button look="quiet" size="small" lang={other} onClick={() => setLanguage(other)}>
      {languages[other]}
    </Button>
  );
}

function SignInForm({ isNew }: { isNew: boolean }) {
  const text = useText();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useSignIn();
  const register = useRegister();
  const { error, isPending } = isNew ? register : signIn;
  const problem = useProblemText(error);
  const issueOf = useIssues(error);
  const fieldsAreNamed = ['name', 'email', 'password'].some((field) => issueOf(field) !== null);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isNew) register.mutate({ name: name.trim(), email, password });
    else signIn.mutate({ email, password });
  };

  return (
    <form onSubmit={submit} className="mt-8 flex flex-col gap-5">
      {error !== null && !fieldsAreNamed && (
        <Notice tone="bad" role="alert">
          {!isNew && 'code' in error && error.code === 'UNAUTHORIZED' ? text.signIn.wrong : problem}
        </Notice>
      )}
      {isNew && (
        <TextField
          label={text.register.name}
          hint={text.common.optional}
          error={issueOf('name')}
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="name"
          maxLength={100}
        />
      )}
      <TextField
        label={text.signIn.email}
        error={issueOf('email')}
        type="email"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        autoComplete="username"
        inputMode="email"
        autoFocus={!isNew}
        maxLength={254}
      />
      <TextField
        label={text.signIn.password}
        error={issueOf('password')}
        {...(isNew ? { hint: text.register.passwordHint, minLength: 10 } : {})}
        type="password"
        required
        maxLength={200}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete={isNew ? 'new-password' : 'current-password'}
      />
      <Button type="submit" look="primary" size="large" isBusy={isPending}>
        {isNew ? text.register.submit : text.signIn.submit}
      </Button>
    </form>
  );
}
