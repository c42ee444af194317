import { z } from 'zod';
import { notificationEvents } from './notifications.js';

/** Separate from the list, so that the dashboard can import the list without zod. */
export const notificationEventSchema = z.enum(notificationEvents);
