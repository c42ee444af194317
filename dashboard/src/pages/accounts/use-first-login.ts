import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { useCreateAccount } from '../../api/accounts';
import { newId } from '../../api/new-id';
import { command } from '../../api/request';
import { useText } from '../../i18n';

/** Makes an account at the demo bank, starts its first login, and goes to where its code will be asked for. */
export function useFirstLogin() {
  const text = useText();
  const [, go] = useLocation();
  const create = useCreateAccount();
  return useMutation({
    mutationFn: async (bankId: string) => {
      const account = await create.mutateAsync({
        bankId,
        name: text.welcome.accountName,
        config: {
          // A customer of one's own at the demo bank: nobody else's codes arrive on this phone.
          bank_username: `otp+${newId().slice(0, 8)}`,
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
