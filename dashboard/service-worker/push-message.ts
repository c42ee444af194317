import * as z from 'zod/mini';
import { contentSchema } from '../src/api/schemas';

const messageSchema = z.object({
  kind: z.enum(['show', 'withdraw']),
  requestId: z.string(),
  accountId: z.string(),
  account: z.string(),
  bank: z.string(),
  language: z.string(),
  expiresAt: z.string(),
});

/** What the server pushes (src/deliveries/post-push.ts). `content` is missing if it was too long. */
export type PushMessage = z.infer<typeof messageSchema> & { content: z.infer<typeof contentSchema> | null };

/** Reads a pushed message. Null if it is of another version of the server. */
export function parsePush(text: string): PushMessage | null {
  try {
    const body: unknown = JSON.parse(text);
    const message = messageSchema.safeParse(body);
    const content = contentSchema.safeParse(body);
    return message.success ? { ...message.data, content: content.success ? content.data : null } : null;
  } catch {
    return null; // not JSON
  }
}
