import { z } from 'zod';
import { StartError } from '../runtime/start-error.js';
import type { RunningInstance } from './running-instance.js';

const descriptorSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('otp'),
    descriptor: z.object({ length: z.number().nullable(), type: z.string() }),
  }),
  z.object({
    type: z.literal('choice'),
    descriptor: z.object({ options: z.array(z.object({ id: z.string(), label: z.string() })) }),
  }),
  z.object({
    type: z.literal('approval'),
    descriptor: z.object({ compare: z.string().optional(), options: z.array(z.unknown()) }),
  }),
  z.object({ type: z.literal('question'), descriptor: z.object({ text: z.string() }) }),
]);

const requestSchema = z
  .object({ id: z.string(), requested_at: z.string(), expires_at: z.string() })
  .and(descriptorSchema);
export type DemoRequest = z.infer<typeof requestSchema>;
/** What is sent for a request. */
export type DemoAnswer = { code: string } | { option: string } | { text: string };

const statusSchema = z.object({
  session_running: z.boolean(),
  session: z.object({ phase: z.string(), workflow_id: z.string() }).nullable(),
  last_session: z.object({ outcome: z.string() }).nullable(),
  pending_assistance: requestSchema.nullable(),
  blocked: z.object({ reason: z.string() }).nullable(),
});
const inboxSchema = z.object({ messages: z.array(z.object({ text: z.string(), sent_at: z.string() })) });

const approvalsSchema = z.object({ approvals: z.array(z.object({ state: z.string() })) });

const namedSchema = z.array(z.object({ id: z.string(), name: z.string() }));
const banksSchema = z.array(z.object({ id: z.string(), code: z.string() }));

/**
 * The API calls of the demo: a program's with an API key, and a person's (creating an account, lifting a block) with a
 * token. A user name of the demo bank other than `otp` has an account of its own, which is created for it.
 */
export async function createDemoClient(
  { api, dashboard, demo_bank: demoBank, demo }: RunningInstance,
  username: string,
) {
  const { token } = await call('/auth/login', z.object({ token: z.string() }), {
    body: { email: demo.email, password: demo.password },
  });
  const operator = `Bearer ${token}`;
  const relay = `Api-Key ${demo.api_key}`;
  const account = `/accounts/${username === 'otp' ? demo.account_id : await findOrAddAccount()}`;

  async function findOrAddAccount(): Promise<string> {
    const name = `Demo account (${username})`;
    const accounts = await call('/accounts', namedSchema, { authorization: operator });
    const known = accounts.find((one) => one.name === name);
    if (known) return known.id;
    const banks = await call('/banks', banksSchema, { authorization: operator });
    const bankId = banks.find(({ code }) => code === 'demo')?.id;
    const { id } = await call('/accounts', z.object({ id: z.string() }), {
      authorization: operator,
      body: { bankId, name },
    });
    const config = { bank_username: username, bank_password: 'demo', login_mode: 'assisted' };
    await call(`/accounts/${id}/config`, z.unknown(), {
      method: 'PUT',
      authorization: operator,
      body: { ...config, session_type: 'persistent' },
    });
    return id;
  }

  async function call<T>(
    path: string,
    schema: z.ZodType<T>,
    { method, authorization, body }: { method?: string; authorization?: string; body?: object } = {},
  ): Promise<T> {
    const response = await fetch(new URL(path, api), {
      method: method ?? (body ? 'POST' : 'GET'),
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const content: unknown = await response.json();
    if (!response.ok)
      throw new StartError(`${path} responded with ${response.status}: ${JSON.stringify(content)}`);
    return schema.parse(content);
  }

  const session = `/v1${account}/session`;
  const status = () => call(`/v1${account}/status`, statusSchema, { authorization: relay });
  const ofUser = (path: string) => new URL(`${path}?username=${encodeURIComponent(username)}`, demoBank);
  return {
    status,
    /** The page of the account's prompt in the dashboard. */
    promptPage: `${dashboard}${account}/prompt`,
    /** The page of the demo phone. */
    phonePage: ofUser('/inbox').href,
    /** What the bank has recorded about the user. */
    ledgerPage: ofUser('/ledger').href,

    /** Starts a login. If the account is blocked, unblocks it, which only a person may do. */
    async start(): Promise<void> {
      const { blocked } = await status();
      if (blocked) await call(`${account}/restart`, z.unknown(), { method: 'POST', authorization: operator });
      else await call(session, z.unknown(), { method: 'POST', authorization: relay });
    },

    async stop(): Promise<void> {
      await call(session, z.unknown(), { method: 'DELETE', authorization: relay });
    },

    /** The newest SMS, if it was sent after `since`, the time of the step that made the bank send it. */
    async newestMessage(since: string) {
      const response = await fetch(ofUser('/inbox'));
      const { messages } = inboxSchema.parse(await response.json());
      return messages.find(({ sent_at: sentAt }) => Date.parse(sentAt) >= Date.parse(since));
    },

    /** Whether the phone shows an approval that waits; one that is switched off does not. */
    async showsApproval(): Promise<boolean> {
      const response = await fetch(ofUser('/approvals'));
      const { approvals } = approvalsSchema.parse(await response.json());
      return approvals.some(({ state }) => state === 'waiting');
    },

    /** Submits an answer as a relay does; returns the id of the submission. */
    async submit(answer: DemoAnswer, requestId: string): Promise<string> {
      const submitted = await call(`/v1${account}/answer`, z.object({ submission_id: z.string() }), {
        authorization: relay,
        body: { ...answer, request_id: requestId },
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
