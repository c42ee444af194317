import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { endProcess, killProcessGroup } from './end-process.js';
import { identify, type ProcessIdentity } from './process-identity.js';
import { StartError } from './start-error.js';

/** A part is one process of an instance, such as the API or PostgreSQL. This says how to start, probe and stop it. */
export interface PartSpec {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  user?: { uid: number; gid: number };
  /** Runs before each start, including restarts. */
  prepare?: () => Promise<void>;
  /** Gives a Node program an IPC channel: it sends `{ ready: true }`, and exits when the channel closes. */
  hasIpcChannel?: boolean;
  stopSignal: NodeJS.Signals;
  /** Polled until it resolves to true. May be left out if the part sends `{ ready: true }` over IPC. */
  isServing?: () => Promise<boolean>;
  readyTimeoutMs: number;
}

export interface RunningPart {
  identity: ProcessIdentity;
  /** Resolves when the process has ended, with its signal or exit code. */
  exited: Promise<string>;
  /** Resolves when the part is ready. Rejects with a StartError if it ends before that or takes too long. */
  ready: Promise<void>;
  /** Sends the stop signal, and kills the process group after `graceMs`. */
  stop: (graceMs: number) => Promise<void>;
}

/** The section of a part's log that its current process wrote. */
interface LogSection {
  file: string;
  from: number;
}

/** Starts the part in a process group of its own, so that Ctrl-C reaches only the supervisor. Does not wait for `ready`. */
export async function spawnPart(spec: PartSpec, logFile: string): Promise<RunningPart> {
  await spec.prepare?.();
  // The part appends to the file itself, so that it can still log if this process dies.
  const log = openSync(logFile, 'a', 0o600);
  const ownLog = { file: logFile, from: fstatSync(log).size };
  try {
    const child = spawnWithPrivateUmask(spec.command, spec.args, {
      detached: true,
      env: spec.env,
      stdio: spec.hasIpcChannel === true ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
      ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
      ...spec.user,
    });
    const exited = waitForExit(child);
    const message = listenForReadyMessage(child);
    const identity = child.pid === undefined ? undefined : await identify(child.pid);
    if (identity === undefined) throw await startFailure(spec, await exited, ownLog);
    return {
      identity,
      exited,
      ready: waitUntilServing({ spec, exited, message, ownLog }),
      stop: async (graceMs) => {
        await endProcess(identity, { signal: spec.stopSignal, graceMs });
        await killProcessGroup(identity.pid);
      },
    };
  } finally {
    closeSync(log);
  }
}

/** Starts the part and waits until it is ready. If it does not become ready, it is stopped and the error thrown. */
export async function startPart(spec: PartSpec, logFile: string): Promise<RunningPart> {
  const part = await spawnPart(spec, logFile);
  try {
    await part.ready;
    return part;
  } catch (error) {
    await part.stop(1_000);
    throw error;
  }
}

/** Files that the process creates are readable by its user only. */
function spawnWithPrivateUmask(command: string, args: string[], options: SpawnOptions): ChildProcess {
  const ownMask = process.umask(0o077);
  try {
    return spawn(command, args, options);
  } finally {
    process.umask(ownMask);
  }
}

function waitForExit(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code ?? 0}`));
  });
}

function listenForReadyMessage(child: ChildProcess): { ready: boolean } {
  const received = { ready: false };
  child.on('message', (message) => {
    if (typeof message === 'object' && 'ready' in message && message.ready === true) received.ready = true;
  });
  return received;
}

async function waitUntilServing(options: {
  spec: PartSpec;
  exited: Promise<string>;
  message: { ready: boolean };
  ownLog: LogSection;
}): Promise<void> {
  const { spec, exited, message, ownLog } = options;
  const until = Date.now() + spec.readyTimeoutMs;
  let end: string | undefined;
  void exited.then((how) => (end = how));
  while (!(spec.isServing === undefined ? message.ready : await probe(spec.isServing))) {
    const how = end ?? (Date.now() > until ? `no answer in ${spec.readyTimeoutMs / 1000} s` : undefined);
    if (how !== undefined) throw await startFailure(spec, how, ownLog);
    await pause(50);
  }
}

/** A failed probe means "not yet"; a StartError must be fixed by a person and is passed on. */
async function probe(isServing: () => Promise<boolean>): Promise<boolean> {
  try {
    return await isServing();
  } catch (error) {
    if (error instanceof StartError) throw error;
    return false;
  }
}

async function startFailure(spec: PartSpec, how: string, ownLog: LogSection): Promise<StartError> {
  const lines = await lastLines(ownLog);
  return new StartError(`${spec.name} did not start (${how}).${lines}`, [`see its log: ${ownLog.file}`]);
}

async function lastLines({ file, from }: LogSection): Promise<string> {
  const written = (await readFile(file).catch(() => Buffer.alloc(0))).subarray(from).toString().trimEnd();
  if (written === '') return '';
  const lines = written.split('\n').slice(-12);
  return lines.map((line) => `\n    ${line}`).join('');
}
