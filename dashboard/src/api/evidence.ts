import { useQuery } from '@tanstack/react-query';
import { keys } from './query-client';
import { download, request } from './request';
import { evidenceSchema } from './schemas';

const pathOf = (accountId: string, loginId: string): string =>
  `/accounts/${accountId}/sessions/${loginId}/evidence`;

/** Each read is recorded in the audit trail, so that it is loaded once and only on demand. */
const onDemand = { staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: false } as const;

/** What the bank's page showed when a session failed. */
export function useEvidence(accountId: string, loginId: string) {
  return useQuery({
    queryKey: keys.evidence(accountId, loginId),
    queryFn: ({ signal }) => request(pathOf(accountId, loginId), evidenceSchema, { signal }),
    ...onDemand,
  });
}

/** The masked picture of that page; null if there is none. */
export function useEvidenceScreenshot(accountId: string, loginId: string) {
  return useQuery({
    queryKey: [...keys.evidence(accountId, loginId), 'screenshot'],
    queryFn: async ({ signal }) => {
      const blob = await download(`${pathOf(accountId, loginId)}/screenshot`, { signal });
      const { width, height } = await createImageBitmap(blob);
      return { blob, width, height };
    },
    gcTime: 0,
    ...onDemand,
  });
}
