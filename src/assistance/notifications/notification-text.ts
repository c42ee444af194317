import { z } from 'zod';
import { lengthInWords } from '../code-shape.js';
import { type RequestType, requestTypeSchema } from '../request-content.js';
import type { WireDescriptor } from '../wire-descriptor.js';
import { type WireContent, wireContentSchema } from '../wire-request-content.js';
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
    /** What the request asks for; absent in the body of an older build, which knew only codes. */
    type: requestTypeSchema.default('otp'),
    descriptor: z.unknown().optional(),
    expires_at: z.iso.datetime().optional(),
    outcome: z.string().optional(),
    reason: z.string().nullish(),
  }),
});

type Title = (account: string) => string;
type Titles = Record<NotificationType, Title>;

const titles: Omit<Titles, AssistanceType> = {
  login_failed: (account) => `The login of ${account} failed`,
  scrape_failed: (account) => `The session of ${account} was lost`,
  account_blocked: (account) => `${account} is blocked`,
  test: (account) => `A test of the notifications of ${account}`,
};

type AssistanceType = Extract<NotificationType, `assistance_${string}`>;

const assistanceTitles: Record<RequestType, Pick<Titles, AssistanceType>> = {
  otp: {
    assistance_required: (account) => `${account} waits for a code`,
    assistance_fulfilled: (account) => `The code for ${account} was accepted`,
    assistance_rejected: (account) => `The bank rejected the code for ${account}`,
    assistance_expired: (account) => `No code was submitted for ${account} in time`,
    assistance_cancelled: (account) => `${account} no longer waits for a code`,
  },
  choice: {
    assistance_required: (account) => `${account} waits for a choice`,
    assistance_fulfilled: (account) => `The choice for ${account} was accepted`,
    assistance_rejected: (account) => `The bank rejected the choice for ${account}`,
    assistance_expired: (account) => `Nothing was chosen for ${account} in time`,
    assistance_cancelled: (account) => `${account} no longer waits for a choice`,
  },
  approval: {
    assistance_required: (account) => `${account} waits for an approval in the bank’s app`,
    assistance_fulfilled: (account) => `The login of ${account} was approved`,
    assistance_rejected: (account) => `The login of ${account} was not approved`,
    assistance_expired: (account) => `The login of ${account} was not approved in time`,
    assistance_cancelled: (account) => `${account} no longer waits for an approval`,
  },
  question: {
    assistance_required: (account) => `${account} waits for an answer to the bank’s question`,
    assistance_fulfilled: (account) => `The answer for ${account} was accepted`,
    assistance_rejected: (account) => `The bank rejected the answer for ${account}`,
    assistance_expired: (account) => `No answer was submitted for ${account} in time`,
    assistance_cancelled: (account) => `${account} no longer waits for an answer`,
  },
};

const titleOf = (notification: NotificationType, request: RequestType): Title =>
  isAboutRequest(notification) ? assistanceTitles[request][notification] : titles[notification];

const isAboutRequest = (notification: NotificationType): notification is AssistanceType =>
  notification.startsWith('assistance_');

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
  const { type, descriptor, expires_at: expiresAt } = data;
  const reasons = [data.outcome, data.reason].filter((word) => word !== undefined && word !== null);
  return {
    title: titleOf(notification.type, type)(notification.accountName),
    lines: [
      ...(descriptor === undefined ? [] : whatIsAsked(wireContentSchema.parse({ type, descriptor }))),
      ...(expiresAt === undefined ? [] : [`Until ${expiresAt.slice(0, 19).replace('T', ' ')} UTC.`]),
      ...(reasons.length === 0 ? [] : [`Why: ${reasons.join(', ').replaceAll('_', ' ')}.`]),
    ],
  };
}

function whatIsAsked({ type, descriptor }: WireContent): string[] {
  switch (type) {
    case 'otp':
      return [
        `Wanted: ${wanted(descriptor)}.`,
        ...(descriptor.picture === undefined
          ? []
          : ['The bank shows a picture that is needed for the code.']),
      ];
    case 'choice': {
      const options = descriptor.options.map(({ label, destination }) =>
        [label, destination].filter(Boolean).join(', '),
      );
      return [`Options: ${options.join('; ')}.`];
    }
    case 'approval':
      return [
        ...(descriptor.message === undefined ? [] : [`The bank says: ${descriptor.message}`]),
        ...(descriptor.compare === undefined ? [] : [`Compare: ${descriptor.compare}`]),
      ];
    case 'question':
      return [`Question: ${descriptor.text}`];
  }
}

function wanted({ length, min_length, type, channel, destination }: WireDescriptor): string {
  const characters = type === 'numeric' ? 'digits' : 'letters and digits';
  const count = lengthInWords({ length, minLength: min_length, type });
  const shape = count === null ? 'a code' : `${count} ${characters}`;
  const sent = [channels[channel], destination].filter(Boolean).join(', ');
  return sent === '' ? shape : `${shape}, ${sent}`;
}
