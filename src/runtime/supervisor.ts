import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { killProcessGroup } from './end-process.js';
import { startLogRotation } from './log-rotation.js';
import { type PartSpec, type RunningPart, spawnPart } from './part.js';
import type { ProcessIdentity } from './process-identity.js';
import type { Print } from './progress.js';
import { summarizeError } from './start-error.js';

const firstRestartDelayMs = 250;
const maxRestartDelayMs = 10_000;
/** A part that ran for this long is restarted after the shortest delay again. */
const stableAfterMs = 60_000;

interface SupervisedPart {
  spec: PartSpec;
  /** The latest attempt to start it. */
  launching?: Promise<RunningPart>;
  identity?: ProcessIdentity;
  startedAt: number;
  restartDelayMs: number;
}

export type Supervisor = ReturnType<typeof createSupervisor>;

/**
 * Starts parts, restarts those that end (after 0.25 s, then twice as long each time, up to 10 s), and stops them in the
 * order of the caller's choice. Each part logs to a file in `logs`.
 */
export function createSupervisor(options: {
  logs: string;
  print: Print;
  /** Called with the current process of each part whenever one is started. */
  onChange: (parts: Record<string, ProcessIdentity>) => Promise<void>;
}) {
  const { logs, print, onChange } = options;
  const kept = new Map<string, SupervisedPart>();
  const stopping = new AbortController();
  const stopBoundingLogs = startLogRotation(logs, print);

  const isStopping = (): boolean => stopping.signal.aborted;
  const logFile = (spec: PartSpec): string => join(logs, `${fileName(spec)}.log`);

  /** Starts a part. Resolves when it is ready; from then on it is restarted when it ends. */
  async function start(spec: PartSpec): Promise<void> {
    const part: SupervisedPart = { spec, startedAt: 0, restartDelayMs: firstRestartDelayMs };
    kept.set(spec.name, part);
    const running = await launch(part);
    await running.ready;
    void keepRunning(part, running);
  }

  async function launch(part: SupervisedPart): Promise<RunningPart> {
    stopping.signal.throwIfAborted();
    part.startedAt = Date.now();
    part.launching = spawnPart(part.spec, logFile(part.spec));
    const running = await part.launching;
    part.identity = running.identity;
    // It is awaited by the caller; until then a rejection must not count as unhandled.
    running.ready.catch(() => undefined);
    await onChange(identities());
    return running;
  }

  async function keepRunning(part: SupervisedPart, first: RunningPart): Promise<void> {
    let running: RunningPart | undefined = first;
    while (!isStopping()) {
      const how = (await running?.exited) ?? 'did not start';
      if (isStopping()) return;
      if (Date.now() - part.startedAt > stableAfterMs) part.restartDelayMs = firstRestartDelayMs;
      print(
        `${part.spec.name} ended (${how}); restarting it in ${part.restartDelayMs / 1000} s. Log: ${logFile(part.spec)}`,
      );
      if (running !== undefined) await killProcessGroup(running.identity.pid);
      await pause(part.restartDelayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      part.restartDelayMs = Math.min(part.restartDelayMs * 2, maxRestartDelayMs);
      if (isStopping()) return;
      running = await restart(part);
    }
  }

  async function restart(part: SupervisedPart): Promise<RunningPart | undefined> {
    try {
      const running = await launch(part);
      await running.ready;
      print(`${part.spec.name} is running again (process ${running.identity.pid})`);
      return running;
    } catch (error) {
      await stop(part.spec.name, 1_000);
      if (!isStopping()) print(summarizeError(error));
      return undefined;
    }
  }

  function identities(): Record<string, ProcessIdentity> {
    const running = [...kept].flatMap(([name, { identity }]) =>
      identity ? [[name, identity] as const] : [],
    );
    return Object.fromEntries(running);
  }

  /** Disables restarts. Call it before the first `stop`. */
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
