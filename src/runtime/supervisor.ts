import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { killGroupRemains } from './end-process.js';
import { boundLogs } from './log-files.js';
import { type PartSpec, type RunningPart, spawnPart } from './part.js';
import type { ProcessIdentity } from './process-identity.js';
import { brief, type Say } from './start-error.js';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A part that ran this long died of something new: it is started again at once. */
const HEALTHY_AFTER_MS = 60_000;

interface Kept {
  spec: PartSpec;
  /** The newest try to run it. */
  launching?: Promise<RunningPart>;
  identity?: ProcessIdentity;
  startedAt: number;
  pauseMs: number;
}

export type Supervisor = ReturnType<typeof createSupervisor>;

/** Starts parts, starts them again when they die, and stops them in the order it is told. */
export function createSupervisor(options: {
  logs: string;
  say: Say;
  /** Called with every process that runs now, whenever one has come or changed. */
  onChange: (parts: Record<string, ProcessIdentity>) => Promise<void>;
}) {
  const { logs, say, onChange } = options;
  const kept = new Map<string, Kept>();
  const stopping = new AbortController();
  const stopBoundingLogs = boundLogs(logs, say);

  const isStopping = (): boolean => stopping.signal.aborted;
  const logFile = (spec: PartSpec): string => join(logs, `${fileName(spec)}.log`);

  /** Resolves when the part serves; from then on it is kept running. */
  async function start(spec: PartSpec): Promise<void> {
    const part: Kept = { spec, startedAt: 0, pauseMs: FIRST_PAUSE_MS };
    kept.set(spec.name, part);
    const running = await launch(part);
    await running.ready;
    void keepRunning(part, running);
  }

  async function launch(part: Kept): Promise<RunningPart> {
    stopping.signal.throwIfAborted();
    part.startedAt = Date.now();
    part.launching = spawnPart(part.spec, logFile(part.spec));
    const running = await part.launching;
    part.identity = running.identity;
    // Somebody awaits it below; until then a failure is no unhandled one.
    running.ready.catch(() => undefined);
    await onChange(identities());
    return running;
  }

  async function keepRunning(part: Kept, first: RunningPart): Promise<void> {
    let running: RunningPart | undefined = first;
    while (!isStopping()) {
      const how = (await running?.exited) ?? 'it did not start';
      if (isStopping()) return;
      if (Date.now() - part.startedAt > HEALTHY_AFTER_MS) part.pauseMs = FIRST_PAUSE_MS;
      say(
        `${part.spec.name} ended (${how}); starting it again in ${part.pauseMs / 1000} s. Log: ${logFile(part.spec)}`,
      );
      if (running !== undefined) await killGroupRemains(running.identity.pid);
      await pause(part.pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      part.pauseMs = Math.min(part.pauseMs * 2, LONGEST_PAUSE_MS);
      if (isStopping()) return;
      running = await restart(part);
    }
  }

  async function restart(part: Kept): Promise<RunningPart | undefined> {
    try {
      const running = await launch(part);
      await running.ready;
      say(`${part.spec.name} runs again (process ${running.identity.pid})`);
      return running;
    } catch (error) {
      await stop(part.spec.name, 1_000);
      if (!isStopping()) say(brief(error));
      return undefined;
    }
  }

  function identities(): Record<string, ProcessIdentity> {
    const running = [...kept].flatMap(([name, { identity }]) =>
      identity ? [[name, identity] as const] : [],
    );
    return Object.fromEntries(running);
  }

  /** From now on nothing is started again; `stop` then ends the parts one by one. */
  function beginStopping(): void {
    stopping.abort();
    stopBoundingLogs();
  }

  async function stop(name: string, graceMs: number): Promise<void> {
    const running = await kept.get(name)?.launching?.catch(() => undefined);
    await running?.stop(graceMs);
  }

  async function killAll(): Promise<void> {
    beginStopping();
    await Promise.all([...kept.keys()].map(async (name) => await stop(name, 0)));
  }

  return { start, beginStopping, stop, killAll };
}

function fileName(spec: PartSpec): string {
  return spec.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
