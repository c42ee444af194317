import { z } from 'zod';

/** Playwright's `storageState`. Fields that are not listed (IndexedDB, partition keys) are kept unchanged. */
export const storageStateSchema = z.object({
  cookies: z.array(
    z.looseObject({
      name: z.string(),
      value: z.string(),
      domain: z.string(),
      path: z.string(),
      expires: z.number(),
      httpOnly: z.boolean(),
      secure: z.boolean(),
      sameSite: z.enum(['Strict', 'Lax', 'None']),
    }),
  ),
  origins: z.array(
    z.looseObject({
      origin: z.string(),
      localStorage: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  ),
});
export type StorageState = z.infer<typeof storageStateSchema>;

/** The state of a logged-in browser, for programs that continue the session. */
export const sessionStateSchema = z.object({ storage_state: storageStateSchema, user_agent: z.string() });
