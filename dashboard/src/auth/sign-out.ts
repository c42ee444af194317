import { useMutation } from '@tanstack/react-query';
import { command } from '../api/request';
import { forgetSession, sessionToken } from './session';

/**
 * Signs out here, or everywhere. Here, the page forgets the token even when the server cannot be told; that it is dead
 * everywhere is only the server's to say.
 */
export function useSignOut() {
  return useMutation({
    mutationFn: async (wish: { everywhere: boolean }) => {
      const token = sessionToken();
      if (token === null) return;
      const told = command('/auth/logout', { body: wish });
      if (wish.everywhere) await told;
      else await told.catch(() => undefined);
      forgetSession(token);
    },
  });
}
