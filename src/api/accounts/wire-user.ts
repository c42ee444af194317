import { z } from 'zod';
import { isCommonPassword } from '../../secrets/common-passwords.js';
import { validationError } from '../access/api-error.js';
import { textSchema, uuidSchema } from '../access/wire-values.js';

export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email().max(254))
  .meta({ examples: ['ana@example.com'], override: { format: 'email', maxLength: 254 } });
export const wireEmailSchema = z.string().meta({ override: { format: 'email' } });

export const wireUserSchema = z
  .object({ id: uuidSchema, email: wireEmailSchema, name: z.string().nullable() })
  .meta({ id: 'User' });

/** A password that a user chooses. Those that are entered to sign in may be of any length. */
export const newPasswordSchema = textSchema(10, 200);

/** Throws VALIDATION_ERROR for a password that guesses try first. */
export function refuseCommonPassword(password: string, email: string): void {
  if (isCommonPassword(password, email))
    throw validationError({ path: 'password', message: 'must not be a common password' });
}

/** Of the second factor. */
export const secondFactorCodeSchema = textSchema(1, 50).meta({
  description: 'A code of the authenticator app, or a recovery code. Each is accepted once.',
});
