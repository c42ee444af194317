import { z } from 'zod';
import { describedEventTypes, eventDataSchemas } from '../../assistance/event-data.js';
import { pascalCase } from '../../assistance/notifications/wire-notification.js';
import { timeSchema, uuidSchema } from '../access/wire-values.js';

const typedEvents = describedEventTypes.map((type) =>
  z
    .object({
      type: z.literal(type),
      userId: uuidSchema,
      accountId: uuidSchema,
      data: eventDataSchemas[type],
      occurredAt: timeSchema,
      id: z.string().optional().meta({ description: 'On sockets: the position to continue after.' }),
    })
    .meta({ id: `${pascalCase(type)}Event` }),
);
const [firstEvent, ...otherEvents] = typedEvents;
if (!firstEvent) throw new Error('there are no events');

/** What sockets and streams send. */
export const describedEventSchema = z
  .discriminatedUnion('type', [firstEvent, ...otherEvents])
  .meta({ id: 'RealtimeEvent', description: 'An event, as WebSockets and `GET /v1/events` send it.' });
