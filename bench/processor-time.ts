import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';

/** USER_HZ of Linux on every common architecture: ticks per second in /proc. */
const ticksPerSecond = 100;

/** A process and all those that it and they have started (Linux only). */
export async function processTree(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  const children = lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  const below = await Promise.all(children.map(processTree));
  return [pid, ...below.flat()];
}

/** Seconds of processor time that a process has used, with those of its children that have ended; and its program. */
export async function processorSeconds(pid: number): Promise<{ name: string; seconds: number }> {
  const [stat, command] = await Promise.all(
    ['stat', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  // utime, stime, cutime and cstime of proc(5), counted from the state.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0);
  return { name: programOf(command?.split('\0') ?? []), seconds: ticks / ticksPerSecond };
}

/** For node the script that it runs, for Chromium the kind of its process. */
function programOf(command: string[]): string {
  const program = basename(command[0] ?? '').split(/[: ]/)[0];
  const type = /--type=(\S+)/.exec(command.join(' '))?.[1];
  const script = command.find((argument) => argument.endsWith('.js'));
  return [program, type ?? (script && basename(script))].filter(Boolean).join(' ');
}
