import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { z } from 'zod';
import { runCommand } from './run-command.js';

/** A process id and the start time of the process: ids are reused by the system, the pair is not. */
export const processIdentitySchema = z.object({ pid: z.int().positive(), started: z.string() });
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** Identifies a process by pid and start time. Undefined if it is not running; a zombie counts as not running. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const started = platform() === 'linux' ? await startedOnLinux(pid) : await startedByPs(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether this process is still running. Another process with the same id does not count. */
export async function isAlive({ pid, started }: ProcessIdentity): Promise<boolean> {
  return (await identify(pid))?.started === started;
}

async function startedOnLinux(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The second field is the program's name in parentheses, and may itself contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === undefined || startTicks === undefined || 'ZXx'.includes(state)) return undefined;
  const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${bootId.trim()}/${startTicks}`;
}

async function startedByPs(pid: number): Promise<string | undefined> {
  const { stdout } = await runCommand('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    timeout: 5_000,
  }).catch(() => ({ stdout: '' }));
  const [state, ...started] = stdout.trim().split(/\s+/);
  return state === undefined || state === '' || state.startsWith('Z') ? undefined : started.join(' ');
}
