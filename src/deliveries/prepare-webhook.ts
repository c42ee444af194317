import type { DeliveryContext } from '../db/deliveries/delivery-attempts.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { open, purpose } from '../secrets/seal.js';
import { signatureHeaders } from './sign-webhook.js';

/** The headers of one attempt, and every secret that its answer may not be allowed to repeat. */
export async function prepareWebhook(
  ring: KeyRing,
  delivery: DeliveryContext,
  at: Date,
): Promise<{ headers: Record<string, string>; secrets: string[] }> {
  const { account_id: accountId, message_id: messageId, body } = delivery;
  const token = delivery.token_sealed
    ? await open(ring, purpose.notificationToken(accountId), delivery.token_sealed)
    : null;
  const sealedSecrets = [
    delivery.secret_sealed,
    delivery.previous_secret_is_valid ? delivery.previous_secret_sealed : null,
  ].filter((sealed) => sealed !== null);
  const signingSecrets = await Promise.all(
    sealedSecrets.map((sealed) => open(ring, purpose.signingSecret(accountId), sealed)),
  );
  const scheme = delivery.auth_type === 'api_key' ? 'Api-Key' : 'Bearer';
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'assisted-login-webhooks/1',
      ...(token !== null && { authorization: `${scheme} ${token}` }),
      ...signatureHeaders({ messageId, at, body, secrets: signingSecrets }),
    },
    secrets: [...(token === null ? [] : [token]), ...signingSecrets],
  };
}
