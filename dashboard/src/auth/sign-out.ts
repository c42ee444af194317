import { useMutation } from '@tanstack/react-query';
import { command } from '../api/request';
import { forgetSession, sessionToken } from './session';

/** Signs out here, or everywhere. The page forgets the token even when the server cannot be told. */
export function useSignOut() {
  return useMutation({
    mutationFn: async (wish: { everywhere: boolean }) => {
      const token = sessionToken();
      if (token === null) return;
      try {
        await command('/auth/logout', { body: wish });
      } finally {
        forgetSession(token);
      }
    },
  });
}
