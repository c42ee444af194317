import type { Dispatcher } from 'undici';
import type { DeliveryToMake } from '../db/deliveries/delivery-attempts.js';
import type { KeyRing } from '../secrets/key-ring.js';
import type { Mailer } from './mailer.js';
import type { Outgoing } from './outgoing.js';
import { outgoingChat } from './outgoing-chat.js';
import { outgoingMail } from './outgoing-mail.js';
import { outgoingWebhook } from './outgoing-webhook.js';

/** What attempts are made with. */
export interface Sender {
  ring: KeyRing;
  agent: Dispatcher;
  mailer: Mailer;
  /** Where people reach us, for links. */
  publicUrl: string;
  timeoutMs: number;
}

/** The next attempt of a delivery, by the way that it goes. */
export async function prepareDelivery(sender: Sender, delivery: DeliveryToMake): Promise<Outgoing> {
  switch (delivery.transport) {
    case 'webhook':
      return outgoingWebhook(sender, delivery);
    case 'slack':
      return outgoingChat(sender, delivery);
    case 'email':
      return outgoingMail(sender, delivery);
  }
}
