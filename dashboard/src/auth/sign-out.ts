import { useMutation } from '@tanstack/react-query';
import { command } from '../api/request';
import { forgetSession } from './session';

/**
 * Signs out this session, or every session of the user. Fails if the server cannot be reached: only it can delete the
 * cookie, and the page must not look signed out while the browser still is not.
 */
export function useSignOut() {
  return useMutation({
    mutationFn: async (options: { everywhere: boolean }) => {
      await command('/auth/logout', { body: options });
      forgetSession();
    },
  });
}
