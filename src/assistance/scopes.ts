import { z } from 'zod';

/** Permissions of an API key, as they appear on the wire. */
export const scopes = ['otp:write', 'status:read', 'session:read', 'session:write'] as const;
export const scopeSchema = z.enum(scopes);
export type Scope = z.infer<typeof scopeSchema>;
