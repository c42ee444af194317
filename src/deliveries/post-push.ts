import type { Dispatcher } from 'undici';
import webPush from 'web-push';
import { z } from 'zod';
import { insteadOption, type RequestContent, requestContentSchema } from '../assistance/request-content.js';
import type { Push } from '../db/deliveries/push-work.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { openIfPossible, purpose } from '../secrets/seal.js';
import { postWebhook, type PostResult } from './post-webhook.js';

export const subscriptionKeysSchema = z.object({ p256dh: z.string(), auth: z.string() });

/** web-push gives some headers as numbers. */
const headersSchema = z.record(z.string(), z.coerce.string());

const timeoutMs = 10_000;

/** A notification is worth nothing after its request; a withdrawal as long as it may be shown somewhere. */
const withdrawSeconds = 24 * 3_600;

/** Push services accept 4,096 bytes, of which encryption needs about 100. */
const maxBytes = 3_000;

export interface PushSender {
  ring: KeyRing;
  /** Checks each address before it connects. */
  agent: Dispatcher;
  keys: { publicKey: string; privateKey: string };
  /** Whom a push service writes to: an `https:` or `mailto:` URL. */
  contact: string;
  bankName: (code: string) => string;
}

/**
 * Encrypts a push for its browser (RFC 8291) and posts it to the push service. Network errors are results; throws if the
 * stored request or the keys of the browser cannot be used.
 */
export async function postPush(
  { ring, agent, keys, contact, bankName }: PushSender,
  push: Push,
  stop: AbortSignal,
): Promise<PostResult> {
  const opened = await openIfPossible(ring, purpose.pushSubscription(push.subscriptionId), push.keysSealed);
  if (opened === undefined) return { status: null, error: 'secret_cannot_be_opened' };
  const { endpoint, headers, body } = webPush.generateRequestDetails(
    { endpoint: push.endpoint, keys: subscriptionKeysSchema.parse(JSON.parse(opened)) },
    payloadOf(push, bankName(push.bankCode)),
    {
      vapidDetails: { subject: contact, ...keys },
      TTL: push.kind === 'withdraw' ? withdrawSeconds : Math.max(1, Math.ceil(push.secondsLeft)),
      urgency: 'high',
      // The push service replaces what it has not delivered yet: an answered request is never shown.
      topic: Buffer.from(push.requestId.replaceAll('-', ''), 'hex').toString('base64url'),
    },
  );
  return postWebhook({
    agent,
    url: endpoint,
    headers: headersSchema.parse(headers),
    body,
    timeoutMs,
    stop,
    secrets: [],
  });
}

/** What the service worker of the dashboard gets (dashboard/src/service-worker). */
function payloadOf(push: Push, bank: string): string {
  const { kind, requestId, accountId, accountName: account, language, content, expiresAt } = push;
  const base = { kind, requestId, accountId, account, bank, language, expiresAt: expiresAt.toISOString() };
  const full = JSON.stringify({ ...base, ...contentOf(requestContentSchema.parse(content)) });
  // A bank's long texts: the page has them.
  return Buffer.byteLength(full) <= maxBytes ? full : JSON.stringify(base);
}

/** As the API sends it: an approval has its one option in a list. */
function contentOf(content: RequestContent): object {
  if (content.type !== 'approval') return content;
  const { instead, ...descriptor } = content.descriptor;
  const options = instead === undefined ? [] : [{ id: insteadOption, label: instead }];
  return { type: content.type, descriptor: { ...descriptor, options } };
}
