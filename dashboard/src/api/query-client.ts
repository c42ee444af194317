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
      // Reachability is judged by the answers: a browser that thinks it is offline may still reach this machine.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

/** The names under which answers are kept; what belongs to one account begins alike. */
export const keys = {
  accounts: ['accounts'] as const,
  account: (accountId: string) => ['account', accountId] as const,
  otp: (accountId: string) => ['account', accountId, 'otp'] as const,
  config: (accountId: string) => ['account', accountId, 'config'] as const,
  list: (accountId: string, name: string) => ['account', accountId, 'list', name] as const,
  waiting: ['waiting'] as const,
  banks: ['banks'] as const,
  apiKeys: ['api-keys'] as const,
  overview: ['overview'] as const,
  settings: ['settings'] as const,
};
