import { useMutation, useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { keys, queryClient } from './query-client';
import { command, request } from './request';

const signInSchema = z.object({
  id: z.string(),
  current: z.boolean(),
  kind: z.string(),
  created_at: z.string(),
  last_used_at: z.nullable(z.string()),
  expires_at: z.string(),
  ends_at: z.nullable(z.string()),
  address: z.nullable(z.string()),
  user_agent: z.nullable(z.string()),
});
export type SignIn = z.infer<typeof signInSchema>;

const signInsSchema = z.object({ sign_ins: z.array(signInSchema) });

/** Where the user is signed in. Asked again every minute, as this shows when the session ends. */
export function useSignIns() {
  return useQuery({
    queryKey: keys.signIns,
    queryFn: async ({ signal }) => (await request('/me/sign-ins', signInsSchema, { signal })).sign_ins,
    refetchInterval: 60_000,
    refetchIntervalInBackground: true,
  });
}

export const useEndSignIn = () =>
  useMutation({
    mutationFn: (id: string) => command(`/me/sign-ins/${id}`, { method: 'DELETE' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.signIns }),
  });
