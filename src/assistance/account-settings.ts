import { z } from 'zod';
import { loginModes, sessionTypes } from './statuses.js';

/** Settings of an account that a user may want to be the same for all. */
export const accountSettings = {
  session_type: z.enum(sessionTypes),
  login_mode: z.enum(loginModes),
  otp_wait_seconds: z.int().min(5).max(900),
  max_codes_per_day: z.int().min(1).max(50),
  fatal_after_failures: z.int().min(1).max(10),
  evidence: z.boolean(),
};

/** A user's defaults for new accounts. Those that are absent have the service's own default. */
export const accountDefaultsSchema = z.object(accountSettings).partial();
export type AccountDefaults = z.infer<typeof accountDefaultsSchema>;
