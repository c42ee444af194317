import { tmpdir } from 'node:os';
import type { ConnectionOptions } from '@temporalio/client';
import { type BankSources, loadBanks } from '../../banks/load/load-banks.js';
import { readKeyUsage } from '../../db/keys/key-usage.js';
import type { Db } from '../../db/open.js';
import type { ChromiumProgram } from '../../runtime/find-chromium.js';
import { StartError } from '../../runtime/start-error.js';
import { describeKeyUsage } from '../describe-key-usage.js';
import { checkDatabase, checkWorkers } from './check-database.js';
import { checkBrowser, checkDisk } from './check-machine.js';
import { checkMail, checkPublicUrl } from './check-outside.js';
import { checkTemporal } from './check-temporal.js';
import type { Check } from './finding.js';

/** The part of the configuration that is checked. */
export interface CheckedConfig {
  publicUrl: string;
  mail: { url: string } | undefined;
  temporal: { namespace: string; credentials: Pick<ConnectionOptions, 'tls' | 'apiKey'> };
  browser: {
    chromiumPath: string | undefined;
    program: ChromiumProgram | undefined;
    endpoint: string | undefined;
  };
  bankSources: BankSources;
  env: NodeJS.ProcessEnv;
}

interface Checked {
  config: CheckedConfig;
  db: Db;
  keyIds: readonly string[];
  temporalAddress: string | undefined;
}

/** Every check of an installation, from the inside out. They change nothing. */
export function listChecks({ config, db, keyIds, temporalAddress }: Checked): Check[] {
  const { mail, temporal, publicUrl, bankSources } = config;
  return [
    { check: 'database', look: () => checkDatabase(db) },
    { check: 'keys', look: () => checkKeys(db, keyIds) },
    {
      check: 'Temporal',
      look: () => {
        if (temporalAddress === undefined)
          throw new StartError('TEMPORAL_ADDRESS is not set.', ['set it to a Temporal server: host:7233']);
        return checkTemporal({
          address: temporalAddress,
          namespace: temporal.namespace,
          ...temporal.credentials,
        });
      },
    },
    { check: 'workers', look: () => checkWorkers(db) },
    { check: 'bank files', look: () => checkBanks(bankSources) },
    { check: 'browser', look: () => checkBrowser(config) },
    { check: 'disk', look: () => checkDisk(tmpdir()) },
    { check: 'PUBLIC_URL', look: () => checkPublicUrl(publicUrl) },
    ...(mail ? [{ check: 'mail', look: () => checkMail(mail) }] : []),
  ];
}

async function checkKeys(db: Db, keyIds: readonly string[]): Promise<string> {
  const { isGood, lines } = describeKeyUsage(keyIds, await readKeyUsage(db));
  if (!isGood) throw new StartError('Some values cannot be opened.', lines);
  return `${keyIds.join(', ')} open everything in the database`;
}

async function checkBanks(sources: BankSources): Promise<string> {
  const banks = await loadBanks(sources);
  return `${banks.size} without problems in ${sources.folders.join(', ')}`;
}
