import { useMutation } from '@tanstack/react-query';
import { command } from '../api/request';
import { forgetSession, sessionToken } from './session';

/**
 * Signs out this session, or every session of the user. The token of this session is deleted here even if the server
 * cannot be reached. Signing out everywhere fails then, because only the server can end the other sessions.
 */
export function useSignOut() {
  return useMutation({
    mutationFn: async (options: { everywhere: boolean }) => {
      const token = sessionToken();
      if (token === null) return;
      const signedOut = command('/auth/logout', { body: options });
      if (options.everywhere) await signedOut;
      else await signedOut.catch(() => undefined);
      forgetSession(token);
    },
  });
}
