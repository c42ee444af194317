import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { endProcess, killProcessGroup } from './end-process.js';
import { identify, type ProcessIdentity } from './process-identity.js';
import { StartError } from './start-error.js';

/** How one part of the service is started, told apart from alive, and ended. */
export interface PartSpec {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  user?: { uid: number; gid: number };
  /** Done before each start, the first and those after it died. */
  prepare?: () => Promise<void>;
  /** Node parts get a channel to us: they say `{ ready: true }` on it, and end themselves when it breaks. */
  hasIpcChannel?: boolean;
  stopSignal: NodeJS.Signals;
  /** Asked again and again until it is true; a part with a channel may leave it out and speak itself. */
  isServing?: () => Promise<boolean>;
  readyTimeoutMs: number;
}

export interface RunningPart {
  identity: ProcessIdentity;
  /** How it ended, when it has. */
  exited: Promise<string>;
  /** Resolves when it serves; rejects when it ends before, or takes too long. */
  ready: Promise<void>;
  stop: (graceMs: number) => Promise<void>;
}

/** What this process of the part, not one before it, wrote into the log. */
interface LogSection {
  file: string;
  from: number;
}

/** Starts the part in its own process group, so that Ctrl-C at the terminal reaches only us. */
export async function spawnPart(spec: PartSpec, logFile: string): Promise<RunningPart> {
  await spec.prepare?.();
  // Appending to the file itself, not through us, a part can go on writing when we are gone.
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
    const said = listenForReadyMessage(child);
    const identity = child.pid === undefined ? undefined : await identify(child.pid);
    if (identity === undefined) throw await startFailure(spec, await exited, ownLog);
    return {
      identity,
      exited,
      ready: waitUntilServing({ spec, exited, said, ownLog }),
      stop: async (graceMs) => {
        await endProcess(identity, { signal: spec.stopSignal, graceMs });
        await killProcessGroup(identity.pid);
      },
    };
  } finally {
    closeSync(log);
  }
}

/** The same, and waits until it serves. */
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

/** The files it makes are nobody else's to read, whatever our own would be. */
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
  const said = { ready: false };
  child.on('message', (message) => {
    if (typeof message === 'object' && 'ready' in message && message.ready === true) said.ready = true;
  });
  return said;
}

async function waitUntilServing(options: {
  spec: PartSpec;
  exited: Promise<string>;
  said: { ready: boolean };
  ownLog: LogSection;
}): Promise<void> {
  const { spec, exited, said, ownLog } = options;
  const until = Date.now() + spec.readyTimeoutMs;
  let end: string | undefined;
  void exited.then((how) => (end = how));
  while (!(spec.isServing === undefined ? said.ready : await asked(spec.isServing))) {
    const how = end ?? (Date.now() > until ? `no answer in ${spec.readyTimeoutMs / 1000} s` : undefined);
    if (how !== undefined) throw await startFailure(spec, how, ownLog);
    await pause(50);
  }
}

/** Not answering is no error; one that a person must mend is. */
async function asked(answers: () => Promise<boolean>): Promise<boolean> {
  try {
    return await answers();
  } catch (error) {
    if (error instanceof StartError) throw error;
    return false;
  }
}

async function startFailure(spec: PartSpec, how: string, ownLog: LogSection): Promise<StartError> {
  const lines = await lastLines(ownLog);
  return new StartError(`${spec.name} did not start (${how}).${lines}`, [`its whole log: ${ownLog.file}`]);
}

async function lastLines({ file, from }: LogSection): Promise<string> {
  const written = (await readFile(file).catch(() => Buffer.alloc(0))).subarray(from).toString().trimEnd();
  if (written === '') return '';
  const lines = written.split('\n').slice(-12);
  return lines.map((line) => `\n    ${line}`).join('');
}
