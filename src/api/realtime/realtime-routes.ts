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
    'The ticket opens one WebSocket: connect to `/realtime` with the subprotocols `realtime.v1` and the ticket. The socket first sends every pending request and then every event, as `{ type, userId, accountId, data, occurredAt }`; events also have an `id`. To reconnect without missing events of the last 24 hours, get a new ticket and connect to `/realtime?after=<id of the last event>`, or use the `cursor` of the first ticket if you received no event yet. A user may have up to 100 sockets open.',
  auth: 'user',
  answers: {
    200: z.object({
      ticket: z.string(),
      ttl_seconds: z.literal(ticketSeconds),
      cursor: z.string().meta({ description: 'The position after all events so far.' }),
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
  summary: 'Stream the events of the accounts that the key may access (server-sent events)',
  description:
    'The stream starts with every pending request. The `data` of each event is `{ type, userId, accountId, data, occurredAt }`, as on the WebSocket. To reconnect without missing events of the last 24 hours, send the `id` of the last event as `Last-Event-ID`, as `EventSource` does. Lines that begin with a colon keep the connection alive and can be ignored. A user may have up to 100 streams open.',
  auth: { scope: 'status:read' },
  headers: z.object({ 'last-event-id': eventIdSchema }),
  answers: { 200: 'events' },
  handle: async ({ api, caller, disconnectSignal, headers }) => {
    const id = headers['last-event-id'];
    const cursor = await parseEventId(api.ring, caller.userId, { id, path: 'last-event-id' });
    const release = api.streamQuota.acquire(caller.userId);
    const disconnect = disconnectSignal();
    if (disconnect.aborted) release();
    else disconnect.addEventListener('abort', release);
    return { status: 200, body: streamEvents({ api, caller, disconnect, cursor }) };
  },
});

export const realtimeRoutes = [ticket, events];
