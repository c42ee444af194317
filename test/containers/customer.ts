import { z } from 'zod';
import { createCaller } from '../api/support/caller.js';
import { until } from '../support/until.js';

const statusSchema = z.object({
  session_running: z.boolean(),
  session: z.object({ phase: z.string() }).nullable(),
  pending_assistance: z.object({ id: z.string() }).nullable(),
  last_session: z.object({ outcome: z.string() }).nullable(),
});
const inboxSchema = z.object({ messages: z.array(z.object({ text: z.string() })) });

let customers = 0;

/** A new user at the API of this address, with a key and an account at the demo bank. */
export async function newCustomer({ api, bank }: { api: string; bank: string }, bankCode: string) {
  customers += 1;
  const username = `otp+container${customers}`;
  const caller = createCaller(api);
  const { token } = await caller.signUp();
  const { key } = await caller.addKey(token);
  const account = await caller.addAccount(
    token,
    { bank_username: username, bank_password: 'demo', session_type: 'persistent' },
    bankCode,
  );
  const path = `/v1/accounts/${account}`;
  const status = async () => statusSchema.parse((await caller.call('GET', `${path}/status`, { key })).body);

  return {
    status,
    /** Starts a login and waits until it asks for its code. */
    async untilAsked(): Promise<void> {
      const reply = await caller.call('POST', `${path}/session`, { key });
      if (reply.status !== 202) throw new Error(reply.text);
      await until(async () => (await status()).pending_assistance, `the request of ${username}`);
    },
    /** Submits the code of the bank's SMS; returns the outcome. */
    async submitCode(): Promise<string> {
      const code = await until(async () => {
        const response = await fetch(`${bank}/inbox?username=${encodeURIComponent(username)}`);
        const { messages } = inboxSchema.parse(await response.json());
        return messages.flatMap(({ text }) => /: (\w+) is your code/.exec(text)?.[1] ?? [])[0];
      }, `an SMS to ${username}`);
      const reply = await caller.call('POST', `${path}/otp`, { key, json: { code } });
      if (reply.status !== 202) throw new Error(reply.text);
      const { submission_id: submission } = z.object({ submission_id: z.string() }).parse(reply.body);
      const outcome = z.object({ outcome: z.string().nullable() });
      return until(
        async () =>
          outcome.parse((await caller.call('GET', `${path}/submissions/${submission}`, { key })).body)
            .outcome,
        `the outcome of the code of ${username}`,
        180_000,
      );
    },
    stop: async () => (await caller.call('DELETE', `${path}/session`, { key })).status,
  };
}
