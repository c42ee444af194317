import { z } from 'zod';
import { readCurrentCursor } from '../../db/events/event-stream.js';
import { defineRoute } from '../http/define-route.js';
import { eventId, eventIdSchema, parseEventId } from './event-id.js';
import { streamEvents } from './stream-events.js';
import { issueTicket, ticketSeconds } from './tickets.js';

const ticket = defineRoute({
  method: 'POST',
  path: '/realtime/ticket',
  summary: 'Get a ticket for the WebSocket',
  description:
    'It opens one socket, once: `/realtime` with the subprotocols `realtime.v1` and the ticket. The socket tells every pending request and then every event, as `{ type, userId, accountId, data, occurredAt }`, each event with its `id`. Who lost a socket opens the next with `/realtime?after=<id of the last event>`, or with the `cursor` of the first ticket when there was none yet, and misses nothing of the last 24 hours. One user may hold 100 sockets.',
  auth: 'user',
  answers: {
    200: z.object({
      ticket: z.string(),
      ttl_seconds: z.literal(ticketSeconds),
      cursor: z.string().meta({ description: 'The place after all events until now.' }),
    }),
  },
  handle: async ({ api, caller }) => ({
    status: 200,
    body: {
      ticket: await issueTicket(api.db, caller),
      ttl_seconds: ticketSeconds,
      cursor: await eventId(api.ring, caller.userId, await readCurrentCursor(api.db)),
    },
  }),
});

const events = defineRoute({
  method: 'GET',
  path: '/v1/events',
  summary: 'Server-sent events: what happens to the accounts that the key may see',
  description:
    'A new reader is told every pending request first. The `data` of each event is what the WebSocket sends: `{ type, userId, accountId, data, occurredAt }`. Send the `id` of the last one as `Last-Event-ID` (as `EventSource` does) and nothing of the last 24 hours is missed. Lines that begin with a colon only say that the connection lives. One user may hold 100 streams.',
  auth: { scope: 'status:read' },
  headers: z.object({ 'last-event-id': eventIdSchema }),
  answers: { 200: 'events' },
  handle: async ({ api, caller, disconnect, headers }) => {
    const id = headers['last-event-id'];
    const cursor = await parseEventId(api.ring, caller.userId, { id, path: 'last-event-id' });
    const release = api.streamQuota.take(caller.userId);
    if (disconnect.aborted) release();
    else disconnect.addEventListener('abort', release);
    return {
      status: 200,
      body: streamEvents({ api, caller, disconnect, cursor }),
    };
  },
});

export const realtimeRoutes = [ticket, events];
