import { z } from 'zod';
import { notificationEvents } from './notifications.js';

/** Apart from the list, which the dashboard reads too: its pages load no zod for that. */
export const notificationEventSchema = z.enum(notificationEvents);
