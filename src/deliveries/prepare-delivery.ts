import type { DeliveryContext } from '../db/deliveries/delivery-attempts.js';
import type { Outgoing, Sender } from './outgoing.js';
import { outgoingChat } from './outgoing-chat.js';
import { outgoingMail } from './outgoing-mail.js';
import { outgoingWebhook } from './outgoing-webhook.js';

/** The next attempt of a delivery, by the way that it goes. */
export async function prepareDelivery(sender: Sender, delivery: DeliveryContext): Promise<Outgoing> {
  switch (delivery.transport) {
    case 'webhook':
      return outgoingWebhook(sender, delivery);
    case 'slack':
      return outgoingChat(sender, delivery);
    case 'email':
      return outgoingMail(sender, delivery);
  }
}
