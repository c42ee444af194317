import { Tabs } from '@base-ui/react/tabs';
import { ChevronLeft } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAccount } from '../../api/accounts';
import { useBanks } from '../../api/banks';
import { isProblem } from '../../api/problem';
import { useText } from '../../i18n';
import { useWaiting } from '../../live/waiting-requests';
import { NotFound } from '../../shell/not-found';
import { Badge } from '../../ui/badge';
import { useBankMarks } from '../../ui/use-bank-marks';
import { Monogram } from '../../ui/monogram';
import { Page, PageFrame } from '../../ui/page';
import { LoadingOrError } from '../../ui/states';
import { isMoving, stateOf, toneOfState } from '../accounts/account-state';
import { AuditTab } from './audit-tab';
import { ConfigTab } from './config-tab';
import { DeliveriesTab } from './deliveries-tab';
import { SessionActions } from './session-actions';
import { BrokenFiles } from '../banks/broken-files';
import { AccountNotice, useIsAccountNoticeReady } from './account-notice';
import { AccountRelays, useAreRelaysKnown } from './account-relays';
import { TimelineTab } from './timeline-tab';

const tabs = ['timeline', 'config', 'deliveries', 'audit'] as const;

interface AccountPageProps {
  accountId: string;
  tab: string;
}

export function AccountPage({ accountId, tab }: AccountPageProps) {
  const text = useText();
  const [, go] = useLocation();
  const { data: account, error, refetch } = useAccount(accountId);
  const banks = useBanks();
  const markOf = useBankMarks();
  const isNoticeReady = useIsAccountNoticeReady(accountId);
  const areRelaysKnown = useAreRelaysKnown(accountId);
  const request = useWaiting().find((one) => one.accountId === accountId)?.request;
  const open = tabs.find((one) => one === tab) ?? 'timeline';
  // The form keeps what is typed while another tab is open. It is large, and not drawn before it is opened.
  const [isFormKept, setIsFormKept] = useState(false);
  if (open === 'config' && !isFormKept) setIsFormKept(true);

  if (isProblem(error, 'NOT_FOUND') || isProblem(error, 'VALIDATION_ERROR')) return <NotFound />;
  // The page is drawn once everything that decides its layout is known, so that nothing moves while it loads.
  if (account === undefined || !banks.isFetched || !isNoticeReady || !areRelaysKnown) {
    return (
      <PageFrame>
        <LoadingOrError error={account === undefined ? error : null} onRetry={refetch} />
      </PageFrame>
    );
  }
  const state = stateOf(account, request);
  const bank = markOf(account.bank);

  return (
    <Page
      title={account.name}
      above={
        <Link
          href="/"
          className="mb-1 inline-flex items-center gap-1 text-sm font-medium text-soft hover:text-ink"
        >
          <ChevronLeft aria-hidden="true" className="size-4" /> {text.shell.accounts}
        </Link>
      }
      description={
        <span className="flex flex-wrap items-center gap-2">
          <Monogram bank={bank} size="small" />
          {bank.name}
          <Badge tone={toneOfState[state]} dot={isMoving(state) ? 'alive' : 'still'}>
            {text.accounts.states[state]}
          </Badge>
        </span>
      }
      actions={<SessionActions account={account} />}
    >
      <AccountNotice account={account} request={request} />
      <AccountRelays accountId={accountId} />
      <BrokenFiles bank={account.bank} />
      <Tabs.Root
        value={open}
        onValueChange={(next: string) => go(`/accounts/${accountId}/${next}`, { replace: true })}
      >
        <div className="-mx-4 mb-6 overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0">
          <Tabs.List className="flex gap-1 max-sm:justify-between max-sm:gap-0" aria-label={account.name}>
            {tabs.map((one) => (
              <Tabs.Tab
                key={one}
                value={one}
                ref={one === open ? showWhole : undefined}
                className="h-10 shrink-0 border-b-2 border-transparent px-3 text-sm max-sm:px-1.5 max-sm:text-[0.8125rem] font-medium text-soft -outline-offset-2! hover:text-ink data-active:border-accent data-active:text-accent"
              >
                {text.account.tabs[one]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </div>
        <Tabs.Panel value="timeline">
          <TimelineTab account={account} />
        </Tabs.Panel>
        <Tabs.Panel value="config" keepMounted={isFormKept}>
          <ConfigTab account={account} />
        </Tabs.Panel>
        <Tabs.Panel value="deliveries">
          <DeliveriesTab accountId={accountId} />
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <AuditTab accountId={accountId} />
        </Tabs.Panel>
      </Tabs.Root>
    </Page>
  );
}

/** On a phone, the last tab would otherwise be cut off when it is the open one. */
const showWhole = (tab: HTMLElement | null): void =>
  tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
