import { useMutation, useQuery } from '@tanstack/react-query';
import { keys, queryClient } from './query-client';
import { command, request } from './request';
import { apiKeysSchema, newApiKeySchema } from './schemas';

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

export const useRevokeApiKey = () =>
  useMutation({
    mutationFn: (keyId: string) => command(`/me/api-keys/${keyId}`, { method: 'DELETE' }),
    onSuccess: refresh,
  });
