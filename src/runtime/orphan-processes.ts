import { readdir, readFile, readlink } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { DataFolder } from './data-folder.js';
import { endProcess } from './end-process.js';
import { readPrivateJson, writePrivateJson } from './private-file.js';
import { identify, isAlive, type ProcessIdentity, processIdentitySchema } from './process-identity.js';
import type { Print } from './progress.js';
import { runCommand } from './run-command.js';

const recordSchema = z.record(z.string(), processIdentitySchema);

/** Records the processes of the parts in DATA_DIR, so that the next start can end them if this process is killed. */
export async function recordPartProcesses(
  folder: DataFolder,
  parts: Record<string, ProcessIdentity>,
): Promise<void> {
  await writePrivateJson(folder.parts, parts);
}

/**
 * Ends the processes that a killed instance left behind in this DATA_DIR. The caller must hold the instance lock.
 * Browsers are left to the orphaned worker, which may still be handing over its logins; see endOrphanBrowsers.
 */
export async function endOrphanProcesses(folder: DataFolder, print: Print): Promise<void> {
  const recorded = (await readPrivateJson(folder.parts, recordSchema)) ?? {};
  // The instance may have been killed between starting a part and recording its process.
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
      print(`  ending a process that a killed instance left behind: ${name} (process ${identity.pid})`);
      await endProcess(identity, { signal: name === 'PostgreSQL' ? 'SIGINT' : 'SIGTERM', graceMs: 5_000 });
    }),
  );
}

/** Kills browsers that outlived the worker that started them. The caller makes sure that no worker is running. */
export async function endOrphanBrowsers(folder: DataFolder): Promise<void> {
  const browsers = await browsersOf(folder);
  await Promise.all(
    browsers.map(async (browser) => await endProcess(browser, { signal: 'SIGKILL', graceMs: 2_000 })),
  );
}

/** Browsers are recognised by their profile folder, which is in DATA_DIR because the worker's TMPDIR is. */
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

/** Processes whose command line contains this text, which includes the path of DATA_DIR. */
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
