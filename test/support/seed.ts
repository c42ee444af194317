import { z } from 'zod';

const wished = z
  .union([z.literal('random'), z.coerce.number().int()])
  .default(1)
  .parse(process.env['SEED']);

/**
 * Where the random choices of the tests begin. The same commit meets the same choices each time, so that a red run is
 * the fault of what changed; `SEED=random` looks where none has looked yet, and `SEED=<number>` looks there again.
 */
export const seed = wished === 'random' ? Math.floor(Math.random() * 1_000_000) : wished;
