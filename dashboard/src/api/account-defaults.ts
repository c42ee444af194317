import { useMutation, useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { Problem } from './problem';
import { keys, queryClient } from './query-client';
import { request } from './request';

/** The settings that new accounts start with. Null: the service's own default. */
const defaultsSchema = z.object({
  session_type: z.nullable(z.enum(['one-shot', 'persistent'])),
  login_mode: z.nullable(z.enum(['simple', 'assisted'])),
  otp_wait_seconds: z.nullable(z.number()),
  max_codes_per_day: z.nullable(z.number()),
  fatal_after_failures: z.nullable(z.number()),
  evidence: z.nullable(z.boolean()),
});
export type AccountDefaults = z.infer<typeof defaultsSchema>;

const noDefaults: AccountDefaults = {
  session_type: null,
  login_mode: null,
  otp_wait_seconds: null,
  max_codes_per_day: null,
  fatal_after_failures: null,
  evidence: null,
};

export const useAccountDefaults = () =>
  useQuery({
    queryKey: keys.accountDefaults,
    queryFn: ({ signal }) =>
      request('/me/account-defaults', defaultsSchema, { signal }).catch((error: unknown) => {
        // An older API, during an update, has none.
        if (error instanceof Problem && error.status === 404) return noDefaults;
        throw error;
      }),
  });

export const useChangeAccountDefaults = () =>
  useMutation({
    mutationFn: (defaults: AccountDefaults) =>
      request('/me/account-defaults', defaultsSchema, { method: 'PUT', body: defaults }),
    onSuccess: (saved) => queryClient.setQueryData(keys.accountDefaults, saved),
  });
