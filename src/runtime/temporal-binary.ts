import { join } from 'node:path';
import { ensureCachedFolder } from './cache-folder.js';
import { summarizeError, type Print, formatElapsed, StartError } from './start-error.js';
import { findOnPath, runCommand } from './run-command.js';
import { buildTemporal } from './temporal-build.js';
import { downloadTemporal } from './temporal-download.js';

/** Held together with tools/temporal/go.mod, which builds the same version. */
export const temporalCliVersion = '1.8.2';

export interface TemporalBinary {
  path: string;
  version: string;
  source: string;
}

interface TemporalSearch {
  /** TEMPORAL_CLI_PATH */
  cliPath?: string | undefined;
  env: NodeJS.ProcessEnv;
  print: Print;
  /** Ends a download or build under way. */
  signal?: AbortSignal;
}

/** The Temporal CLI that runs here: the given one, the installed one, or one that is fetched once into the cache. */
export async function findTemporal(places: TemporalSearch): Promise<TemporalBinary> {
  const { cliPath, env, print } = places;
  if (cliPath !== undefined) return await configuredTemporal(cliPath);

  const installed = await findOnPath(['temporal'], env.PATH);
  if (installed !== undefined) {
    const version = await readVersion(installed).catch((error: unknown) => {
      print(`  ${installed} does not run (${summarizeError(error)}); looking further`);
    });
    if (version !== undefined) return { path: installed, version, source: 'PATH' };
  }

  const folder = await ensureCachedFolder({
    name: `temporal-${temporalCliVersion}`,
    fill: async (target) => await fetchTemporal(target, places),
    print,
  });
  const path = join(folder, 'temporal');
  const version = await readVersion(path).catch((error: unknown) => {
    throw new StartError(`${path} does not run: ${summarizeError(error)}`, [
      `delete ${folder} and start again`,
    ]);
  });
  return { path, version, source: 'cache' };
}

async function configuredTemporal(path: string): Promise<TemporalBinary> {
  const version = await readVersion(path).catch((error: unknown) => {
    throw new StartError(`TEMPORAL_CLI_PATH is ${path}, which does not run: ${summarizeError(error)}`, [
      'point it at the `temporal` program, or unset it and one is found or fetched',
    ]);
  });
  return { path, version, source: 'TEMPORAL_CLI_PATH' };
}

async function fetchTemporal(folder: string, { env, print, signal }: TemporalSearch): Promise<void> {
  const startedAt = Date.now();
  const reasons: string[] = [];
  for (const [what, get] of [
    ['download', downloadTemporal],
    ['Go build', buildTemporal],
  ] as const) {
    try {
      await get({ folder, version: temporalCliVersion, env, print, signal });
      await readVersion(join(folder, 'temporal'));
      print(
        `  Temporal CLI ${temporalCliVersion}: ${what} done in ${formatElapsed(startedAt)}, kept for later starts`,
      );
      return;
    } catch (error) {
      signal?.throwIfAborted();
      reasons.push(`${what}: ${summarizeError(error)}`);
      print(`  ${what} did not work: ${summarizeError(error)}`);
    }
  }
  throw new StartError(`There is no Temporal CLI here and none could be had (${reasons.join('; ')}).`, [
    'install the Temporal CLI so that `temporal` is on the PATH, or name it with TEMPORAL_CLI_PATH',
    'install Go 1.21 or newer, and it is built here in about five minutes',
    'or use a Temporal server that runs elsewhere: TEMPORAL_ADDRESS=host:7233',
  ]);
}

async function readVersion(path: string): Promise<string> {
  const { stdout } = await runCommand(path, ['--version'], { timeout: 20_000 });
  return stdout.replace(/^temporal version /, '').trim();
}
