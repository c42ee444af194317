import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation, Part } from './installation.js';
import { family, send } from './processes.js';

/** Something that goes wrong, until the promise resolves. */
export interface Fault {
  name: string;
  /** The processes that hold browsers live on, and are not still for so long that they count as lost. */
  sparesBrowsers: boolean;
  strike: (installation: Installation) => Promise<void>;
}

const holdBrowsers: Part[] = ['main', 'worker', 'chromium'];

const killed = (...parts: Part[]): Fault => ({
  name: `kill -9 ${parts.join(' + ')}`,
  sparesBrowsers: !parts.some((part) => holdBrowsers.includes(part)),
  async strike(installation) {
    // All are looked up before the first is gone: without its main process nobody finds the others.
    const pids = (await Promise.all(parts.map((part) => installation.pidsOf(part)))).flat();
    for (const pid of pids) send(pid, 'SIGKILL');
    if (parts.includes('main')) await installation.revive();
  },
});

/** A holder that is not heard of for longer than its heartbeat allows is asked for, and then given up. */
const givenUpAfterSeconds = 12;

async function processesOf(installation: Installation, part: Part): Promise<number[]> {
  const pids = await installation.pidsOf(part);
  return (await Promise.all(pids.map(family))).flat();
}

/** Stops a part with all its processes, as a host does that is suspended, and lets it go on. */
const frozen = (part: Part, seconds: number): Fault => ({
  name: `stop ${part} for ${seconds} s`,
  sparesBrowsers: !holdBrowsers.includes(part) || seconds < givenUpAfterSeconds,
  async strike(installation) {
    const pids = await processesOf(installation, part);
    for (const pid of pids) send(pid, 'SIGSTOP');
    try {
      await sleep(seconds * 1_000);
    } finally {
      for (const pid of pids) send(pid, 'SIGCONT');
    }
  },
});

/** Lets a part run a tenth of the time: a disk, or a machine, that is far too slow. */
const slowed = (part: Part, seconds: number): Fault => ({
  name: `slow ${part} for ${seconds} s`,
  sparesBrowsers: true,
  async strike(installation) {
    const until = Date.now() + seconds * 1_000;
    while (Date.now() < until) {
      const pids = await processesOf(installation, part);
      for (const pid of pids) send(pid, 'SIGSTOP');
      await sleep(180);
      for (const pid of pids) send(pid, 'SIGCONT');
      await sleep(20);
    }
  },
});

export const faults: Fault[] = [
  killed('worker'),
  killed('api'),
  killed('temporal'),
  killed('postgres'),
  killed('chromium'),
  killed('main'),
  killed('worker', 'temporal'),
  killed('worker', 'postgres'),
  killed('api', 'worker'),
  killed('temporal', 'postgres'),
  killed('api', 'postgres'),
  killed('chromium', 'temporal'),
  frozen('worker', 4),
  frozen('worker', 25),
  frozen('temporal', 6),
  frozen('temporal', 60),
  frozen('postgres', 6),
  frozen('postgres', 20),
  frozen('api', 5),
  frozen('chromium', 6),
  slowed('postgres', 8),
  slowed('temporal', 8),
  slowed('worker', 8),
];
