import { readdir, readFile, readlink } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { DataFolder } from './data-folder.js';
import { endProcess } from './end-process.js';
import { readPrivateJson, writePrivateJson } from './private-file.js';
import { identify, isAlive, type ProcessIdentity, processIdentitySchema } from './process-identity.js';
import type { Print } from './start-error.js';
import { runCommand } from './run-command.js';

const recordSchema = z.record(z.string(), processIdentitySchema);

/** Keeps in DATA_DIR which processes are ours, so that they are found again after we were killed. */
export async function recordPartProcesses(
  folder: DataFolder,
  parts: Record<string, ProcessIdentity>,
): Promise<void> {
  await writePrivateJson(folder.parts, parts);
}

/**
 * Ends what a killed instance left behind in this DATA_DIR. Only to be called by the holder of its lock. Its browsers go
 * with its worker, which may still be giving its logins back; one that stays is ended before the next worker starts.
 */
export async function endOrphanProcesses(folder: DataFolder, print: Print): Promise<void> {
  const recorded = (await readPrivateJson(folder.parts, recordSchema)) ?? {};
  // Between a part's start and its record we may have been killed too.
  const unrecorded = await Promise.all([
    findPostgresServer(folder.postgres).then((found) =>
      found.map((identity) => ['PostgreSQL', identity] as const),
    ),
    findProcesses(`--db-filename ${folder.temporalDb}`).then((found) =>
      found.map((identity) => ['Temporal', identity] as const),
    ),
  ]);
  const byPid = new Map(
    [...unrecorded.flat(), ...Object.entries(recorded)].map(([name, identity]) => [
      identity.pid,
      { name, identity },
    ]),
  );
  await Promise.all(
    [...byPid.values()].map(async ({ name, identity }) => {
      if (!(await isAlive(identity))) return;
      print(`  ending what a killed instance left behind: ${name} (process ${identity.pid})`);
      await endProcess(identity, { signal: name === 'PostgreSQL' ? 'SIGINT' : 'SIGTERM', graceMs: 5_000 });
    }),
  );
}

/** Ends browsers that outlived the worker which started them. */
export async function endOrphanBrowsers(folder: DataFolder): Promise<void> {
  const browsers = await browsersOf(folder);
  await Promise.all(
    browsers.map(async (browser) => await endProcess(browser, { signal: 'SIGKILL', graceMs: 2_000 })),
  );
}

/** The worker's temporary folder is in DATA_DIR, and with it the profile of every browser it starts. */
async function browsersOf(folder: DataFolder): Promise<ProcessIdentity[]> {
  return await findProcesses(`--user-data-dir=${folder.temporary}/`);
}

async function findPostgresServer(cluster: string): Promise<ProcessIdentity[]> {
  const pid = Number.parseInt(await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return [];
  const workFolder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  const identity = workFolder === cluster ? await identify(pid) : undefined;
  return identity === undefined ? [] : [identity];
}

/** Processes whose command line holds this text, which names our DATA_DIR. */
async function findProcesses(text: string): Promise<ProcessIdentity[]> {
  const lines = platform() === 'linux' ? await commandLinesOnLinux() : await commandLinesByPs();
  const pids = lines
    .filter(({ line, pid }) => line.includes(text) && pid !== process.pid)
    .map(({ pid }) => pid);
  const found = await Promise.all(pids.map(identify));
  return found.filter((identity) => identity !== undefined);
}

interface CommandLine {
  pid: number;
  line: string;
}

async function commandLinesOnLinux(): Promise<CommandLine[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  return await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return { pid, line: line.replaceAll('\0', ' ') };
    }),
  );
}

async function commandLinesByPs(): Promise<CommandLine[]> {
  const { stdout } = await runCommand('ps', ['-axww', '-o', 'pid=,command='], { timeout: 5_000 });
  return stdout.split('\n').map((line) => ({ pid: Number.parseInt(line, 10), line }));
}
