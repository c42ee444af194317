import { z } from 'zod';
import { lengthInWords } from '../code-shape.js';
import { type WireDescriptor, wireDescriptorSchema } from '../wire-descriptor.js';
import type { NotificationType } from './notifications.js';

/** A notification as plain text, for mail and chat. */
export interface NotificationText {
  /** One line. */
  title: string;
  lines: string[];
}

/** The fields of a webhook's body that the text uses. */
const bodySchema = z.object({
  data: z.object({
    descriptor: wireDescriptorSchema.optional(),
    expires_at: z.iso.datetime().optional(),
    outcome: z.string().optional(),
    reason: z.string().nullish(),
  }),
});

const titles: Record<NotificationType, (account: string) => string> = {
  assistance_required: (account) => `${account} waits for a code`,
  assistance_fulfilled: (account) => `The code for ${account} was accepted`,
  assistance_rejected: (account) => `The bank rejected the code for ${account}`,
  assistance_expired: (account) => `No code was submitted for ${account} in time`,
  assistance_cancelled: (account) => `${account} no longer waits for a code`,
  login_failed: (account) => `The login of ${account} failed`,
  scrape_failed: (account) => `The session of ${account} was lost`,
  account_blocked: (account) => `${account} is blocked`,
  test: (account) => `A test of the notifications of ${account}`,
};

const channels = {
  sms: 'by SMS',
  email: 'by e-mail',
  call: 'by a call',
  app: 'in the bank’s app',
  token: 'on a token',
  unknown: '',
} as const;

/** Writes a notification as text, in English. `body` is the JSON of `notificationBody`; throws if it is malformed. */
export function notificationText(notification: {
  type: NotificationType;
  accountName: string;
  body: string;
}): NotificationText {
  const { data } = bodySchema.parse(JSON.parse(notification.body));
  const { descriptor, expires_at: expiresAt } = data;
  const reasons = [data.outcome, data.reason].filter((word) => word !== undefined && word !== null);
  return {
    title: titles[notification.type](notification.accountName),
    lines: [
      ...(descriptor ? [`Wanted: ${wanted(descriptor)}.`] : []),
      ...(expiresAt === undefined ? [] : [`Until ${expiresAt.slice(0, 19).replace('T', ' ')} UTC.`]),
      ...(reasons.length === 0 ? [] : [`Why: ${reasons.join(', ').replaceAll('_', ' ')}.`]),
    ],
  };
}

function wanted({ length, min_length, type, channel, destination }: WireDescriptor): string {
  const characters = type === 'numeric' ? 'digits' : 'letters and digits';
  const count = lengthInWords({ length, minLength: min_length, type });
  const shape = count === null ? 'a code' : `${count} ${characters}`;
  const sent = [channels[channel], destination].filter(Boolean).join(', ');
  return sent === '' ? shape : `${shape}, ${sent}`;
}
