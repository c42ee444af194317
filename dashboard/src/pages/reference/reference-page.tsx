import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { useAccounts } from '../../api/accounts';
import type { Account } from '../../api/schemas';
import { useText } from '../../i18n';
import { Logo } from '../../shell/logo';
import { ButtonLink } from '../../ui/button';
import { Card } from '../../ui/card';
import { Notice } from '../../ui/notice';
import { Page, PageFrame } from '../../ui/page';
import { LoadingOrError } from '../../ui/states';
import { takeKey } from '../relay/key-handover';
import { GuideView } from './guide-view';
import { guides } from './guides';
import { operationsOf } from './openapi';
import { OperationView } from './operation-view';
import { Prose } from './prose';
import { keyPlaceholder, ReaderFields } from './reader-fields';
import { ReferenceNav } from './reference-nav';
import { ReferenceStart } from './reference-start';
import type { ExampleLanguage } from './request-examples';
import { useOpenApi } from './use-openapi';

interface ReferenceProps {
  /** The id of the operation that is shown. Without one and without a guide, the first page is shown. */
  operationId?: string | undefined;
  /** The name of the guide that is shown. */
  guide?: string | undefined;
}

/** The API reference for a signed-in user: the examples use their account and, if they give it, their key. */
export function ReferencePage(shown: ReferenceProps) {
  const { data: accounts = [] } = useAccounts();
  return <Reference {...shown} accounts={accounts} />;
}

/** The API reference without a session, in a frame of its own. */
export function PublicReferencePage(shown: ReferenceProps) {
  const text = useText();
  return (
    <>
      <header className="flex h-14 items-center justify-between border-b border-line bg-surface px-4">
        <Link href="/reference" className="rounded-lg">
          <Logo />
        </Link>
        <ButtonLink href="/sign-in" size="small">
          {text.signIn.title}
        </ButtonLink>
      </header>
      <main id="main">
        <Reference {...shown} accounts={null} />
      </main>
    </>
  );
}

/** `accounts` is null without a session. */
function Reference({
  operationId,
  guide,
  accounts,
}: ReferenceProps & { accounts: readonly Account[] | null }) {
  const text = useText();
  const words = text.reference;
  const { data: document, error, refetch } = useOpenApi();
  const operations = useMemo(() => (document === undefined ? [] : operationsOf(document)), [document]);
  const [apiKey, setApiKey] = useState(takeKey);
  const [chosenAccount, setChosenAccount] = useState('');
  const [language, setLanguage] = useState<ExampleLanguage>('curl');
  if (document === undefined) {
    return (
      <PageFrame>
        <LoadingOrError error={error} onRetry={refetch} />
      </PageFrame>
    );
  }
  const accountId = chosenAccount || (accounts?.[0]?.id ?? '<account id>');
  const reader = { origin: location.origin, apiKey: apiKey.trim() || keyPlaceholder, accountId };
  const operation = operations.find((one) => one.operationId === operationId);
  const fields = accounts !== null && (
    <ReaderFields
      accounts={accounts}
      accountId={accountId}
      apiKey={apiKey}
      onAccount={setChosenAccount}
      onKey={setApiKey}
    />
  );
  const current = operationId ?? guide;
  const nav = { document, operations, current };

  if (current === undefined) {
    return (
      <Page title={words.title} description={<Prose markdown={document.info.description} />}>
        <div className="grid gap-8 lg:grid-cols-[16rem_minmax(0,1fr)]">
          <ReferenceNav {...nav} />
          <div className="flex min-w-0 flex-col gap-6">
            {fields !== false && (
              <Card title={text.relay.yourTitle} description={words.yours}>
                {fields}
              </Card>
            )}
            <ReferenceStart document={document} />
          </div>
        </div>
      </Page>
    );
  }
  return (
    <Page
      key={current}
      title={operation?.summary ?? guides.find(({ name }) => name === guide)?.title ?? text.notFound.title}
      above={
        <Link href="/reference" className="mb-1 inline-block rounded text-sm text-soft hover:text-ink">
          ← {words.title}
        </Link>
      }
    >
      <div className="grid gap-8 lg:grid-cols-[16rem_minmax(0,1fr)]">
        <ReferenceNav {...nav} className="hidden lg:block" />
        <div className="min-w-0">
          {fields !== false && guide === undefined && (
            <details className="mb-6 rounded-2xl border border-line bg-surface px-5 py-3.5">
              <summary className="w-fit cursor-pointer rounded text-sm font-medium">
                {text.relay.yourTitle}
              </summary>
              <div className="mt-4">{fields}</div>
            </details>
          )}
          {guide !== undefined ? (
            <GuideView name={guide} />
          ) : operation === undefined ? (
            <Notice tone="info">{words.unknown}</Notice>
          ) : (
            <OperationView
              operation={operation}
              document={document}
              reader={reader}
              language={language}
              onLanguage={setLanguage}
            />
          )}
        </div>
      </div>
    </Page>
  );
}
