import { readdir, readFile } from 'node:fs/promises';

interface Process {
  pid: number;
  parent: number;
  line: string;
}

/** All processes of this machine. Linux only, like the suite. */
async function allProcesses(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return { pid, parent: Number(fields[1]), line: line.replaceAll('\0', ' '), state: fields[0] };
    }),
  );
  return found.filter(({ state }) => state !== undefined && state !== '' && state !== 'Z');
}

export async function isAlive(pid: number): Promise<boolean> {
  return (await allProcesses()).some((each) => each.pid === pid);
}

/** The process and all its descendants. */
export async function family(pid: number): Promise<number[]> {
  const all = await allProcesses();
  const members = [pid];
  for (const member of members)
    members.push(...all.filter(({ parent }) => parent === member).map((child) => child.pid));
  return members;
}

/** The main processes of the Chromiums whose profile is in this folder. Their children end with them. */
export async function browsersUnder(folder: string): Promise<number[]> {
  const all = await allProcesses();
  return all
    .filter(({ line }) => line.includes(`--user-data-dir=${folder}/`) && !line.includes('--type='))
    .map(({ pid }) => pid);
}

/** Sends a signal, unless the process has ended. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
