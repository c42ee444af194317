import { useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { keys } from './query-client';
import { request } from './request';

const relayedMessageSchema = z.object({
  received_at: z.string(),
  format: z.nullable(z.string()),
  sender: z.nullable(z.string()),
  time: z.nullable(z.string()),
  result: z.string(),
  account_id: z.nullable(z.string()),
  request_id: z.nullable(z.string()),
});
export type RelayedMessage = z.infer<typeof relayedMessageSchema>;

/** No event announces a message. */
const pollMs = 2_000;

/** The last messages that came with a key; none without one. */
export function useRelayedMessages(keyId: string | undefined) {
  return useQuery({
    queryKey: keys.relayedMessages(keyId ?? ''),
    queryFn: async ({ signal }) => {
      const schema = z.object({ messages: z.array(relayedMessageSchema) });
      return (await request(`/me/api-keys/${keyId}/messages`, schema, { signal })).messages;
    },
    enabled: keyId !== undefined,
    refetchInterval: pollMs,
  });
}

const mailboxSchema = z.object({
  state: z.string(),
  problem: z.nullable(z.string()),
  since: z.nullable(z.string()),
  messages: z.array(relayedMessageSchema),
});

/** The account's own mailbox. */
export function useMailbox(accountId: string) {
  return useQuery({
    queryKey: keys.mailbox(accountId),
    queryFn: ({ signal }) => request(`/accounts/${accountId}/mailbox`, mailboxSchema, { signal }),
    refetchInterval: 5_000,
  });
}
