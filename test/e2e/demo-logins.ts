import { openDemoBank } from '../support/demo-bank.js';
import { createLoginStack, type TestAccount } from '../support/login-stack.js';

/** The demo bank, and a whole worker that logs in there; each login is of a demo user of its own. */
export async function openDemoLogins(bankCode: 'demo' | 'demo-held') {
  const bank = await openDemoBank();
  const stack = await createLoginStack(bank.banks);
  let users = 0;
  return {
    bank,
    stack,
    /** `name` is what the demo bank does: `otp`, `otp-spa` and so on. */
    logIn: async (name: string, account: Partial<TestAccount> = {}) => {
      users += 1;
      const username = `${name}+${users}`;
      const login = await stack.logIn({ bankCode, username, password: 'demo', ...account });
      return { ...login, username };
    },
    close: async (): Promise<void> => {
      await stack.close();
      await bank.close();
    },
  };
}

export type DemoLogins = Awaited<ReturnType<typeof openDemoLogins>>;
