import { z } from 'zod';

/** What a webhook can tell, as `notification_events` names it. */
export const notificationEventSchema = z.enum([
  'assistance_required',
  'login_failed',
  'scrape_failed',
  'assistance_fulfilled',
  'assistance_rejected',
  'assistance_expired',
  'assistance_cancelled',
  'account_blocked',
]);
export type NotificationEvent = z.infer<typeof notificationEventSchema>;
