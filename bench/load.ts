import { Pool } from 'undici';
import { percentile } from './support.js';

export interface Load {
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
}

/** Sends GET requests over so many connections for so long, each connection one after the other; all must answer 200. */
export async function measureLoad({
  origin,
  connections,
  seconds,
  nextPath,
  headers = {},
}: {
  origin: string;
  connections: number;
  seconds: number;
  nextPath: () => string;
  headers?: Record<string, string>;
}): Promise<Load> {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const took: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  async function send(): Promise<void> {
    while (performance.now() < endsAt) {
      const sentAt = performance.now();
      const path = nextPath();
      const { statusCode, body } = await pool.request({ path, method: 'GET', headers });
      await body.dump();
      if (statusCode !== 200) throw new Error(`GET ${path} answered ${statusCode}`);
      took.push(performance.now() - sentAt);
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, send));
  } finally {
    await pool.close();
  }
  const elapsedSeconds = (performance.now() - startedAt) / 1_000;
  return {
    perSecond: took.length / elapsedSeconds,
    p50Ms: percentile(took, 50),
    p95Ms: percentile(took, 95),
  };
}
