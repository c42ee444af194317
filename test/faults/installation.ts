import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { banksUnderFault } from './banks-under-fault.js';
import { type Ready, startInstance } from './instance.js';

export type Part = keyof Ready['pids'] | 'chromium';

const demoBank = fileURLToPath(new URL('../../demo-bank', import.meta.url));

/** Writes the files of the banks that the suite's own bank plays. Returns their folder. */
export async function writeBankFiles(folder: string, bankUrl: string): Promise<string> {
  const banksDir = join(folder, 'banks');
  await mkdir(banksDir, { recursive: true });
  for (const { file, code } of banksUnderFault) {
    const text = await readFile(join(demoBank, file), 'utf8');
    await writeFile(join(banksDir, `${code}.yaml`), text.replaceAll('${DEMO_BANK_URL}', bankUrl));
  }
  return banksDir;
}

/** `npm start` in its own folder, with a bank outside of it, and with parts that can be found and killed. */
export async function install(options: {
  folder: string;
  bankUrl: string;
  chromiumPath: string;
  temporalPath: string;
  /** A running PostgreSQL and Temporal to use instead of its own. */
  services?: { databaseUrl: string; temporalAddress: string; temporalNamespace: string };
}) {
  const { folder, services } = options;
  const dataDir = join(folder, 'data');
  const instance = await startInstance({
    dataDir,
    logFile: join(folder, 'start.log'),
    env: {
      BANKS_DIR: await writeBankFiles(folder, options.bankUrl),
      CHROMIUM_PATH: options.chromiumPath,
      TEMPORAL_CLI_PATH: options.temporalPath,
      ...(services && {
        DATABASE_URL: services.databaseUrl,
        TEMPORAL_ADDRESS: services.temporalAddress,
        TEMPORAL_NAMESPACE: services.temporalNamespace,
      }),
    },
  });

  return {
    ...instance,
    dataDir,
    /** Has everything that the installation writes: data, logs and temporary files. */
    folder,
    /** The number of its workers, each of which has a browser at most. */
    workers: 1,

    /** The processes of a part; empty while it is down. */
    async pidsOf(part: Part): Promise<number[]> {
      if (part === 'chromium') return instance.browsers();
      const pid = (await instance.ready()).pids[part];
      return pid === null ? [] : [pid];
    },
  };
}

export type Installation = Awaited<ReturnType<typeof install>>;
