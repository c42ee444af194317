import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useApiKeys } from '../../api/api-keys';
import { useText } from '../../i18n';
import { Button, ButtonLink } from '../../ui/button';
import { Page } from '../../ui/page';
import { EmptyState, LoadingOrError } from '../../ui/states';
import { KeyRow } from './key-row';
import { NewKeyDialog } from './new-key-dialog';

export function KeysPage() {
  const text = useText();
  const { data, error, refetch } = useApiKeys();
  // The relay page links to the dialog.
  const [isCreating, setIsCreating] = useState(() => new URLSearchParams(location.search).has('create'));
  const active = data?.keys.filter(({ revoked_at }) => revoked_at === null) ?? [];
  const revoked = data?.keys.filter(({ revoked_at }) => revoked_at !== null) ?? [];
  const create = (
    <>
      <ButtonLink href="/reference">{text.shell.reference}</ButtonLink>
      <Button look="primary" onClick={() => setIsCreating(true)}>
        <Plus aria-hidden="true" className="size-4" /> {text.keys.create}
      </Button>
    </>
  );

  return (
    <Page title={text.keys.title} description={text.keys.what} actions={data !== undefined && create}>
      {data === undefined ? (
        <LoadingOrError error={error} onRetry={refetch} />
      ) : (
        <>
          {active.length === 0 ? (
            <EmptyState icon={<KeyRound aria-hidden="true" />} title={text.keys.emptyTitle}>
              {text.keys.empty}
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line rounded-2xl border border-line bg-surface shadow-xs">
              {active.map((key) => (
                <KeyRow key={key.id} apiKey={key} />
              ))}
            </ul>
          )}
          {revoked.length > 0 && (
            <details className="mt-6">
              <summary className="w-fit cursor-pointer rounded text-sm font-medium text-soft hover:text-ink">
                {text.keys.revoked(revoked.length)}
              </summary>
              <ul className="mt-3 divide-y divide-line rounded-2xl border border-line bg-surface">
                {revoked.map((key) => (
                  <KeyRow key={key.id} apiKey={key} />
                ))}
              </ul>
            </details>
          )}
          <NewKeyDialog
            isOpen={isCreating}
            onClose={() => setIsCreating(false)}
            scopes={data.available_scopes}
          />
        </>
      )}
    </Page>
  );
}
