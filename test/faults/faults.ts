import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Installation, Part } from './installation.js';
import { family, isAlive, send } from './processes.js';

/** A fault, which lasts until the promise resolves. */
export interface Fault {
  name: string;
  /** The processes that hold browsers survive, and are not suspended long enough to count as lost. */
  sparesBrowsers: boolean;
  strike: (installation: Installation) => Promise<void>;
}

const holdBrowsers: Part[] = ['main', 'worker', 'chromium'];

const killed = (...parts: Part[]): Fault => ({
  name: `kill -9 ${parts.join(' + ')}`,
  sparesBrowsers: !parts.some((part) => holdBrowsers.includes(part)),
  async strike(installation) {
    // All are looked up before the first is killed: the others are found through their main process.
    const pids = (await Promise.all(parts.map((part) => installation.pidsOf(part)))).flat();
    for (const pid of pids) send(pid, 'SIGKILL');
    if (parts.includes('main')) await installation.revive();
  },
});

/** As long as `docker stop` waits. */
const killedAfterMs = 10_000;

/** Asks a part to stop, as a supervisor or an operator does, and kills it if it has not ended after a while. */
const terminated = (part: Part): Fault => ({
  name: `SIGTERM ${part}`,
  sparesBrowsers: !holdBrowsers.includes(part),
  async strike(installation) {
    const pids = await installation.pidsOf(part);
    for (const pid of pids) send(pid, 'SIGTERM');
    const killAt = Date.now() + killedAfterMs;
    while ((await Promise.all(pids.map(isAlive))).includes(true)) {
      if (Date.now() > killAt) for (const pid of pids) send(pid, 'SIGKILL');
      await sleep(100);
    }
  },
});

/** A holder without a heartbeat for longer than this is queried by its workflow, and then given up. */
const givenUpAfterSeconds = 12;

async function processesOf(installation: Installation, part: Part): Promise<number[]> {
  const pids = await installation.pidsOf(part);
  return (await Promise.all(pids.map(family))).flat();
}

/** Suspends a part with all its processes, as if its host were suspended, and resumes it. */
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

/** Delays every flush of PostgreSQL's log by the maximum of its setting, a tenth of a second. */
const slowDisk = (seconds: number): Fault => ({
  name: `slow disk of postgres for ${seconds} s`,
  sparesBrowsers: true,
  async strike(installation) {
    const { database_url: connectionString } = await installation.ready();
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      await client.query('alter system set commit_siblings = 0');
      await client.query('alter system set commit_delay = 100000');
      await client.query('select pg_reload_conf()');
      await sleep(seconds * 1_000);
    } finally {
      await client.query('alter system reset commit_delay');
      await client.query('alter system reset commit_siblings');
      await client.query('select pg_reload_conf()');
      await client.end();
    }
  },
});

/** Lets a part run for a tenth of the time, as on a machine that is far too slow. */
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

const parts: Part[] = ['worker', 'api', 'temporal', 'postgres', 'chromium', 'main'];

export const faults: Fault[] = [
  ...parts.map((part) => killed(part)),
  ...parts.flatMap((first, index) => parts.slice(index + 1).map((second) => killed(first, second))),
  frozen('worker', 4),
  frozen('worker', 25),
  frozen('temporal', 6),
  frozen('temporal', 60),
  frozen('postgres', 6),
  frozen('postgres', 20),
  frozen('api', 5),
  frozen('chromium', 6),
  slowDisk(8),
  slowed('postgres', 8),
  slowed('temporal', 8),
  slowed('worker', 8),
];

const services: Part[] = ['worker', 'api', 'temporal', 'postgres'];

/** The faults that strike requests of every type. */
export const requestFaults: Fault[] = [
  ...services.map((part) => killed(part)),
  ...services.map((part) => terminated(part)),
  killed('temporal', 'postgres'),
];
