import { useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { keys } from './query-client';

const settingsSchema = z.object({
  temporalUi: z.nullable(z.object({ url: z.string(), namespace: z.string() })),
});

/** What the server that handed out these pages says about its surroundings. */
export function useSettings() {
  return useQuery({
    queryKey: keys.settings,
    queryFn: async ({ signal }) => {
      const response = await fetch('/app/settings.json', { signal, credentials: 'omit' });
      if (!response.ok) return null;
      const body: unknown = await response.json();
      return settingsSchema.parse(body);
    },
    staleTime: Infinity,
    retry: false,
  });
}

/** Where Temporal's own pages show the workflow; null where nobody told us their address. */
export function useWorkflowLink(workflowId: string | null | undefined): string | null {
  const { data: settings } = useSettings();
  if (typeof workflowId !== 'string' || !settings?.temporalUi) return null;
  const { url, namespace } = settings.temporalUi;
  const path = ['namespaces', namespace, 'workflows', workflowId].map(encodeURIComponent).join('/');
  return new URL(`/${path}`, url).href;
}
