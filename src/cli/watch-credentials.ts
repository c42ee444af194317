import type { BankDriver, Credentials } from '../banks/bank-driver.js';
import { StartError } from '../runtime/start-error.js';

/**
 * What `bank watch` logs in with: WATCH_<CODE>_USERNAME, WATCH_<CODE>_PASSWORD and WATCH_<CODE>_SECRET_<NAME> of the
 * environment, for the code `my-bank` WATCH_MY_BANK_USERNAME. Null if none of them is set. Throws a StartError that names
 * what is missing if only some are.
 */
export function watchCredentials(
  { code, secrets = [] }: Pick<BankDriver, 'code' | 'secrets'>,
  env: NodeJS.ProcessEnv,
): Credentials | null {
  const prefix = `WATCH_${code.replaceAll('-', '_')}`.toUpperCase();
  const nameOf = (secret: string): string => `${prefix}_SECRET_${secret.toUpperCase()}`;
  const names = [`${prefix}_USERNAME`, `${prefix}_PASSWORD`, ...secrets.map(({ name }) => nameOf(name))];
  const missing = names.filter((name) => (env[name] ?? '') === '');
  if (missing.length === names.length) return null;
  if (missing.length > 0) throw new StartError(`Not set in the environment: ${missing.join(', ')}.`);
  const read = (name: string): string => env[name] ?? '';
  return {
    username: read(`${prefix}_USERNAME`),
    password: read(`${prefix}_PASSWORD`),
    secrets: Object.fromEntries(secrets.map(({ name }) => [name, read(nameOf(name))])),
  };
}
