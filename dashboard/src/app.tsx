import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { queryClient } from './api/query-client';
import { forgetResponses } from './api/request';
import { useSession } from './auth/session';
import { ForgotPasswordPage, ResetPasswordPage } from './auth/password-pages';
import { SignInPage } from './auth/sign-in-page';
import { LanguageProvider } from './i18n';
import type { Messages } from './i18n/messages';
import type { Language } from './i18n';
import { PromptPage } from './pages/prompt/prompt-page';
import { ErrorBoundary } from './shell/error-boundary';
import { NotFound } from './shell/not-found';
import { Shell } from './shell/shell';
import { guardNavigation } from './ui/leave-guard';
import { PageFrame } from './ui/page';
import { Loading } from './ui/states';

const AccountsPage = lazy(async () => ({
  default: (await import('./pages/accounts/accounts-page')).AccountsPage,
}));
const NewAccountPage = lazy(async () => ({
  default: (await import('./pages/accounts/new-account-page')).NewAccountPage,
}));
const DefaultsPage = lazy(async () => ({
  default: (await import('./pages/accounts/defaults-page')).DefaultsPage,
}));
const AccountPage = lazy(async () => ({
  default: (await import('./pages/account/account-page')).AccountPage,
}));
const AnswerPage = lazy(async () => ({
  default: (await import('./pages/answer/answer-page')).AnswerPage,
}));
const KeysPage = lazy(async () => ({ default: (await import('./pages/keys/keys-page')).KeysPage }));
const BanksPage = lazy(async () => ({ default: (await import('./pages/banks/banks-page')).BanksPage }));
const RelayPage = lazy(async () => ({ default: (await import('./pages/relay/relay-page')).RelayPage }));
const NotificationsPage = lazy(async () => ({
  default: (await import('./pages/notifications/notifications-page')).NotificationsPage,
}));
const ReferencePage = lazy(async () => ({
  default: (await import('./pages/reference/reference-page')).ReferencePage,
}));
const PublicReferencePage = lazy(async () => ({
  default: (await import('./pages/reference/reference-page')).PublicReferencePage,
}));
const OverviewPage = lazy(async () => ({
  default: (await import('./pages/overview/overview-page')).OverviewPage,
}));

const SecurityPage = lazy(async () => ({
  default: (await import('./pages/security/security-page')).SecurityPage,
}));

interface AppProps {
  words: { language: Language; text: Messages };
}

export function App({ words }: AppProps) {
  return (
    <CSPProvider disableStyleElements>
      <LanguageProvider initial={words}>
        <ErrorBoundary>
          <QueryClientProvider client={queryClient}>
            <Router base="/app" aroundNav={guardNavigation}>
              <Pages />
            </Router>
          </QueryClientProvider>
        </ErrorBoundary>
      </LanguageProvider>
    </CSPProvider>
  );
}

/**
 * Without a session, every address but the API reference shows the sign-in page. After signing in, the page of that
 * address appears.
 */
function Pages() {
  const session = useSession();
  useEffect(() => {
    if (session !== null) return;
    queryClient.clear();
    forgetResponses();
  }, [session]);

  if (session === null) {
    return (
      <Switch>
        <Route path="/register">
          <SignInPage way="register" />
        </Route>
        <Route path="/reference/guides/:guide">
          {({ guide }) => (
            <Suspense fallback={<Waiting />}>
              <PublicReferencePage guide={guide} />
            </Suspense>
          )}
        </Route>
        <Route path="/reference/:operation?">
          {({ operation }) => (
            <Suspense fallback={<Waiting />}>
              <PublicReferencePage operationId={operation} />
            </Suspense>
          )}
        </Route>
        <Route path="/forgot-password">
          <ForgotPasswordPage />
        </Route>
        <Route path="/reset-password">
          <ResetPasswordPage />
        </Route>
        <Route>
          <SignInPage way="sign-in" />
        </Route>
      </Switch>
    );
  }
  return (
    <Shell user={session.user}>
      <Suspense fallback={<Waiting />}>
        <Switch>
          <Route path="/">
            <AccountsPage />
          </Route>
          <Route path="/sign-in">
            <Redirect to="/" replace />
          </Route>
          <Route path="/register">
            <Redirect to="/" replace />
          </Route>
          <Route path="/forgot-password">
            <Redirect to="/" replace />
          </Route>
          <Route path="/reset-password">
            <ResetPasswordPage />
          </Route>
          <Route path="/security">
            <SecurityPage />
          </Route>
          <Route path="/answer">
            <AnswerPage />
          </Route>
          <Route path="/accounts/new">
            <NewAccountPage />
          </Route>
          <Route path="/accounts/defaults">
            <DefaultsPage />
          </Route>
          <Route path="/accounts/:id/prompt">{({ id }) => <PromptPage key={id} accountId={id} />}</Route>
          <Route path="/accounts/:id/:tab?">
            {({ id, tab }) => <AccountPage key={id} accountId={id} tab={tab ?? 'timeline'} />}
          </Route>
          <Route path="/overview">
            <OverviewPage />
          </Route>
          <Route path="/banks">
            <BanksPage />
          </Route>
          <Route path="/keys">
            <KeysPage />
          </Route>
          <Route path="/relay">
            <RelayPage />
          </Route>
          <Route path="/notifications">
            <NotificationsPage />
          </Route>
          <Route path="/reference/guides/:guide">{({ guide }) => <ReferencePage guide={guide} />}</Route>
          <Route path="/reference/:operation?">
            {({ operation }) => <ReferencePage operationId={operation} />}
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </Shell>
  );
}

const Waiting = () => (
  <PageFrame>
    <Loading />
  </PageFrame>
);
