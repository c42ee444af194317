import { Pool } from 'undici';
import { percentile } from './support.js';

export interface Load {
  /** Of those that were answered. */
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
  /** How many were refused with 503, because the server was busy. */
  refused: number;
}

/**
 * Sends requests over so many connections for so long, each connection one after the other. Throws when one is answered
 * otherwise than with 200, 202 or 503.
 */
export async function measureRequests({
  origin,
  connections,
  seconds,
  nextRequest,
}: {
  origin: string;
  connections: number;
  seconds: number;
  nextRequest: () => {
    method: 'GET' | 'POST';
    path: string;
    headers?: Record<string, string>;
    body?: string;
  };
}): Promise<Load> {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  try {
    return await measureLoad({
      connections,
      seconds,
      act: async () => {
        const request = nextRequest();
        const { statusCode, body } = await pool.request(request);
        await body.dump();
        if (statusCode !== 200 && statusCode !== 202 && statusCode !== 503)
          throw new Error(`${request.method} ${request.path} answered ${statusCode}`);
        return statusCode !== 503;
      },
    });
  } finally {
    await pool.close();
  }
}

/** Runs `act` for so long, as often at the same time as there would be connections. It resolves false if refused. */
export async function measureLoad({
  connections,
  seconds,
  act,
}: {
  connections: number;
  seconds: number;
  act: () => Promise<boolean>;
}): Promise<Load> {
  const took: number[] = [];
  let refused = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  async function repeat(): Promise<void> {
    while (performance.now() < endsAt) {
      const begunAt = performance.now();
      if (await act()) took.push(performance.now() - begunAt);
      else refused += 1;
    }
  }
  await Promise.all(Array.from({ length: connections }, repeat));
  const elapsedSeconds = (performance.now() - startedAt) / 1_000;
  return {
    perSecond: took.length / elapsedSeconds,
    p50Ms: percentile(took, 50),
    p95Ms: percentile(took, 95),
    refused,
  };
}
