import { readFileSync } from 'node:fs';
import { errorCode } from './process/error-code.js';

/** The variables that hold secrets, or URLs with passwords. */
export const secretVariables = [
  'SECRET_KEYS',
  'JWT_SECRET',
  'DATABASE_URL',
  'SMTP_URL',
  'IMAP_URL',
  'TEMPORAL_API_KEY',
  'BROWSER_WS_ENDPOINT',
] as const;

/**
 * The environment with the contents of the files that `SECRET_KEYS_FILE`, `DATABASE_URL_FILE` and so on name, as Docker and
 * Kubernetes mount them, in place of these names. Each problem is a line that names the variable and no content.
 */
export function readSecretFiles(env: NodeJS.ProcessEnv): { env: NodeJS.ProcessEnv; problems: string[] } {
  const names: readonly string[] = secretVariables.map((variable) => `${variable}_FILE`);
  const resolved = Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
  const problems: string[] = [];
  for (const variable of secretVariables) {
    const name = `${variable}_FILE`;
    const file = env[name];
    if (file === undefined || file === '') continue;
    if ((env[variable] ?? '') !== '') {
      problems.push(`${variable} and ${name} are both set: unset one of them.`);
      continue;
    }
    try {
      resolved[variable] = readFileSync(file, 'utf8').trim();
      if (resolved[variable] === '') problems.push(`${name} names an empty file.`);
    } catch (error) {
      problems.push(`${name} names a file that cannot be read (${errorCode(error) ?? 'unknown error'}).`);
    }
  }
  return { env: resolved, problems };
}
