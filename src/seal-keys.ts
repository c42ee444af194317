import { readConfig } from './config.js';
import { readKeyUsage } from './db/keys/key-usage.js';
import { resealAll } from './db/keys/reseal-all.js';
import { parseKeyRing } from './secrets/key-ring.js';
import { describeKeyUsage } from './cli/describe-key-usage.js';
import { readInstallation } from './cli/installation.js';
import { runOnDatabase } from './cli/run-on-database.js';

type Print = (line: string) => void;

/** Prints how many values each key seals. False when a key is missing that one needs. */
export async function printKeyUsage(env: NodeJS.ProcessEnv, print: Print): Promise<boolean> {
  const { databaseUrl, secretKeys } = await readInstallation(readConfig(env));
  const usage = await runOnDatabase(databaseUrl, readKeyUsage);
  const { isGood, lines } = describeKeyUsage(parseKeyRing(secretKeys).ids, usage);
  for (const line of lines) print(line);
  return isGood;
}

/** Seals everything with the first key, and prints how many values. Safe to repeat. False when some cannot be opened. */
export async function resealSecrets(env: NodeJS.ProcessEnv, print: Print): Promise<boolean> {
  const { databaseUrl, secretKeys } = await readInstallation(readConfig(env));
  const ring = parseKeyRing(secretKeys);
  const { resealed, unreadable } = await runOnDatabase(databaseUrl, (db) => resealAll(db, ring));
  print(`${resealed} values are now sealed with ${ring.sealing.id}.`);
  if (unreadable > 0) print(`${unreadable} cannot be opened: see \`npx assisted-login keys\`.`);
  return unreadable === 0;
}
