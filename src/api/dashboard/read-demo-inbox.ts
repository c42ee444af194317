import { z } from 'zod';
import type { KnownBank } from '../context/api-deps.js';
import { ApiError, retryAfter } from '../access/api-error.js';

export const inboxSchema = z.object({
  messages: z.array(z.object({ id: z.string(), to: z.string(), text: z.string(), sent_at: z.string() })),
});

/**
 * Fetches the messages that the demo bank sent to one of its customers, as the dashboard's content security policy allows
 * requests to this service only. Throws NOT_FOUND without a demo bank, UNAVAILABLE if it does not respond.
 */
export async function readDemoInbox(
  banks: ReadonlyMap<string, KnownBank>,
  username: string,
): Promise<z.infer<typeof inboxSchema>> {
  const loginUrl = banks.get('demo')?.loginUrl;
  if (loginUrl === undefined) throw new ApiError('NOT_FOUND', { message: 'This service has no demo bank.' });
  const inbox = new URL('/inbox', loginUrl);
  inbox.searchParams.set('username', username);
  try {
    const response = await fetch(inbox, {
      headers: { Accept: 'application/json' },
      signal: AbortSignal.timeout(3_000),
    });
    return inboxSchema.parse(await response.json());
  } catch {
    throw new ApiError('UNAVAILABLE', {
      message: 'The demo bank does not respond.',
      headers: retryAfter(5),
    });
  }
}
