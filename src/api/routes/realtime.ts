import { z } from 'zod';
import { readCursor } from '../../db/event-cursor.js';
import { defineRoute } from '../define-route.js';
import { streamEvents } from '../realtime/stream-events.js';
import { issueTicket, ticketSeconds } from '../realtime/tickets.js';

const ticket = defineRoute({
  method: 'POST',
  path: '/realtime/ticket',
  summary: 'Get a ticket for the WebSocket',
  description:
    'It opens one socket, once: `/realtime` with the subprotocols `realtime.v1` and the ticket. The socket tells every pending request and then every event, as `{ type, userId, accountId, data, occurredAt }`.',
  auth: 'user',
  answers: { 200: z.object({ ticket: z.string(), ttl_seconds: z.literal(ticketSeconds) }) },
  handle: async ({ api, caller }) => ({
    status: 200,
    body: { ticket: await issueTicket(api.db, caller), ttl_seconds: ticketSeconds },
  }),
});

/** The longest is far shorter: it names the transactions that ran at two moments. */
const longestCursor = 8_000;

const lastEventIdSchema = z
  .string()
  .max(longestCursor)
  .optional()
  .transform((text, context) => {
    if (text === undefined || text === '') return undefined;
    const cursor = readCursor(text);
    if (!cursor) context.addIssue({ code: 'custom', message: 'must be the id of an event' });
    return cursor;
  })
  .meta({
    description:
      'The id of the last event that was read: the stream goes on after it. `0`: the last 24 hours.',
    override: { type: 'string' },
  });

const events = defineRoute({
  method: 'GET',
  path: '/v1/events',
  summary: 'Server-sent events: what happens to the accounts that the key may see',
  description:
    'A new reader is told every pending request first. The `data` of each event is what the WebSocket sends: `{ type, userId, accountId, data, occurredAt }`. Send the `id` of the last one as `Last-Event-ID` (as `EventSource` does) and nothing of the last 24 hours is missed. Lines that begin with a colon only say that the connection lives.',
  auth: { scope: 'status:read' },
  headers: z.object({ 'last-event-id': lastEventIdSchema }),
  answers: { 200: 'events' },
  handle: ({ api, caller, hangUp, headers }) => ({
    status: 200,
    body: streamEvents({ api, caller, hangUp, cursor: headers['last-event-id'] }),
  }),
});

export const realtimeRoutes = [ticket, events];
