import { useMutation, useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { keys, queryClient } from './query-client';
import { command, request } from './request';

const secondFactorSchema = z.object({ enabled: z.boolean(), recovery_codes_left: z.number() });
export type SecondFactor = z.infer<typeof secondFactorSchema>;

const newSecretSchema = z.object({ secret: z.string(), uri: z.string() });
const codesSchema = z.object({ recovery_codes: z.array(z.string()) });
const path = '/me/second-factor';

export function useSecondFactor() {
  return useQuery({
    queryKey: keys.secondFactor,
    queryFn: ({ signal }) => request(path, secondFactorSchema, { signal }),
  });
}

const refresh = () => queryClient.invalidateQueries({ queryKey: keys.secondFactor });

/** Gets a secret for an authenticator app, which is in use only after `useEnableSecondFactor`. */
export const useNewSecret = () =>
  useMutation({ mutationFn: () => request(path, newSecretSchema, { method: 'POST' }) });

/** Turns the second factor on with a first code. Its result holds the recovery codes, which are shown once. */
export const useEnableSecondFactor = () =>
  useMutation({
    mutationFn: (code: string) => request(path, codesSchema, { method: 'PUT', body: { code } }),
    onSuccess: refresh,
  });

export const useDisableSecondFactor = () =>
  useMutation({ mutationFn: () => command(path, { method: 'DELETE' }), onSuccess: refresh });

export const useReplaceRecoveryCodes = () =>
  useMutation({
    mutationFn: () => request(`${path}/recovery-codes`, codesSchema, { method: 'POST' }),
    onSuccess: refresh,
  });

interface PasswordChange {
  current_password: string;
  password: string;
  code?: string;
}

export const useChangePassword = () =>
  useMutation({
    mutationFn: (change: PasswordChange) => command('/me/password', { method: 'PUT', body: change }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.signIns }),
  });

/** Has a link to choose a new password sent. */
export const useRequestPasswordReset = () =>
  useMutation({
    mutationFn: (body: { email: string; language: string }) => command('/auth/password-reset', { body }),
  });

/** Chooses a new password with the token of a link. */
export const useResetPassword = () =>
  useMutation({
    mutationFn: (body: { token: string; password: string }) =>
      command('/auth/password-reset', { method: 'PUT', body }),
  });
