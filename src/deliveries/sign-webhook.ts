import { Webhook } from 'standardwebhooks';

/**
 * The headers of one attempt as in the Standard Webhooks specification. While a secret is rotated, `secrets` has two
 * entries and the header two signatures, so that a receiver can verify with either secret.
 */
export function signatureHeaders({
  messageId,
  at,
  body,
  secrets,
}: {
  /** The same in every attempt, so that a receiver can discard duplicates. */
  messageId: string;
  /** The time of this attempt: receivers reject old timestamps. */
  at: Date;
  body: string;
  secrets: readonly string[];
}): Record<string, string> {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(messageId, at, body));
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    ...(signatures.length > 0 && { 'webhook-signature': signatures.join(' ') }),
  };
}
