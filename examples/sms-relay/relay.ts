import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

/**
 * Logins without a person: `startSession` begins one, and the relay receives the webhook that asks for the code, reads
 * the message on the phone and submits it.
 */

/**
 * The API key needs the scopes `otp:write` and `status:read`, to begin logins also `session:write`. `inboxUrl` is the URL of the phone's messages,
 * here those of one user of the demo bank.
 */
export interface RelaySettings {
  apiUrl: string;
  apiKey: string;
  signingSecret: string; // the account's `notification_signing_secret`
  inboxUrl: string;
}

const webhookSchema = z.object({
  account_id: z.string(),
  type: z.string(),
  data: z.object({ requestId: z.string().optional(), type: z.string().optional() }),
});
const pendingSchema = z.object({ id: z.string(), requested_at: z.string() }).nullable();
const statusSchema = z.object({ pending_assistance: pendingSchema });
const messageSchema = z.object({ id: z.string(), text: z.string(), sent_at: z.string() });
const inboxSchema = z.object({ messages: z.array(messageSchema) });
const errorSchema = z.object({ error: z.object({ code: z.string() }) });
const longestRequestMs = 900_000;

/** Begins a login. Resolves when it is under way, also if a session was open already. */
export async function startSession({ apiUrl, apiKey }: RelaySettings, accountId: string): Promise<void> {
  // With the same key, a retry after a lost response, a 429 or a 5xx does not start a second login.
  const headers = { authorization: `Api-Key ${apiKey}`, 'idempotency-key': randomUUID() };
  for (;;) {
    const response = await fetch(`${apiUrl}/v1/accounts/${accountId}/session`, { method: 'POST', headers });
    if (response.ok) return;
    const { error } = errorSchema.parse(await response.json());
    if (error.code === 'SESSION_RUNNING') return;
    // A day's codes are used up for hours; everything else that can be retried passes within seconds.
    const seconds = Number(response.headers.get('retry-after') ?? Infinity);
    if (seconds > 60) throw new Error(`the login was not started: ${error.code}`);
    await sleep(seconds * 1_000);
  }
}

export function createRelay({ apiUrl, apiKey, signingSecret, inboxUrl }: RelaySettings): Server {
  const authorization = `Api-Key ${apiKey}`;
  /** The ids of requests that are being answered: a webhook may be delivered more than once. */
  const underWay = new Set<string>();

  async function answer(accountId: string, requestId: string): Promise<void> {
    const account = `${apiUrl}/v1/accounts/${accountId}`;
    const tried = new Set<string>();
    const giveUpAt = Date.now() + longestRequestMs;
    while (Date.now() < giveUpAt) {
      await sleep(300);
      try {
        const { pending_assistance: pending } = await read(`${account}/status`, statusSchema, {
          authorization,
        });
        if (pending?.id !== requestId) return;
        const { messages } = await read(inboxUrl, inboxSchema);
        // An older message contains the code of an earlier login.
        const message = messages.find(({ id, sent_at: at }) => at >= pending.requested_at && !tried.has(id));
        if (!message) continue;
        const headers = { authorization, prefer: 'wait=30', 'idempotency-key': message.id };
        const response = await fetch(`${account}/otp`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ message: message.text, request_id: requestId }),
        });
        // With the same key, a retry after a lost response, a 429 or a 5xx does not submit the code twice.
        if (response.status < 500 && response.status !== 429) tried.add(message.id);
        await sleep(Number(response.headers.get('retry-after') ?? 0) * 1_000);
        console.log(`request ${requestId}: ${response.status}`);
      } catch (error) {
        // The service or the phone cannot be reached at the moment. The request may still be open later.
        console.error(`request ${requestId} will be tried again:`, error);
      }
    }
  }

  async function receive(request: IncomingMessage): Promise<number> {
    const body = await text(request);
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
    try {
      new Webhook(signingSecret).verify(body, Object.fromEntries(headers));
    } catch {
      return 401; // not from our service
    }
    const { type, account_id: accountId, data } = webhookSchema.parse(JSON.parse(body));
    const { requestId } = data;
    // A choice, an approval or a question is for people: only a code comes by message.
    const isForCode = type === 'assistance_required' && data.type === 'otp';
    if (!isForCode || requestId === undefined || underWay.has(requestId)) return 204;
    underWay.add(requestId);
    void answer(accountId, requestId).finally(() => underWay.delete(requestId));
    return 202;
  }

  return createServer((request, response) => {
    receive(request).then(
      (status) => response.writeHead(status).end(),
      () => response.writeHead(400).end(),
    );
  });
}

async function read<T>(url: string, schema: z.ZodType<T>, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) });
  return schema.parse(await response.json());
}
