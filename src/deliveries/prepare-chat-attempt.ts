import { notificationText } from '../assistance/notifications/notification-text.js';
import type { DeliveryContext } from '../db/deliveries/delivery-attempts.js';
import { open, purpose } from '../secrets/seal.js';
import { postWebhook } from './post-webhook.js';
import { dashboardLink, type PreparedAttempt, type Sender } from './prepared-attempt.js';

/** A message to an incoming webhook of Slack, or a compatible one. Its URL is a secret: anyone who has it may post. */
export async function prepareChatAttempt(
  { ring, agent, timeoutMs, publicUrl }: Sender,
  delivery: DeliveryContext,
): Promise<PreparedAttempt> {
  const url = await open(ring, purpose.slackUrl(delivery.secrets_of), delivery.destination ?? '');
  const { host, origin, pathname, search } = new URL(url);
  return {
    target: { endpoint: url, host },
    displayUrl: `${origin}/•••`,
    send: (_at, stop) =>
      postWebhook({
        agent,
        url,
        headers: { 'content-type': 'application/json', 'user-agent': 'assisted-login-webhooks/1' },
        body: JSON.stringify({ text: chatText(delivery, dashboardLink(publicUrl, delivery)) }),
        timeoutMs,
        stop,
        secrets: [url, pathname + search, pathname],
      }),
  };
}

/** Slack's markup: https://docs.slack.dev/messaging/formatting-message-text */
function chatText(delivery: DeliveryContext, link: string): string {
  const { type, account_name: accountName, body } = delivery;
  const { title, lines } = notificationText({ type, accountName, body });
  const linkText = type === 'assistance_required' ? 'Open the request' : 'Open the account';
  return [`*${escapeMarkup(title)}*`, ...lines.map(escapeMarkup), `<${escapeMarkup(link)}|${linkText}>`].join(
    '\n',
  );
}

const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
