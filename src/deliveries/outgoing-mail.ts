import { notificationText } from '../assistance/notifications/notification-text.js';
import type { DeliveryContext } from '../db/deliveries/delivery-attempts.js';
import { linkTo, type Outgoing, type Sender } from './outgoing.js';

/** A mail, by way of the operator's mail server. */
export function outgoingMail({ mailer, publicUrl }: Sender, delivery: DeliveryContext): Outgoing {
  const to = delivery.destination ?? '';
  const { message_id: messageId, account_name: accountName, type, body } = delivery;
  return {
    place: { endpoint: `mailto:${to}`, host: 'the mail server' },
    shown: `mailto:${to}`,
    send: (_at, stop) => {
      const { title, lines } = notificationText({ type, accountName, body });
      return mailer.send({
        to,
        subject: title,
        text: [title, '', ...lines, '', linkTo(publicUrl, delivery), ''].join('\n'),
        messageId,
        stop,
      });
    },
  };
}
