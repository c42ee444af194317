import { notificationText } from '../assistance/notifications/notification-text.js';
import type { DeliveryContext } from '../db/deliveries/delivery-attempts.js';
import { open, purpose } from '../secrets/seal.js';
import { linkTo, type Outgoing, type Sender } from './outgoing.js';
import { postWebhook } from './post-webhook.js';

/** An incoming webhook as Slack has them, and what is compatible. Who knows its URL may write there: it is a secret. */
export async function outgoingChat(
  { ring, agent, timeoutMs, publicUrl }: Sender,
  delivery: DeliveryContext,
): Promise<Outgoing> {
  const url = await open(ring, purpose.slackUrl(delivery.account_id), delivery.destination ?? '');
  const { host, origin, pathname, search } = new URL(url);
  return {
    place: { endpoint: url, host },
    shown: `${origin}/•••`,
    send: (_at, stop) =>
      postWebhook({
        agent,
        url,
        headers: { 'content-type': 'application/json', 'user-agent': 'assisted-login-webhooks/1' },
        body: JSON.stringify({ text: chatText(delivery, linkTo(publicUrl, delivery)) }),
        timeoutMs,
        stop,
        secrets: [url, pathname + search, pathname],
      }),
  };
}

/** Slack's own markup. https://docs.slack.dev/messaging/formatting-message-text */
function chatText(delivery: DeliveryContext, link: string): string {
  const { type, account_name: accountName, body } = delivery;
  const { title, lines } = notificationText({ type, accountName, body });
  const open = type === 'assistance_required' ? 'Give the code' : 'Open the account';
  return [`*${escaped(title)}*`, ...lines.map(escaped), `<${escaped(link)}|${open}>`].join('\n');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
