import { codeInMessage } from '../../assistance/message/code-in-message.js';
import type { AnswerableRequest } from '../../db/logins/message-routing.js';
import { isInOtherTimeZone, type TimeSource } from './message-time.js';
import { matchesDestination } from './matches-destination.js';
import { matchesSender } from './matches-sender.js';

export interface IncomingMessage {
  text: string;
  from: string | undefined;
  to: string | undefined;
  sentAt: Date;
  /** Where `sentAt` comes from. */
  time: TimeSource;
}

export type MessageMatch =
  /** `time` is which of its times the message matched with. */
  | { match: 'one'; request: AnswerableRequest; time: TimeSource }
  | { match: 'several'; requests: AnswerableRequest[] }
  /** Sender, destination and time match a request, but the text contains no code of its shape, or several. */
  | { match: 'no_code'; found: 'none' | 'several' }
  | { match: 'none' };

/** Tolerance for the difference between the clocks of phones and of this service. */
const clockSkewMs = 60_000;

/** The time by which a message came in time for a request made at `requestedAt`; undefined if it is too old. */
function timeFor({ sentAt, time }: IncomingMessage, requestedAt: Date): TimeSource | undefined {
  if (sentAt.getTime() >= requestedAt.getTime() - clockSkewMs) return time;
  return isInOtherTimeZone(sentAt, requestedAt) ? 'arrival' : undefined;
}

/**
 * Finds the request that a message answers, by sender, destination, time and the shape of its code. A message that does
 * not call its number a code answers a request only if the account names its sender.
 */
export function routeMessage(message: IncomingMessage, requests: readonly AnswerableRequest[]): MessageMatch {
  const candidates = requests.filter(
    ({ sms_senders: senders, descriptor, requested_at: requestedAt }) =>
      timeFor(message, requestedAt) !== undefined &&
      matchesSender(message.from, senders) &&
      matchesDestination(message.to, descriptor.destination),
  );
  const read = candidates.flatMap((request) => {
    const { found } = codeInMessage(message.text, request.descriptor);
    return found === 'one' && !isTrusted(message.text, request) ? [] : [{ request, found }];
  });
  const matching = read.flatMap(({ request, found }) => (found === 'one' ? [request] : []));
  const [request] = matching;
  if (request)
    return matching.length === 1
      ? { match: 'one', request, time: timeFor(message, request.requested_at) ?? 'arrival' }
      : { match: 'several', requests: matching };
  if (read.length === 0) return { match: 'none' };
  return { match: 'no_code', found: read.some(({ found }) => found === 'several') ? 'several' : 'none' };
}

const isTrusted = (text: string, { sms_senders: senders, descriptor }: AnswerableRequest): boolean =>
  senders.length > 0 || codeInMessage(text, descriptor, { needsCodeWord: true }).found === 'one';
