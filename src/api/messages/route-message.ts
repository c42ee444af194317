import { codeInMessage } from '../../assistance/message/code-in-message.js';
import type { AnswerableRequest } from '../../db/logins/message-routing.js';
import { matchesDestination } from './matches-destination.js';
import { matchesSender } from './matches-sender.js';

export interface IncomingMessage {
  text: string;
  from: string | undefined;
  to: string | undefined;
  sentAt: Date;
}

export type MessageMatch =
  | { match: 'one'; request: AnswerableRequest }
  | { match: 'several'; requests: AnswerableRequest[] }
  /** Sender, destination and time match a request, but the text contains no code of its shape, or several. */
  | { match: 'no_code'; found: 'none' | 'several' }
  | { match: 'none' };

/** Tolerance for the difference between the clocks of phones and of this service. */
const clockSkewMs = 60_000;

/** Finds the request that a message answers, by sender, destination, time and the shape of its code. */
export function routeMessage(message: IncomingMessage, requests: readonly AnswerableRequest[]): MessageMatch {
  const candidates = requests.filter(
    ({ sms_senders: senders, descriptor, requested_at: requestedAt }) =>
      message.sentAt.getTime() >= requestedAt.getTime() - clockSkewMs &&
      matchesSender(message.from, senders) &&
      matchesDestination(message.to, descriptor.destination),
  );
  const read = candidates.map((request) => ({
    request,
    found: codeInMessage(message.text, request.descriptor).found,
  }));
  const matching = read.flatMap(({ request, found }) => (found === 'one' ? [request] : []));
  const [request] = matching;
  if (request)
    return matching.length === 1 ? { match: 'one', request } : { match: 'several', requests: matching };
  if (read.length === 0) return { match: 'none' };
  return { match: 'no_code', found: read.some(({ found }) => found === 'several') ? 'several' : 'none' };
}
