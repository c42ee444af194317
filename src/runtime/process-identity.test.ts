import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { endProcess } from './end-process.js';
import { identify, isAlive } from './process-identity.js';

const children: ChildProcess[] = [];

function start(script: string): ChildProcess & { pid: number } {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  children.push(child);
  if (child.pid === undefined) throw new Error('sh does not start');
  return Object.assign(child, { pid: child.pid });
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('no line');
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('identify', () => {
  test('recognises a running process, and that it has ended', async () => {
    const child = start('exec sleep 30');
    const identity = await identify(child.pid);
    expect(identity && (await isAlive(identity))).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(identity && (await isAlive(identity))).toBe(false);
  });

  test('a zombie counts as not running, though it keeps its id', async () => {
    // After `exec`, the parent never waits for its child.
    const parent = start('sleep 0.1 & echo $!; exec sleep 30');
    const zombie = Number(await firstLine(parent));
    await expect.poll(async () => await identify(zombie)).toBeUndefined();
    expect(() => process.kill(zombie, 0)).not.toThrow();
  });
});

describe('endProcess', () => {
  test('kills a process that ignores the signal, with its whole group', async () => {
    const child = start(`trap '' TERM; sleep 31 & echo $!; while :; do sleep 0.1; done`);
    const grandchild = Number(await firstLine(child));
    const identity = await identify(child.pid);
    if (identity === undefined) throw new Error('it does not run');
    await endProcess(identity, { signal: 'SIGTERM', graceMs: 300 });
    await expect.poll(async () => await identify(grandchild)).toBeUndefined();
    expect(await isAlive(identity)).toBe(false);
  });

  test('does not touch another process with the same id', async () => {
    const child = start('exec sleep 30');
    await endProcess({ pid: child.pid, started: 'another time' }, { signal: 'SIGKILL', graceMs: 0 });
    expect(await identify(child.pid)).toBeDefined();
  });
});
