import { z } from 'zod';
import { StartError } from '../runtime/start-error.js';
import type { RunningInstance } from './running-instance.js';

const statusSchema = z.object({
  session_running: z.boolean(),
  session: z.object({ phase: z.string(), workflow_id: z.string() }).nullable(),
  last_session: z.object({ outcome: z.string() }).nullable(),
  pending_assistance: z
    .object({
      id: z.string(),
      requested_at: z.string(),
      expires_at: z.string(),
      descriptor: z.object({ length: z.number().nullable(), type: z.string() }),
    })
    .nullable(),
  blocked: z.object({ reason: z.string() }).nullable(),
});
const inboxSchema = z.object({ messages: z.array(z.object({ text: z.string(), sent_at: z.string() })) });

/** The API calls of the demo: an operator's (start, stop) with a token, a relay's with an API key. */
export async function createDemoClient({ api, demo_bank: demoBank, demo }: RunningInstance) {
  const { token } = await call('/auth/login', z.object({ token: z.string() }), {
    body: { email: demo.email, password: demo.password },
  });
  const operator = `Bearer ${token}`;
  const relay = `Api-Key ${demo.api_key}`;
  const account = `/accounts/${demo.account_id}`;

  async function call<T>(
    path: string,
    schema: z.ZodType<T>,
    { authorization, body }: { authorization?: string; body?: object } = {},
  ): Promise<T> {
    const response = await fetch(new URL(path, api), {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const content: unknown = await response.json();
    if (!response.ok)
      throw new StartError(`${path} responded with ${response.status}: ${JSON.stringify(content)}`);
    return schema.parse(content);
  }

  const status = () => call(`/v1${account}/status`, statusSchema, { authorization: relay });
  return {
    status,

    /** Starts a login; if the account is blocked, unblocks it. */
    async start(): Promise<void> {
      const { blocked } = await status();
      await call(`${account}/${blocked ? 'restart' : 'scrape'}`, z.object({ queued: z.literal(true) }), {
        authorization: operator,
        body: {},
      });
    },

    async stop(): Promise<void> {
      await call(`${account}/kill`, z.unknown(), { authorization: operator, body: {} });
    },

    /** The newest SMS, if it was sent after `since`, the time of the step that made the bank send it. */
    async newestMessage(since: string) {
      const response = await fetch(new URL('/inbox?username=otp', demoBank));
      const { messages } = inboxSchema.parse(await response.json());
      return messages.find(({ sent_at: sentAt }) => Date.parse(sentAt) >= Date.parse(since));
    },

    /** Submits a code as a relay does; returns the id of the submission. */
    async submit(code: string, requestId: string): Promise<string> {
      const submitted = await call(`/v1${account}/otp`, z.object({ submission_id: z.string() }), {
        authorization: relay,
        body: { code, request_id: requestId },
      });
      return submitted.submission_id;
    },

    async outcome(submissionId: string): Promise<string | null> {
      const submission = await call(
        `/v1${account}/submissions/${submissionId}`,
        z.object({ outcome: z.string().nullable() }),
        { authorization: relay },
      );
      return submission.outcome;
    },
  };
}

export type DemoClient = Awaited<ReturnType<typeof createDemoClient>>;
