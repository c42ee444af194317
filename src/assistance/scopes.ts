import { z } from 'zod';

/** What an API key may do. */
export const scopes = ['otp:write', 'status:read', 'session:read'] as const;
export const scopeSchema = z.enum(scopes);
export type Scope = z.infer<typeof scopeSchema>;
