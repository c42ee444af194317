import { z } from 'zod';
import { isForbiddenAddress, literalAddress } from '../../assistance/notifications/forbidden-address.js';
import { validationError } from './api-error.js';

/** The URL of an endpoint that the service posts to. */
export const endpointUrlSchema = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(2_000)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be text on one line')
  .refine(hasNoCredentials, 'must not hold a user name or password');

function hasNoCredentials(text: string): boolean {
  if (!URL.canParse(text)) return true; // reported by z.url
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

/** The value of the header that authenticates a webhook. */
export const endpointTokenSchema = z
  .string()
  .regex(/^[!-~]{1,1000}$/, 'must be 1 to 1000 visible ASCII characters');

/**
 * Throws VALIDATION_ERROR for `field` if webhooks must not be sent to this URL. Checks literal IP addresses only; host
 * names are resolved and checked at each delivery.
 */
export function rejectForbiddenUrl(
  { allowPrivateWebhooks }: { allowPrivateWebhooks: boolean },
  url: string,
  field: string,
): void {
  const address = literalAddress(new URL(url));
  if (address !== undefined && isForbiddenAddress(address, { allowPrivate: allowPrivateWebhooks }))
    throw validationError({ path: field, message: 'must not be a private, local or reserved address' });
}
