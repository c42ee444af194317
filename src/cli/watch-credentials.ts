import type { BankDriver, Credentials } from '../banks/bank-driver.js';
import { StartError } from '../runtime/start-error.js';

type KnownBank = Pick<BankDriver, 'code' | 'secrets'>;

/**
 * What `bank watch` logs in with: WATCH_<CODE>_USERNAME, WATCH_<CODE>_PASSWORD and WATCH_<CODE>_SECRET_<NAME> of the
 * environment, for the code `my-bank` WATCH_MY_BANK_USERNAME. Null if none of them is set. Throws a StartError that names
 * what is missing if only some are.
 */
export function watchCredentials(bank: KnownBank, env: NodeJS.ProcessEnv): Credentials | null {
  const { username, password, secrets } = variablesOf(bank);
  const names = [username, password, ...Object.values(secrets)];
  const missing = names.filter((name) => (env[name] ?? '') === '');
  if (missing.length === names.length) return null;
  if (missing.length > 0) throw new StartError(`Not set in the environment: ${missing.join(', ')}.`);
  const read = (name: string): string => env[name] ?? '';
  return {
    username: read(username),
    password: read(password),
    secrets: Object.fromEntries(Object.entries(secrets).map(([name, variable]) => [name, read(variable)])),
  };
}

/** What is typed into recorded pages: null if they were recorded without credentials. Throws a StartError if they are not set. */
export function replayCredentials(
  bank: KnownBank,
  { withCredentials, env }: { withCredentials: boolean; env: NodeJS.ProcessEnv },
): Credentials | null {
  if (!withCredentials) return null;
  const credentials = watchCredentials(bank, env);
  if (credentials) return credentials;
  const { username, password, secrets } = variablesOf(bank);
  throw new StartError(
    `The bank was recorded with credentials, and none are set: ${[username, password, ...Object.values(secrets)].join(', ')}. They are only typed into the recorded pages: any texts that the fields take will do.`,
  );
}

function variablesOf({ code, secrets = [] }: KnownBank) {
  const prefix = `WATCH_${code.replaceAll('-', '_')}`.toUpperCase();
  return {
    username: `${prefix}_USERNAME`,
    password: `${prefix}_PASSWORD`,
    secrets: Object.fromEntries(secrets.map(({ name }) => [name, `${prefix}_SECRET_${name.toUpperCase()}`])),
  };
}
