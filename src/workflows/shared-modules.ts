import { z } from 'zod';

/**
 * What tools/build.js lets all workflows of a process share, instead of evaluating it for each: zod itself, but not our
 * schemas. Shared modules are frozen, which schemas, with their lazily computed properties, do not survive. zod sets its
 * language and its memoizer with the first object's schema, so that one is created before.
 */
z.object({});
