import { useMutation, useQuery } from '@tanstack/react-query';
import { keys, queryClient } from './query-client';
import { command, request } from './request';
import { apiKeySchema, apiKeysSchema, newApiKeySchema } from './schemas';

export function useApiKeys() {
  return useQuery({
    queryKey: keys.apiKeys,
    queryFn: ({ signal }) => request('/me/api-keys', apiKeysSchema, { signal }),
  });
}

const refresh = () => queryClient.invalidateQueries({ queryKey: keys.apiKeys });

interface NewKey {
  name: string;
  scopes: string[];
  account_ids: string[] | null;
  signing_secret: string | null;
}

export const useCreateApiKey = () =>
  useMutation({
    mutationFn: (key: NewKey) => request('/me/api-keys', newApiKeySchema, { method: 'POST', body: key }),
    onSuccess: refresh,
  });

interface RelaySettingsChange {
  encryption_key?: string | null;
  sns_topics?: string[] | null;
}

export const useChangeRelaySettings = (keyId: string) =>
  useMutation({
    mutationFn: (change: RelaySettingsChange) =>
      request(`/me/api-keys/${keyId}/relay-settings`, apiKeySchema, { method: 'PUT', body: change }),
    onSuccess: refresh,
  });

export const useRevokeApiKey = () =>
  useMutation({
    mutationFn: (keyId: string) => command(`/me/api-keys/${keyId}`, { method: 'DELETE' }),
    onSuccess: refresh,
  });
