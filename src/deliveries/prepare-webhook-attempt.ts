import type { DeliveryContext } from '../db/deliveries/delivery-attempts.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { open, purpose } from '../secrets/seal.js';
import { postWebhook } from './post-webhook.js';
import type { PreparedAttempt, Sender } from './prepared-attempt.js';
import { signatureHeaders } from './sign-webhook.js';

/** A signed JSON POST to an endpoint of the account or of its user. */
export function prepareWebhookAttempt(
  { ring, agent, timeoutMs }: Sender,
  delivery: DeliveryContext,
): PreparedAttempt {
  const url = delivery.destination ?? '';
  return {
    target: { endpoint: url, host: URL.canParse(url) ? new URL(url).host : url },
    displayUrl: url,
    send: async (at, stop) => {
      const { headers, secrets } = await webhookHeaders(ring, delivery, at);
      return postWebhook({ agent, url, headers, body: delivery.body, timeoutMs, stop, secrets });
    },
  };
}

/** The headers of one attempt, and the secrets in them, which must not be kept if the response repeats them. */
async function webhookHeaders(
  ring: KeyRing,
  delivery: DeliveryContext,
  at: Date,
): Promise<{ headers: Record<string, string>; secrets: string[] }> {
  const { secrets_of: ownerId, message_id: messageId, body } = delivery;
  const token = delivery.token_sealed
    ? await open(ring, purpose.notificationToken(ownerId), delivery.token_sealed)
    : null;
  const sealedSecrets = [
    delivery.secret_sealed,
    delivery.previous_secret_is_valid ? delivery.previous_secret_sealed : null,
  ].filter((sealed) => sealed !== null);
  const signingSecrets = await Promise.all(
    sealedSecrets.map((sealed) => open(ring, purpose.signingSecret(ownerId), sealed)),
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
