import type { BankSecrets } from '../db/logins/login-credentials.js';

/** All that an account holds and that must not leave in a text of the bank. */
export const secretTextsOf = ({
  username,
  password,
  secrets,
  answers,
  totpSecret,
}: BankSecrets): string[] => [
  username,
  password,
  ...Object.values(secrets),
  ...answers.map(({ answer }) => answer),
  ...(totpSecret === null ? [] : [totpSecret]),
];
