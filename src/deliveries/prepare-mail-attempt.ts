import { notificationText } from '../assistance/notifications/notification-text.js';
import type { DeliveryContext } from '../db/deliveries/delivery-attempts.js';
import { dashboardLink, type PreparedAttempt, type Sender } from './prepared-attempt.js';

/** A mail through the operator's mail server. All mails count against that server as one host. */
export function prepareMailAttempt(
  { mailer, publicUrl }: Sender,
  delivery: DeliveryContext,
): PreparedAttempt {
  const to = delivery.destination ?? '';
  const { message_id: messageId, account_name: accountName, type, body } = delivery;
  return {
    target: { endpoint: `mailto:${to}`, host: 'the mail server' },
    displayUrl: `mailto:${to}`,
    send: (_at, stop) => {
      const { title, lines } = notificationText({ type, accountName, body });
      return mailer.send({
        to,
        subject: title,
        text: [title, '', ...lines, '', dashboardLink(publicUrl, delivery), ''].join('\n'),
        messageId,
        stop,
      });
    },
  };
}
