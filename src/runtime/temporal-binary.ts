import { join } from 'node:path';
import { ensureCachedFolder } from './cache-folder.js';
import { type Print, formatElapsed } from './progress.js';
import { summarizeError, StartError } from './start-error.js';
import { findOnPath, runCommand } from './run-command.js';
import { buildTemporal } from './temporal-build.js';
import { downloadTemporal } from './temporal-download.js';

/** Keep in step with tools/temporal/go.mod, which builds the same version. */
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
  /** Aborts a download or build. */
  signal?: AbortSignal;
}

/**
 * Finds the Temporal CLI: TEMPORAL_CLI_PATH, else the one on the PATH, else one that is downloaded or built once into
 * the cache. Throws a StartError that says how to get one.
 */
export async function findTemporal(places: TemporalSearch): Promise<TemporalBinary> {
  const { cliPath, env, print } = places;
  if (cliPath !== undefined) return await configuredTemporal(cliPath);

  const installed = await findOnPath(['temporal'], env.PATH);
  if (installed !== undefined) {
    const version = await readVersion(installed).catch((error: unknown) => {
      print(`  ${installed} does not run (${summarizeError(error)}); looking for another`);
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
      'set it to the path of the `temporal` program, or unset it to have one found or downloaded',
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
      print(`  ${what} failed: ${summarizeError(error)}`);
    }
  }
  throw new StartError(`No Temporal CLI was found, downloaded or built (${reasons.join('; ')}).`, [
    'install the Temporal CLI so that `temporal` is on the PATH, or set TEMPORAL_CLI_PATH to it',
    'or install Go 1.21 or newer to have it built in about five minutes',
    'or use a Temporal server that runs elsewhere: TEMPORAL_ADDRESS=host:7233',
  ]);
}

async function readVersion(path: string): Promise<string> {
  const { stdout } = await runCommand(path, ['--version'], { timeout: 20_000 });
  return stdout.replace(/^temporal version /, '').trim();
}
