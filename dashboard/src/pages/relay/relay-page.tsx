import { Tabs } from '@base-ui/react/tabs';
import { useState } from 'react';
import { useAccounts } from '../../api/accounts';
import { useApiKeys } from '../../api/api-keys';
import { useText } from '../../i18n';
import { ButtonLink } from '../../ui/button';
import { Card } from '../../ui/card';
import { Snippet } from '../../ui/snippet';
import { SelectField, TextField } from '../../ui/fields';
import { Notice } from '../../ui/notice';
import { Page, PageFrame } from '../../ui/page';
import { Loading } from '../../ui/states';
import { takeKey } from './key-handover';
import { KeyMessages } from './key-messages';
import { PhoneSetup } from './phone-setup';
import { recipesFor } from './recipes';
import { addressProblem } from './relay-address';

const keyPlaceholder = 'rbk_…';

/** Recipes for phones and programs that submit codes instead of a person. */
export function RelayPage() {
  const text = useText();
  const { data: accounts = [], isFetched: areAccountsFetched } = useAccounts();
  const { data, isFetched: areKeysFetched } = useApiKeys();
  const apiKeys = (data?.keys ?? []).filter(({ revoked_at }) => revoked_at === null);
  const signing = apiKeys.filter((key) => key.has_signing_secret);
  const [chosenKeyId, setChosenKeyId] = useState('');
  const keyId = chosenKeyId || (signing[0]?.id ?? '<key id>');
  const [typedKey, setTypedKey] = useState(takeKey);
  const [chosenAccount, setChosenAccount] = useState('');
  const accountId = chosenAccount || (accounts[0]?.id ?? '<account id>');
  const recipes = recipesFor({
    origin: location.origin,
    accountId,
    keyId,
    apiKey: typedKey.trim() || keyPlaceholder,
  });

  const problem = addressProblem(location.origin);

  // Drawn once it is known which fields there are, so that nothing moves while the page loads.
  if (!areAccountsFetched || !areKeysFetched)
    return (
      <PageFrame>
        <Loading />
      </PageFrame>
    );
  return (
    <Page
      title={text.relay.title}
      description={text.relay.what}
      actions={<ButtonLink href="/reference">{text.shell.reference}</ButtonLink>}
    >
      {problem !== null && (
        <Notice tone="wait" title={text.relay.addressTitle(location.origin)} className="mb-6">
          {text.relay.addressProblems[problem]}
        </Notice>
      )}
      <Card title={text.relay.yourTitle} description={text.relay.yours} className="mb-6">
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField
            label={text.relay.key}
            hint={text.relay.keyHint}
            value={typedKey}
            onChange={(event) => setTypedKey(event.target.value)}
            placeholder={keyPlaceholder}
            autoComplete="off"
            spellCheck={false}
          />
          <SelectField
            label={text.relay.account}
            value={accountId}
            onChange={(event) => setChosenAccount(event.target.value)}
          >
            {accounts.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
          {signing.length > 0 && (
            <SelectField
              label={text.relay.signingKey}
              hint={text.relay.signingKeyHint}
              value={keyId}
              onChange={(event) => setChosenKeyId(event.target.value)}
            >
              {signing.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </SelectField>
          )}
        </div>
        <div className="mt-5 flex flex-wrap items-start gap-3">
          <ButtonLink href="/keys?create" size="small">
            {text.keys.create}
          </ButtonLink>
          <PhoneSetup apiKey={typedKey.trim()} origin={location.origin} />
        </div>
      </Card>
      <KeyMessages apiKeys={apiKeys} />
      <Tabs.Root defaultValue="curl">
        <div className="mb-5">
          <Tabs.List
            className="flex w-fit flex-wrap gap-1 rounded-xl bg-sunken p-1"
            aria-label={text.relay.recipes}
          >
            {recipes.map(({ name }) => (
              <Tabs.Tab
                key={name}
                value={name}
                className="h-9 shrink-0 rounded-lg px-3.5 text-sm font-medium text-soft hover:text-ink data-active:bg-surface data-active:text-ink data-active:shadow-xs"
              >
                {text.relay.ways[name].title}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </div>
        {recipes.map(({ name, snippets }) => (
          <Tabs.Panel key={name} value={name} className="flex flex-col gap-4">
            <p className="max-w-2xl text-soft">{text.relay.ways[name].what}</p>
            {snippets.map((snippet) => (
              <Snippet key={snippet.label} {...snippet} />
            ))}
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </Page>
  );
}
