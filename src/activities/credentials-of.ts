import type { Credentials } from '../banks/bank-driver.js';
import type { BankSecrets } from '../db/logins/login-credentials.js';

/** What a bank's steps may type; answers and the authenticator's secret are not among it. */
export const credentialsOf = ({ username, password, secrets }: BankSecrets): Credentials => ({
  username,
  password,
  secrets,
});
