import { z } from 'zod';

const requested = z
  .union([z.literal('random'), z.coerce.number().int()])
  .default(1)
  .parse(process.env['SEED']);

/**
 * The seed of the tests' random choices. It is the same in each run, so that a failure comes from a change and not from
 * chance. `SEED=random` tries other choices; `SEED=<number>` repeats them.
 */
export const seed = requested === 'random' ? Math.floor(Math.random() * 1_000_000) : requested;
