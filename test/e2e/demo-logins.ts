import type { BankDriver } from '../../src/banks/bank-driver.js';
import { openDemoBank } from '../support/demo-bank.js';
import { createLoginStack, type TestAccount, type WorkerOptions } from '../support/login-stack.js';
import { until } from '../support/until.js';

/**
 * The demo bank, and a whole worker that logs in there; each login is of a demo user of its own. `change` puts something
 * between the worker and the bank.
 */
export async function openDemoLogins(
  bankCode: 'demo' | 'demo-held',
  {
    change = (driver) => driver,
    worker = {},
  }: { change?: (driver: BankDriver) => BankDriver; worker?: WorkerOptions } = {},
) {
  const bank = await openDemoBank();
  const changed = Array.from(bank.banks, ([code, driver]) => [code, change(driver)] as const);
  const stack = await createLoginStack(new Map(changed), worker);
  let users = 0;

  /** `name` selects what the demo bank does: `otp`, `otp-spa` and so on. */
  async function logIn(name: string, account: Partial<TestAccount> = {}) {
    users += 1;
    const username = `${name}+${users}`;
    const login = await stack.logIn({ bankCode, username, password: 'demo', ...account });
    return { ...login, username };
  }

  return {
    bank,
    stack,
    logIn,
    /** A login that waits for its code and has released its browser. */
    restingLogin: async (name: string) => {
      const login = await logIn(name, { otpWaitSeconds: 120 });
      const request = await login.pending();
      await until(() => !stack.heldLogins.get(login.loginId), 'the browser to be given back');
      return { ...login, request };
    },
    close: async (): Promise<void> => {
      await stack.close();
      await bank.close();
    },
  };
}

export type DemoLogins = Awaited<ReturnType<typeof openDemoLogins>>;

/** Waits until the bank may be asked for another code. */
export const untilResendIsOffered = (request: { resend_available_at: Date | null }) =>
  until(() => Date.now() > (request.resend_available_at?.getTime() ?? 0), 'the bank’s own pause');
