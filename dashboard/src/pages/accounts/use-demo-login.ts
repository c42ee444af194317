import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { useCreateAccount } from '../../api/accounts';
import { randomUuid } from '../../api/random-uuid';
import { command } from '../../api/request';
import { useText } from '../../i18n';

/** Creates an account at the demo bank, starts its first login and opens the prompt. */
export function useDemoLogin() {
  const text = useText();
  const [, go] = useLocation();
  const create = useCreateAccount();
  return useMutation({
    mutationFn: async (bankId: string) => {
      const account = await create.mutateAsync({
        bankId,
        name: text.welcome.accountName,
        config: {
          // A new customer of the demo bank, so that the phone receives the codes of this login only.
          bank_username: `otp+${randomUuid().slice(0, 8)}`,
          bank_password: 'demo',
          session_type: 'persistent',
          login_mode: 'assisted',
        },
      });
      await command(`/accounts/${account.id}/scrape`);
      return account;
    },
    onSuccess: ({ id }) => go(`/accounts/${id}/prompt`),
  });
}
