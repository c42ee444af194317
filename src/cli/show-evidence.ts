import { access, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { type CollectedEvidence, collectEvidence, type Failure } from '../banks/evidence/collect-evidence.js';
import type { HeldLogin } from '../activities/held-login.js';
import type { EvidenceSuggestion } from '../assistance/failure-evidence.js';
import { StartError } from '../runtime/start-error.js';

interface SaveEvidence {
  held: HeldLogin;
  /** The zip file. An existing one is replaced. */
  path: string;
  failure: Omit<Failure, 'bank' | 'hidesUnknownCodes'>;
  print: (line: string) => void;
}

/**
 * Writes what the bank's page shows as a zip file that only this user can read: `evidence.json`, and `screenshot.png` if
 * there is one. Prints what to change in the bank's file. Throws BrowserError, or when the file cannot be written.
 */
export async function saveEvidence({ held, path, failure, print }: SaveEvidence): Promise<void> {
  const collected = await collectEvidence(held.page, {
    ...failure,
    bank: held.driver.code,
    hidesUnknownCodes: false,
  });
  if (!collected) {
    print('The bank’s page does not respond, so there is no evidence of it.');
    return;
  }
  await writeFile(path, zipOf(collected), { mode: 0o600 });
  print(`What the page showed is in ${path}.`);
  const { suggestions } = collected.evidence;
  if (suggestions.length === 0) return;
  for (const suggestion of suggestions) {
    print(`To try in the bank’s file: ${placeOf(suggestion)}`);
    for (const line of suggestion.yaml.split('\n')) print(`  ${line}`);
  }
}

/** Throws a StartError when the folder of the file is not there: better before a login than after it. */
export async function requireFolderOf(path: string): Promise<void> {
  const folder = dirname(resolve(path));
  await access(folder).catch(() => {
    throw new StartError(`--save: the folder ${folder} does not exist. Create it first.`);
  });
}

const verbs = { add: 'add to', replace: 'replace', remove: 'remove' } as const;

/** Entries are counted from 1. */
function placeOf({ action, path }: EvidenceSuggestion): string {
  const entry = path.find((part) => typeof part === 'number');
  const section = path.filter((part) => typeof part === 'string').join('.');
  const place = entry === undefined || action !== 'replace' ? section : `entry ${entry + 1} of ${section}`;
  return `${verbs[action]} ${place}`;
}

const zipOf = ({ evidence, screenshot }: CollectedEvidence): Uint8Array =>
  zipSync({
    'evidence.json': strToU8(`${JSON.stringify(evidence, null, 2)}\n`),
    // A PNG is compressed already.
    ...(screenshot && { 'screenshot.png': [screenshot, { level: 0 }] }),
  });
