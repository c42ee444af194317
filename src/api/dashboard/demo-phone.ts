import { z } from 'zod';
import { timeSchema } from '../access/wire-values.js';
import { ApiError, retryAfter } from '../access/api-error.js';
import type { KnownBank } from '../context/api-deps.js';

/**
 * The phone of the demo bank's customers. The dashboard reaches it through this service, as its content security policy
 * allows requests to no other.
 */

const messagesSchema = z.object({
  messages: z.array(z.object({ id: z.string(), to: z.string(), text: z.string(), sent_at: z.string() })),
});
const approvalSchema = z.object({
  id: z.string(),
  asked_at: timeSchema,
  compare: z.string().meta({ description: 'The number that the login page shows, too.' }),
  state: z.string().meta({ description: '`waiting` until it is decided.' }),
});
const approvalsSchema = z.object({ approvals: z.array(approvalSchema) });

export const demoPhoneSchema = z.object({ ...messagesSchema.shape, ...approvalsSchema.shape });
export const decisionSchema = z.object({ decision: z.enum(['approve', 'refuse']) });

type Banks = ReadonlyMap<string, KnownBank>;

/**
 * What is on the phone of this user name, newest first. Throws NOT_FOUND without a demo bank, UNAVAILABLE if it does not
 * respond.
 */
export async function readDemoPhone(
  banks: Banks,
  username: string,
): Promise<z.input<typeof demoPhoneSchema>> {
  const query = `?username=${encodeURIComponent(username)}`;
  const [{ messages }, { approvals }] = await Promise.all([
    askDemoBank(banks, `/inbox${query}`, messagesSchema),
    askDemoBank(banks, `/approvals${query}`, approvalsSchema),
  ]);
  return { messages, approvals };
}

/** Approves or refuses a login. One that has ended already stays as it is. Throws as `readDemoPhone` does. */
export async function decideDemoApproval(
  banks: Banks,
  { id, decision }: { id: string; decision: 'approve' | 'refuse' },
): Promise<void> {
  await askDemoBank(banks, `/approvals/${id}`, z.unknown(), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ decision }),
  });
}

async function askDemoBank<T>(
  banks: Banks,
  path: string,
  schema: z.ZodType<T>,
  { headers, ...ask }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<T> {
  const loginUrl = banks.get('demo')?.loginUrl;
  if (loginUrl === undefined) throw new ApiError('NOT_FOUND', { message: 'This service has no demo bank.' });
  try {
    const response = await fetch(new URL(path, loginUrl), {
      ...ask,
      headers: { Accept: 'application/json', ...headers },
      signal: AbortSignal.timeout(3_000),
    });
    return schema.parse(await response.json());
  } catch {
    throw new ApiError('UNAVAILABLE', {
      message: 'The demo bank does not respond.',
      headers: retryAfter(5),
    });
  }
}
