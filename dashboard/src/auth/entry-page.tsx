import { type ReactNode, useEffect } from 'react';
import { languages, useLanguage } from '../i18n';
import { Logo } from '../shell/logo';
import { Button } from '../ui/button';
import { SignInAside } from './sign-in-aside';

interface EntryPageProps {
  title: string;
  what: string;
  children: ReactNode;
}

/** The frame of the pages before signing in. */
export function EntryPage({ title, what, children }: EntryPageProps) {
  useEffect(() => {
    document.title = `${title} · Assisted Login`;
  }, [title]);
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <main className="flex flex-col px-6 py-8 sm:px-12">
        <div className="flex items-center justify-between">
          <Logo />
          <LanguageSwitch />
        </div>
        <div className="m-auto w-full max-w-sm py-12">
          <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
          <p className="mt-1.5 text-soft">{what}</p>
          {children}
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
