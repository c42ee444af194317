import type { DeliveryContext } from '../db/deliveries/delivery-attempts.js';
import { prepareChatAttempt } from './prepare-chat-attempt.js';
import { prepareMailAttempt } from './prepare-mail-attempt.js';
import { prepareWebhookAttempt } from './prepare-webhook-attempt.js';
import type { PreparedAttempt, Sender } from './prepared-attempt.js';

/**
 * Prepares the next attempt of a delivery over its transport. Throws CannotOpen when a secret of the account is sealed
 * with a key that is no longer in SECRET_KEYS.
 */
export async function prepareAttempt(sender: Sender, delivery: DeliveryContext): Promise<PreparedAttempt> {
  switch (delivery.transport) {
    case 'webhook':
      return prepareWebhookAttempt(sender, delivery);
    case 'slack':
      return prepareChatAttempt(sender, delivery);
    case 'email':
      return prepareMailAttempt(sender, delivery);
  }
}
