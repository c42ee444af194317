import type { DeliveryContext } from '../db/deliveries/delivery-attempts.js';
import type { Outgoing, Sender } from './outgoing.js';
import { postWebhook } from './post-webhook.js';
import { prepareWebhook } from './prepare-webhook.js';

/** The account's own endpoint: signed JSON. */
export function outgoingWebhook({ ring, agent, timeoutMs }: Sender, delivery: DeliveryContext): Outgoing {
  const url = delivery.destination ?? '';
  return {
    place: { endpoint: url, host: URL.canParse(url) ? new URL(url).host : url },
    shown: url,
    send: async (at, stop) => {
      const { headers, secrets } = await prepareWebhook(ring, delivery, at);
      return postWebhook({ agent, url, headers, body: delivery.body, timeoutMs, stop, secrets });
    },
  };
}
