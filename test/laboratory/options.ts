import { z } from 'zod';

const number = (otherwise: number) => z.coerce.number().int().min(0).default(otherwise);

/** How large a run is (docs/laboratory.md). The first login's seed is SEED (test/support/seed.ts). */
export const options = z
  .object({
    LOGINS: number(40),
    PARALLEL: number(6),
    LOAD: number(0),
    LATENCY_MS: number(0),
  })
  .transform(({ LOGINS, PARALLEL, LOAD, LATENCY_MS }) => ({
    logins: LOGINS,
    parallel: PARALLEL,
    load: LOAD,
    latencyMs: LATENCY_MS,
  }))
  .parse(process.env);
