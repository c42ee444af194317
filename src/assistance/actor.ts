import { z } from 'zod';

/** Who did something: a person in the dashboard, an API key, or the system itself. */
export const actorSchema = z.object({
  kind: z.enum(['user', 'api_key', 'system']),
  id: z.string().nullable(),
  name: z.string().nullable(),
  /** The caller's address; null for the system. */
  address: z.string().nullable(),
});
export type Actor = z.infer<typeof actorSchema>;

/** The actor for a person, named in the audit trail by name or, without one, by e-mail address. */
export const person = (
  { id, email, name }: { id: string; email: string; name: string | null },
  address: string,
): Actor => ({ kind: 'user', id, name: name ?? email, address });

export const system: Actor = { kind: 'system', id: null, name: null, address: null };
