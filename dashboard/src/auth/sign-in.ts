import { useMutation } from '@tanstack/react-query';
import { command, request } from '../api/request';
import { signInSchema } from '../api/schemas';
import { startSession } from './session';

interface Credentials {
  email: string;
  password: string;
  /** Of the authenticator app, or a recovery code. */
  code?: string;
}

const signIn = async (credentials: Credentials): Promise<void> =>
  startSession(await request('/auth/session', signInSchema, { method: 'POST', body: credentials }));

export const useSignIn = () => useMutation({ mutationFn: signIn });

/** Registers a user and signs in. */
export const useRegister = () =>
  useMutation({
    mutationFn: async ({ name, ...credentials }: Credentials & { name: string }) => {
      await command('/auth/register', { body: { ...credentials, ...(name === '' ? {} : { name }) } });
      await signIn(credentials);
    },
  });
