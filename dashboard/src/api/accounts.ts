import { useMutation, useQuery } from '@tanstack/react-query';
import { usePollMs } from '../live/realtime';
import { accountsSchema, refreshListedAccount } from './account-list';
import { isProblem } from './problem';
import { keys, queryClient } from './query-client';
import { command, request } from './request';
import { type Account, type AccountConfig, accountSchema, type ConfigChange, configSchema } from './schemas';

export function useAccounts() {
  return useQuery({
    queryKey: keys.accounts,
    queryFn: ({ signal }) => request('/accounts', accountsSchema, { signal }),
    refetchInterval: usePollMs(3_000),
  });
}

export function useAccount(accountId: string) {
  const listed = queryClient.getQueryData<Account[]>(keys.accounts)?.find(({ id }) => id === accountId);
  return useQuery<Account>({
    queryKey: keys.account(accountId),
    queryFn: ({ signal }) => request(`/accounts/${accountId}`, accountSchema, { signal }),
    refetchInterval: usePollMs(2_000),
    // The account from the list, if it is loaded: the page need not wait.
    ...(listed === undefined ? {} : { placeholderData: listed }),
  });
}

export function useConfig(accountId: string) {
  return useQuery({
    queryKey: keys.config(accountId),
    queryFn: ({ signal }) => request(`/accounts/${accountId}/config`, configSchema, { signal }),
  });
}

/** Loads the configuration of an account that is chosen later. */
export const useLoadConfig = () =>
  useMutation({
    mutationFn: (accountId: string) => request(`/accounts/${accountId}/config`, configSchema),
  });

export const changeConfig = (accountId: string, change: ConfigChange): Promise<AccountConfig> =>
  request(`/accounts/${accountId}/config`, configSchema, { method: 'PUT', body: change });

export function useChangeConfig(accountId: string) {
  return useMutation({
    mutationFn: (change: ConfigChange) => changeConfig(accountId, change),
    onSuccess: (config) => {
      queryClient.setQueryData(keys.config(accountId), config);
      return queryClient.invalidateQueries({ queryKey: keys.account(accountId), exact: true });
    },
  });
}

interface NewAccount {
  bankId: string;
  name: string;
  config: ConfigChange;
}

/**
 * Creates an account and then writes its configuration. If writing fails, the account exists without credentials and
 * `isComplete` is false. That is not an error, because a retry would create a second account; the account's page
 * asks for the credentials instead.
 */
export function useCreateAccount() {
  return useMutation({
    mutationFn: async ({ bankId, name, config }: NewAccount) => {
      const account = await request('/accounts', accountSchema, { method: 'POST', body: { bankId, name } });
      const isComplete = await changeConfig(account.id, config).then(
        () => true,
        () => false,
      );
      return { ...account, isComplete };
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.accounts }),
  });
}

export function useRenameAccount(accountId: string) {
  return useMutation({
    mutationFn: (name: string) =>
      request(`/accounts/${accountId}`, accountSchema, { method: 'PATCH', body: { name } }),
    onSuccess: () => refreshAccount(accountId),
  });
}

/**
 * Deletes an account. `onDeleted` is called before the account's queries are removed: its page would show a
 * 404 otherwise.
 */
export function useDeleteAccount(accountId: string, onDeleted: () => void) {
  return useMutation({
    mutationFn: (confirmationName: string) =>
      command(`/accounts/${accountId}`, { method: 'DELETE', body: { confirmation_name: confirmationName } }),
    onSuccess: () => {
      onDeleted();
      queryClient.removeQueries({ queryKey: keys.account(accountId) });
      return queryClient.invalidateQueries({ queryKey: keys.accounts });
    },
  });
}

/** Deletes the browser that is kept for the next login. */
export function useForgetBrowser(accountId: string) {
  return useMutation({
    mutationFn: () => command(`/accounts/${accountId}/browser`, { method: 'DELETE' }),
  });
}

export type SessionCommand = 'scrape' | 'restart' | 'kill';

/**
 * Starts, restarts or stops the account's session. `onAccepted` is called even if the component is gone by then, as the
 * button to start is.
 */
export function useSessionCommand(accountId: string, onAccepted?: () => void) {
  return useMutation({
    mutationFn: (sessionCommand: SessionCommand) =>
      command(`/accounts/${accountId}/${sessionCommand}`, { keepalive: true }),
    onSuccess: () => onAccepted?.(),
    onSettled: () => refreshAccount(accountId),
  });
}

/** Starts the session of an account that is chosen later. */
export function useStartSession() {
  return useMutation({
    mutationFn: (accountId: string) => command(`/accounts/${accountId}/scrape`, { keepalive: true }),
    onSettled: (_data, _error, accountId) => refreshAccount(accountId),
  });
}

const startOverTimeoutMs = 60_000;

/** Stops the open session and starts another one as soon as it has ended. */
export function useStartOver(accountId: string) {
  return useMutation({
    mutationFn: async () => {
      const deadline = Date.now() + startOverTimeoutMs;
      await command(`/accounts/${accountId}/kill`).catch((error: unknown) => {
        if (!isProblem(error, 'SESSION_NOT_RUNNING')) throw error;
      });
      for (;;) {
        try {
          await command(`/accounts/${accountId}/scrape`);
          return;
        } catch (error) {
          if (!isProblem(error, 'SESSION_RUNNING') || Date.now() > deadline) throw error;
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      }
    },
    onSettled: () => refreshAccount(accountId),
  });
}

export async function refreshAccount(accountId: string): Promise<void> {
  refreshListedAccount(accountId);
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: keys.waiting }),
    queryClient.invalidateQueries({ queryKey: keys.account(accountId) }),
  ]);
}

/** Sends a test notification to the account's endpoints. */
export function useTestDelivery(accountId: string) {
  return useMutation({
    mutationFn: () => command(`/accounts/${accountId}/notifications/test`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.list(accountId, 'deliveries') }),
  });
}

/** Sends a notification again. */
export function useRedeliver(accountId: string) {
  return useMutation({
    mutationFn: (deliveryId: string) => command(`/accounts/${accountId}/deliveries/${deliveryId}/redeliver`),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: keys.list(accountId, 'deliveries') }),
        queryClient.invalidateQueries({ queryKey: keys.userDeliveries }),
      ]),
  });
}
