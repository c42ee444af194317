import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem';

const isWorthRetrying = (error: Error): boolean =>
  error instanceof Problem && (error.code === 'UNREACHABLE' || error.status >= 500);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 1_000,
      retry: (count, error) => count < 2 && isWorthRetrying(error),
      retryDelay: (count) => Math.min(500 * 2 ** count, 4_000),
      // The browser's own offline state is ignored: without internet access it may still reach a service on
      // this machine.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

/** The query keys. Those of one account share a prefix, so that they can be invalidated together. */
export const keys = {
  accounts: ['accounts'] as const,
  account: (accountId: string) => ['account', accountId] as const,
  otp: (accountId: string) => ['account', accountId, 'otp'] as const,
  /** Not below `account`: an event of the account does not change it. */
  picture: (accountId: string) => ['picture', accountId] as const,
  evidence: (accountId: string, loginId: string) => ['evidence', accountId, loginId] as const,
  config: (accountId: string) => ['account', accountId, 'config'] as const,
  list: (accountId: string, name: string) => ['account', accountId, 'list', name] as const,
  waiting: ['waiting'] as const,
  banks: ['banks'] as const,
  brokenBankFiles: ['broken-bank-files'] as const,
  apiKeys: ['api-keys'] as const,
  relayedMessages: (keyId: string) => ['relayed-messages', keyId] as const,
  /** Not below `account`: an event of the account does not change it. */
  mailbox: (accountId: string) => ['mailbox', accountId] as const,
  overview: ['overview'] as const,
  settings: ['settings'] as const,
  accountDefaults: ['account-defaults'] as const,
  endpoints: ['endpoints'] as const,
  userDeliveries: ['user-deliveries'] as const,
  deliveryLog: (deliveryId: string) => ['delivery-log', deliveryId] as const,
  openApi: ['openapi'] as const,
  signIns: ['sign-ins'] as const,
  secondFactor: ['second-factor'] as const,
};
