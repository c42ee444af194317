import type { DeliveryContext } from '../db/deliveries/delivery-attempts.js';
import { CannotOpen } from '../secrets/seal.js';
import type { PostResult } from './post-webhook.js';
import { prepareChatAttempt } from './prepare-chat-attempt.js';
import { prepareMailAttempt } from './prepare-mail-attempt.js';
import { prepareWebhookAttempt } from './prepare-webhook-attempt.js';
import type { PreparedAttempt, Sender } from './prepared-attempt.js';

const cannotOpenResult: PostResult = { status: null, error: 'secret_cannot_be_opened' };

/**
 * Prepares the next attempt of a delivery over its transport. If a secret of the account is sealed with a key that is
 * no longer in SECRET_KEYS, nothing is sent unsigned or without its token: the attempt fails with
 * `secret_cannot_be_opened`.
 */
export async function prepareAttempt(sender: Sender, delivery: DeliveryContext): Promise<PreparedAttempt> {
  try {
    const attempt = await prepareByTransport(sender, delivery);
    return { ...attempt, send: (at, stop) => attempt.send(at, stop).catch(failIfSealed) };
  } catch (error) {
    const result = failIfSealed(error);
    const { account_id: accountId, transport } = delivery;
    const target = { endpoint: accountId, host: transport };
    return { target, displayUrl: transport, send: () => Promise.resolve(result) };
  }
}

async function prepareByTransport(sender: Sender, delivery: DeliveryContext): Promise<PreparedAttempt> {
  switch (delivery.transport) {
    case 'webhook':
      return prepareWebhookAttempt(sender, delivery);
    case 'slack':
      return prepareChatAttempt(sender, delivery);
    case 'email':
      return prepareMailAttempt(sender, delivery);
  }
}

function failIfSealed(error: unknown): PostResult {
  if (error instanceof CannotOpen) return cannotOpenResult;
  throw error;
}
