import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { createDemoBank } from '../../demo-bank/app.js';
import { bankSources } from '../../src/config.js';
import { loadBanks } from '../../src/banks/load/load-banks.js';
import { until } from './until.js';

const inboxSchema = z.object({ messages: z.array(z.object({ text: z.string(), sent_at: z.string() })) });
const eventSchema = z.object({
  type: z.string(),
  accepted: z.boolean().optional(),
  state: z.string().optional(),
  channel: z.string().optional(),
});
const ledgerSchema = z.object({ events: z.array(eventSchema) });
const approvalsSchema = z.object({ approvals: z.array(z.object({ id: z.uuid(), state: z.string() })) });

/** The demo bank on the real clock, its phone and its ledger, and the drivers of its bank files. */
export async function openDemoBank() {
  const server = createServer(createDemoBank());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the demo bank listens on no port');
  const url = `http://127.0.0.1:${address.port}`;
  const { folders, environment } = bankSources({}, '', url);
  const banks = await loadBanks({ folders: folders.filter(Boolean), environment });

  /** Phones and ledgers of the bank itself, or of the site of the gallery that is below this path. */
  function recordsBelow(base: string) {
    async function read<T>(path: string, username: string, schema: z.ZodType<T>): Promise<T> {
      const response = await fetch(`${url}${base}${path}?username=${encodeURIComponent(username)}`);
      return schema.parse(await response.json());
    }
    const codes = async (username: string) => {
      const { messages } = await read('/inbox', username, inboxSchema);
      return messages.flatMap(({ text }) => /: (\w+) is your code/.exec(text)?.[1] ?? []);
    };
    return {
      /** The newest code on the user's phone that is not in `other`. */
      async code(username: string, ...other: string[]): Promise<string> {
        return until(
          async () => (await codes(username)).find((code) => !other.includes(code)),
          `an SMS to ${username}`,
        );
      },
      codes,
      /** The bank's ledger of this user, as texts such as `code_submitted:no` and `approval_ended:refused`. */
      async ledger(username: string): Promise<string[]> {
        const { events } = await read('/ledger', username, ledgerSchema);
        return events.map(nameOf);
      },
      /** Approves or refuses what waits on the user's phone. */
      async decide(username: string, decision: 'approve' | 'refuse'): Promise<void> {
        const { id } = await until(async () => {
          const { approvals } = await read('/approvals', username, approvalsSchema);
          return approvals.find(({ state }) => state === 'waiting');
        }, `an approval that waits for ${username}`);
        await fetch(`${url}${base}/approvals/${id}`, {
          method: 'POST',
          body: new URLSearchParams({ decision }),
        });
      },
    };
  }

  return {
    url,
    banks,
    ...recordsBelow(''),
    recordsBelow,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function nameOf({ type, accepted, state, channel }: z.output<typeof eventSchema>): string {
  switch (type) {
    case 'code_submitted':
    case 'question_answered':
      return `${type}:${accepted ? 'yes' : 'no'}`;
    case 'approval_ended':
      return `${type}:${state}`;
    case 'channel_chosen':
      return `${type}:${channel}`;
    default:
      return type;
  }
}

/** The drivers of the gallery's bank files, at the demo bank of this address. */
export const loadGallery = (url: string): ReturnType<typeof loadBanks> =>
  loadBanks({
    folders: [fileURLToPath(new URL('../../demo-bank/gallery/banks', import.meta.url))],
    environment: { DEMO_BANK_URL: url },
  });

/** A code that is as long as this one, and different. */
export const anotherCode = (code: string): string =>
  code.replace(/./g, (digit) => (digit === '7' ? '8' : '7'));

export type DemoBank = Awaited<ReturnType<typeof openDemoBank>>;
