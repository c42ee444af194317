import { useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { keys } from './query-client';
import type { LoginSession } from './schemas';

const settingsSchema = z.object({
  temporalUi: z.nullable(z.object({ url: z.string(), namespace: z.string() })),
  resetsPasswords: z.boolean(),
});

/** The settings of the server that serves the dashboard, null if it has none. */
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

/**
 * The address of a run of a workflow in Temporal's web UI, null if TEMPORAL_UI_URL is not set. Without a run id it is the
 * newest run's.
 */
export function useWorkflowLink({
  workflow_id: workflowId,
  run_id: runId,
}: Pick<LoginSession, 'workflow_id' | 'run_id'>): string | null {
  const { data: settings } = useSettings();
  if (typeof workflowId !== 'string' || !settings?.temporalUi) return null;
  const { url, namespace } = settings.temporalUi;
  const parts = ['namespaces', namespace, 'workflows', workflowId];
  if (typeof runId === 'string') parts.push(runId, 'history');
  const path = parts.map(encodeURIComponent).join('/');
  return new URL(`/${path}`, url).href;
}
