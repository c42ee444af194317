import { access, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { HeldLogin } from '../activities/held-login.js';
import { type CollectedEvidence, collectEvidence, type Failure } from '../banks/evidence/collect-evidence.js';
import { StartError } from '../runtime/start-error.js';
import { describeEvidence } from './describe-evidence.js';

interface ShowEvidence {
  held: HeldLogin;
  /** The zip file; absent: none is written. An existing one is replaced. */
  savePath: string | undefined;
  failure: Omit<Failure, 'bank' | 'hidesUnknownCodes'>;
  print: (line: string) => void;
}

/**
 * Prints what stopped a login and what to change in the bank's file. With `savePath`, also writes what the bank's page shows as
 * a zip file that only this user can read: `evidence.json`, and `screenshot.png` if there is one. Throws BrowserError, or
 * when the file cannot be written.
 */
export async function showEvidence({ held, savePath, failure, print }: ShowEvidence): Promise<void> {
  const collected = await collectEvidence(held.page, {
    ...failure,
    bank: held.driver.code,
    hidesUnknownCodes: false,
  });
  if (!collected) {
    print('No page was opened, so there is nothing to show.');
    return;
  }
  for (const line of describeEvidence(collected.evidence)) print(line);
  if (savePath === undefined) return;
  await writeFile(savePath, zipOf(collected), { mode: 0o600 });
  print(`What the page showed is in ${savePath}.`);
}

/** Throws a StartError when the folder of the file is not there: better before a login than after it. */
export async function requireFolderOf(path: string): Promise<void> {
  const folder = dirname(resolve(path));
  await access(folder).catch(() => {
    throw new StartError(`--save: the folder ${folder} does not exist. Create it first.`);
  });
}

const zipOf = ({ evidence, screenshot }: CollectedEvidence): Uint8Array =>
  zipSync({
    'evidence.json': strToU8(`${JSON.stringify(evidence, null, 2)}\n`),
    // A PNG is compressed already.
    ...(screenshot && { 'screenshot.png': [screenshot, { level: 0 }] }),
  });
