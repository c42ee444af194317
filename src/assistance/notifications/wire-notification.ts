import { z } from 'zod';
import { eventDataSchemas, type DescribedEventType, describedEventTypes } from '../event-data.js';
import { type NotificationEvent, notificationEvents, notificationOf } from './notifications.js';

/** `assistance_required` as `AssistanceRequired`. */
export const pascalCase = (name: string): string =>
  name
    .split(/[._]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

function eventOf(name: NotificationEvent): DescribedEventType {
  const type = describedEventTypes.find((one) => notificationOf({ type: one, details: {} }) === name);
  if (!type) throw new Error(`no event causes the notification ${name}`);
  return type;
}

/** The bodies of webhooks, by the name of the notification. */
export const notificationSchemas = notificationEvents.map((name) => ({
  name,
  schema: z
    .object({
      account_id: z.guid(),
      type: z.literal(name),
      status: z.literal(eventOf(name)),
      data: eventDataSchemas[eventOf(name)],
      occurred_at: z.iso.datetime(),
    })
    .meta({ id: `${pascalCase(name)}Notification` }),
}));
