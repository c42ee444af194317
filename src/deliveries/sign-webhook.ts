import { Webhook } from 'standardwebhooks';

/**
 * The Standard Webhooks headers of one attempt. While a secret is being rotated there are two: a signature for
 * each, so that a receiver that knows either can verify.
 */
export function signatureHeaders({
  messageId,
  at,
  body,
  secrets,
}: {
  /** Stays the same in every attempt, so that a receiver can drop what it has already seen. */
  messageId: string;
  /** When this attempt is made: receivers refuse old ones. */
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
